/** How much is given to a device at once, found out by measuring. Units are cells of the padded batch: sentences times pieces. */
export interface Fit {
  /** The most that one call should hold now. */
  size(): number;
  /** A call of `cells` was answered after so many milliseconds. */
  took(cells: number, milliseconds: number): void;
  /** A call of `cells` found no memory: half of it from now on, and never more again. */
  refused(cells: number): void;
}

const FIRST = 2048;
/** Doubling goes on while it gives at least this much more a second. */
const WORTH = 1.1;
/** Some 2,000 sentences: more at once only makes stopping slow. */
const MOST = 2 ** 17;
/** Measured calls before a size is judged: the first of a shape compiles kernels. */
const ENOUGH = 3;

export function createFit(first = FIRST, most = MOST): Fit {
  let size = first;
  let ceiling = most;
  let before = 0;
  let isFound = false;
  let rates: number[] = [];
  return {
    size: () => size,
    took(cells, milliseconds) {
      // A call that was far from full says nothing about what a full one would take.
      if (isFound || cells < size * 0.75) return;
      rates.push(cells / Math.max(milliseconds, 0.1));
      if (rates.length < ENOUGH) return;
      const rate = Math.max(...rates);
      rates = [];
      if (rate < before * WORTH) {
        size = Math.max(first, size / 2);
        isFound = true;
      } else if (size * 2 > ceiling) isFound = true;
      else {
        before = rate;
        size *= 2;
      }
    },
    refused(cells) {
      size = Math.max(1, Math.floor(Math.min(size, cells) / 2));
      ceiling = size;
      isFound = true;
    },
  };
}
