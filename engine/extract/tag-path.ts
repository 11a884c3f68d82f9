import type { Calibration } from './decoder.ts';
import { findBest } from './probability.ts';

/** Parts of a type's tags, in their order. */
const [BEGIN, INSIDE, LAST, UNIT] = [0, 1, 2, 3];

/**
 * The BILOU tag of each of N words (`logits` N × labels, 0 is O, 1 + 4·type + part): the best of each word by itself, or, where a
 * head's calibration says "path", the best well-formed row of them. Tags that are not allowed are out of the running either way.
 */
export function readTags(
  logits: Float32Array,
  labels: number,
  tags: Calibration['tags'],
  isAllowed?: (label: number) => boolean,
): number[] {
  const best = Array.from({ length: logits.length / labels }, (_, i) =>
    findBest(logits, i * labels, labels, isAllowed),
  );
  return tags === 'path' ? findPath(logits, labels, best, isAllowed) : best;
}

/**
 * Of all rows of tags that are well formed (B, I …, L of one type, or U, or O) the one with the highest sum of logits, which is
 * the likeliest (Viterbi); at a tie the lower tag, from the last word back. A name ends only at a word whose own best tag ends
 * one: the graph has read the cells of those words and of no others. Sums in 64 bits, in the order of the words, as its twin
 * `models/training/decoders/path.py` has them.
 */
function findPath(
  logits: Float32Array,
  labels: number,
  best: readonly number[],
  isAllowed: (label: number) => boolean = () => true,
): number[] {
  const partOf = (label: number) => (label === 0 ? -1 : (label - 1) % 4);
  const isClosed = (label: number) => [-1, LAST, UNIT].includes(partOf(label));
  const ends = best.map((label) => label > 0 && isClosed(label));
  const every = Array.from({ length: labels }, (_, label) => label);
  const closed = every.filter(isClosed);
  const back: number[][] = [];
  let sums = every.map((label) => (label === 0 ? 0 : -Infinity));
  /** The highest so far of what may stand before a label. */
  const highest = (some: readonly number[]) =>
    some.reduce((a, b) => ((sums[b] ?? 0) > (sums[a] ?? 0) ? b : a));
  for (let i = 0; i < best.length; i++) {
    const over = highest(closed);
    const from = every.map((label) => {
      const part = partOf(label);
      const begin = label - part + BEGIN;
      return part === INSIDE || part === LAST ? highest([begin, begin + INSIDE]) : over;
    });
    sums = every.map((label) => {
      const isOpen = isAllowed(label) && (label === 0 || !isClosed(label) || ends[i] === true);
      return isOpen ? (sums[from[label] ?? 0] ?? 0) + (logits[i * labels + label] ?? 0) : -Infinity;
    });
    back.push(from);
  }
  let last = highest(closed);
  const path: number[] = [];
  for (let i = best.length - 1; i >= 0; i--) {
    path.unshift(last);
    last = back[i]?.[last] ?? 0;
  }
  return path;
}
