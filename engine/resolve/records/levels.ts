import { jaroWinkler } from '../similarity.ts';
import type { Column } from './columns.ts';

/** Levels of agreement of one column, from 0, "differs", up; -1 where either value is missing. */
export interface Levels {
  readonly count: number;
  level(left: number, right: number): number;
}

export function createLevels(column: Column): Levels {
  if (column.kind === 'code') return createCodeLevels(column);
  if (column.kind === 'name') return createNameLevels(column);
  return createTextLevels(column);
}

/** 2: equal. 1: one digit wrong, missing, too many, or two swapped. */
function createCodeLevels({ values, ids }: Column): Levels {
  return {
    count: 3,
    level(left, right) {
      if (ids[left] === 0 || ids[right] === 0) return -1;
      if (ids[left] === ids[right]) return 2;
      return isOneSlip(values[left] ?? '', values[right] ?? '') ? 1 : 0;
    },
  };
}

/** 4: equal. 3 and 2: Jaro–Winkler of at least 0.92 and 0.85. 1: words in common. */
function createNameLevels({ values, ids, words }: Column): Levels {
  const known = new Map<number, number>();
  const width = Math.max(...ids) + 1;
  return {
    count: 5,
    level(left, right) {
      const [a, b] = [ids[left] ?? 0, ids[right] ?? 0];
      if (a === 0 || b === 0) return -1;
      if (a === b) return 4;
      const pair = a < b ? a * width + b : b * width + a;
      let level = known.get(pair);
      if (level === undefined) {
        const similarity = jaroWinkler(values[left] ?? '', values[right] ?? '');
        level = similarity >= 0.92 ? 3 : similarity >= 0.85 ? 2 : hasCommon(words[left], words[right]) ? 1 : 0;
        if (known.size < 2_000_000) known.set(pair, level);
      }
      return level;
    },
  };
}

const STEPS = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9];

/** By the cosine of the words, each weighed by how few rows have it (inverse document frequency). */
function createTextLevels({ words, ids, frequency }: Column): Levels {
  const rows = words.length;
  const weight = Float64Array.from(frequency, (count) => Math.log(1 + rows / count) ** 2);
  const lengths = Float64Array.from(words, (row) =>
    Math.sqrt(row.reduce((sum, word) => sum + (weight[word] ?? 0), 0)),
  );
  return {
    count: STEPS.length + 1,
    level(left, right) {
      const [a, b] = [words[left], words[right]];
      if (ids[left] === 0 || ids[right] === 0 || !a || !b) return -1;
      let [sum, i, j] = [0, 0, 0];
      while (i < a.length && j < b.length) {
        const difference = (a[i] ?? 0) - (b[j] ?? 0);
        if (difference === 0) sum += weight[a[i] ?? 0] ?? 0;
        if (difference <= 0) i += 1;
        if (difference >= 0) j += 1;
      }
      const cosine = sum / ((lengths[left] ?? 1) * (lengths[right] ?? 1));
      let level = 0;
      while (level < STEPS.length && cosine >= (STEPS[level] ?? 1)) level += 1;
      return level;
    },
  };
}

function hasCommon(a: Int32Array | undefined, b: Int32Array | undefined): boolean {
  return a !== undefined && b !== undefined && a.some((word) => b.includes(word));
}

/** Damerau–Levenshtein distance of one. */
export function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  const rest = (from: number, other: number) => short.slice(from) === long.slice(other);
  if (short.length < long.length) return rest(start, start + 1);
  if (rest(start + 1, start + 1)) return true;
  return (
    short[start] === long[start + 1] && short[start + 1] === long[start] && rest(start + 2, start + 2)
  );
}
