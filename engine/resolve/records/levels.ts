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
  return {
    count: 5,
    level(left, right) {
      const [a, b] = [ids[left] ?? 0, ids[right] ?? 0];
      if (a === 0 || b === 0) return -1;
      if (a === b) return 4;
      const [one, other] = [values[left] ?? '', values[right] ?? ''];
      const similarity = canBeSimilar(one, other) ? jaroWinkler(one, other) : 0;
      if (similarity >= 0.85) return similarity >= 0.92 ? 3 : 2;
      return hasCommon(words[left], words[right]) ? 1 : 0;
    },
  };
}

/** False where not even a whole match of the shorter word would reach 0.85: cheaper than to compare. */
function canBeSimilar(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a.length, b.length] : [b.length, a.length];
  return (
    0.6 * ((2 + short / long) / 3) + 0.4 >= 0.85 &&
    (a[0] === b[0] || (2 + short / long) / 3 >= 0.85)
  );
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
  if (a === undefined || b === undefined || (a.length < 2 && b.length < 2)) return false;
  for (const word of a) if (b.includes(word)) return true;
  return false;
}

/** Damerau–Levenshtein distance of one. */
export function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short.charCodeAt(start) === long.charCodeAt(start)) start += 1;
  if (short.length < long.length) return isRest(short, start, long, start + 1);
  return (
    isRest(short, start + 1, long, start + 1) ||
    (short[start] === long[start + 1] &&
      short[start + 1] === long[start] &&
      isRest(short, start + 2, long, start + 2))
  );
}

function isRest(a: string, from: number, b: string, other: number): boolean {
  if (a.length - from !== b.length - other) return false;
  for (let at = from; at < a.length; at += 1)
    if (a.charCodeAt(at) !== b.charCodeAt(at - from + other)) return false;
  return true;
}
