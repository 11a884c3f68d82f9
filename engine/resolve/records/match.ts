import { fit, type Fitted, type Pattern, toBits } from '../em.ts';
import { findCandidates } from './candidates.ts';
import { type Column, toColumns } from './columns.ts';
import { createLevels, type Levels } from './levels.ts';
import type { Table } from './table.ts';

/** Rows that are one thing; positions count over the left table and then the right one. */
export interface Match {
  readonly left: number;
  readonly right: number;
  readonly probability: number;
}

/** Random pairs from which it is learned how often strangers agree by chance. */
const SAMPLE = 30_000;
/** Pairs that a prior distribution is worth. */
const STRENGTH = 20;

/**
 * Which rows of one or two tables are one thing, without a label: candidates by blocks, levels of agreement by column,
 * weights by EM, and the commonness of what agrees. A row of one table has at most one partner in the other; within one
 * table there may be many.
 */
export function matchRecords(tables: readonly Table[]): readonly Match[] {
  const columns = toColumns(tables);
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
  const split = tables.length > 1 ? (tables[0]?.rows.length ?? 0) : undefined;
  const levels = columns.map(createLevels);
  const pairs = findCandidates(columns, split);
  const { patterns, patternOf } = countPatterns(pairs, rows, levels);
  const chance = countChance(rows, split, levels);
  const fitted = fit(patterns, toPrior(levels, chance));
  const bits = patterns.map((pattern) => toBits(pattern.levels, fitted));
  const matches: Match[] = [];
  for (const [at, pair] of pairs.entries()) {
    const [left, right] = [Math.floor(pair / rows), pair % rows];
    const pattern = patterns[patternOf[at] ?? 0];
    if (!pattern) continue;
    const weight =
      (bits[patternOf[at] ?? 0] ?? 0) +
      weighFrequency(columns, pattern.levels, levels, left, fitted);
    if (weight > 0) matches.push({ left, right, probability: 1 / (1 + 2 ** -weight) });
  }
  matches.sort((a, b) => b.probability - a.probability || a.left - b.left || a.right - b.right);
  return split === undefined ? matches : keepBest(matches);
}

function countPatterns(pairs: Float64Array, rows: number, levels: readonly Levels[]) {
  const numbers = new Map<number, number>();
  const patterns: { levels: number[]; count: number }[] = [];
  const patternOf = new Int32Array(pairs.length);
  for (const [at, pair] of pairs.entries()) {
    const [left, right] = [Math.floor(pair / rows), pair % rows];
    const found = levels.map((each) => each.level(left, right));
    const code = found.reduce((sum, level) => sum * 8 + level + 1, 0);
    let number = numbers.get(code);
    if (number === undefined) {
      number = patterns.push({ levels: found, count: 0 }) - 1;
      numbers.set(code, number);
    }
    const pattern = patterns[number];
    if (pattern) pattern.count += 1;
    patternOf[at] = number;
  }
  return { patterns: patterns as readonly Pattern[], patternOf };
}

/** By column and level: how often two rows at random agree so. */
function countChance(
  rows: number,
  split: number | undefined,
  levels: readonly Levels[],
): readonly Float64Array[] {
  const counts = levels.map(({ count }) => new Float64Array(count).fill(0.5));
  let seed = 1;
  // A small generator of its own, so that every run says the same (Numerical Recipes, 32 bits).
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let at = 0; at < SAMPLE; at += 1) {
    const left = next(split ?? rows);
    const right = split === undefined ? next(rows) : split + next(rows - split);
    if (left === right) continue;
    for (const [place, each] of levels.entries()) {
      const level = each.level(left, right);
      const row = counts[place];
      if (level >= 0 && row) row[level] = (row[level] ?? 0) + 1;
    }
  }
  return counts.map(toShares);
}

function toPrior(levels: readonly Levels[], chance: readonly Float64Array[]) {
  // Who is the same agrees fully more often than not, and the less the agreement the rarer.
  const m = levels.map(({ count }) =>
    toShares(Float64Array.from({ length: count }, (_, level) => 2 ** level)),
  );
  return { m, u: chance, share: 0.1, strength: STRENGTH };
}

/** The commonness of a value that agrees: to share a rare one says more than the level's average, a common one less. */
function weighFrequency(
  columns: readonly Column[],
  found: readonly number[],
  levels: readonly Levels[],
  left: number,
  { u }: Fitted,
): number {
  let bits = 0;
  for (const [place, { kind, ids, counts }] of columns.entries()) {
    if (kind === 'text' || found[place] !== (levels[place]?.count ?? 0) - 1) continue;
    const share = (counts[ids[left] ?? 0] ?? 1) / ids.length;
    const average = u[place]?.at(-1) ?? share;
    bits += Math.max(-3, Math.min(3, Math.log2(average / share))) * 0.5;
  }
  return bits;
}

/** The best first; a row that has its partner is out. */
function keepBest(matches: readonly Match[]): readonly Match[] {
  const taken = new Set<number>();
  return matches.filter(({ left, right }) => {
    if (taken.has(left) || taken.has(right)) return false;
    taken.add(left).add(right);
    return true;
  });
}

function toShares(counts: Float64Array): Float64Array {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => count / sum);
}
