import { toSkeleton } from '../similarity.ts';
import type { Column } from './columns.ts';

/** A block of more rows is skipped: its value says too little. */
const MOST_ROWS = 60;
/** Of a text, so many of its rarest words make blocks. */
const MOST_WORDS = 6;

/**
 * Pairs of rows that have something rare in common: a value, a word, or the sound of a name. Each pair once, the left
 * row first. With `split` rows before it are of the left table and only pairs across are given; else any two.
 */
export function findCandidates(
  columns: readonly Column[],
  split: number | undefined,
): Float64Array {
  const rows = columns[0]?.values.length ?? 0;
  const blocks = new Map<string, number[]>();
  const add = (name: string, row: number) => {
    const block = blocks.get(name);
    if (block === undefined) blocks.set(name, [row]);
    else if (block.length <= MOST_ROWS) block.push(row);
  };
  for (const [place, column] of columns.entries())
    for (let row = 0; row < rows; row += 1)
      for (const name of listBlocks(column, row)) add(`${place} ${name}`, row);
  const pairs = new Set<number>();
  for (const block of blocks.values()) {
    if (block.length > MOST_ROWS) continue;
    for (const [at, left] of block.entries())
      for (let next = at + 1; next < block.length; next += 1) {
        const right = block[next] ?? 0;
        if (split !== undefined && (left >= split || right < split)) continue;
        pairs.add(left * rows + right);
      }
  }
  return Float64Array.from(pairs).sort();
}

function listBlocks(
  { kind, values, words, vocabulary, frequency }: Column,
  row: number,
): readonly string[] {
  const value = values[row] ?? '';
  if (value === '') return [];
  if (kind === 'code') return [value];
  const own = words[row] ?? new Int32Array();
  if (kind === 'name') return [value, `~${value.split(' ').map(toSkeleton).join(' ')}`];
  return [...own]
    .sort((a, b) => (frequency[a] ?? 0) - (frequency[b] ?? 0) || a - b)
    .slice(0, MOST_WORDS)
    .map((word) => vocabulary[word] ?? '');
}
