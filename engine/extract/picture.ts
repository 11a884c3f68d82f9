import type { WordSpan } from '#domain/xray';

import { toFloats, toIntegers } from './decoder.ts';
import type { Outputs } from './decoder.ts';
import { runGraph } from './pass.ts';
import type { Head } from './model.ts';
import { getBest } from './probability.ts';
import type { Session, Tensor } from './tensor.ts';

/** Cells of one run: a hundred words have 4,950, and each takes some kilobytes while it is computed. */
const BLOCK = 4096;
/** Spans whose pairs are looked at: more than a sentence has names. */
const LISTED = 24;
/** Words of the longest span that SpERT looks at. */
export const WIDEST = 10;

/** What more than a head decides by is to be read. */
export interface Wanted {
  /** Which cells: all of them, or only those where words of both of a pair meet. */
  readonly cells: 'all' | readonly (readonly [WordSpan, WordSpan])[];
  /** Spans that a person asks about, read as names or not. */
  readonly spans: readonly WordSpan[];
}

/**
 * What a head says of one run of words beyond `plain`, by which it decides: the cells i < j of a triangle that are wanted, or for
 * spans `all_span_logits` and the pairs of the likeliest spans. `known` is what the encoder gave. Where the normal path read the
 * same, its own numbers stand: the int8 scale of a larger tensor is another, so that the last digits of a second pass differ.
 */
export async function getFull(
  head: Head,
  known: Outputs,
  plain: Outputs,
  words: number,
  { cells, spans }: Wanted,
): Promise<Outputs> {
  const isWhole = plain['cells'] === undefined && plain['spans'] === undefined;
  const session = isWhole ? undefined : await head.ask();
  if (!session) return plain;
  if (plain['cells'])
    return askCells(session, known, plain, cells === 'all' ? listAll(words) : listMeeting(cells));
  return askSpans(session, known, plain, words, spans, head.calibration.temperature.tags);
}

const integers = (data: Int32Array, ...dims: number[]): Tensor => ({ type: 'int32', data, dims });
const floats = (data: Float32Array, ...dims: number[]): Tensor => ({ type: 'float32', data, dims });

/** Logits of some cells [row, column] (P × 2). @throws Error where the graph does not give as many */
export async function readCells(
  session: Session,
  known: Outputs,
  cells: Int32Array,
): Promise<Float32Array> {
  const count = cells.length / 2;
  const parts: Float32Array[] = [];
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    const asked = new Int32Array(size * 3);
    for (let p = 0; p < size; p++) {
      asked[3 * p + 1] = cells[2 * (from + p)] ?? 0;
      asked[3 * p + 2] = cells[2 * (from + p) + 1] ?? 0;
    }
    const given = await runGraph(session, { ...known, asked: integers(asked, size, 3) });
    parts.push(toFloats(given, 'relation_logits'));
  }
  const logits = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    logits.set(part, at);
    at += part.length;
  }
  return logits;
}

/** Every cell [row, column] of a triangle, row by row. */
function listAll(words: number): Int32Array {
  const cells = new Int32Array(words * (words - 1));
  for (let i = 0, p = 0; i < words; i++)
    for (let j = i + 1; j < words; j++, p++) cells.set([i, j], 2 * p);
  return cells;
}

/** Those of a word of one and a later word of the other, each once. */
function listMeeting(pairs: readonly (readonly [WordSpan, WordSpan])[]): Int32Array {
  const cells = new Map<string, readonly [number, number]>();
  for (const [one, other] of pairs) {
    const [row, column] = one.from < other.from ? [one, other] : [other, one];
    for (let i = row.from; i < row.to; i++)
      for (let j = Math.max(column.from, i + 1); j < column.to; j++) cells.set(`${i} ${j}`, [i, j]);
  }
  return Int32Array.from([...cells.values()].flat());
}

async function askCells(
  session: Session,
  known: Outputs,
  plain: Outputs,
  cells: Int32Array,
): Promise<Outputs> {
  const labels = plain['relation_logits']?.dims[1] ?? 0;
  const own = toFloats(plain, 'relation_logits');
  const read = toIntegers(plain, 'cells');
  const positions = new Map<string, number>();
  const all = [...cells];
  const asked = new Set<string>();
  for (let p = 0; p < cells.length; p += 2) asked.add(`${cells[p]} ${cells[p + 1]}`);
  for (let p = 0; p < read.length / 3; p++) {
    const [, i = 0, j = 0] = read.subarray(3 * p, 3 * p + 3);
    positions.set(`${i} ${j}`, p);
    if (!asked.has(`${i} ${j}`)) all.push(i, j);
  }
  const size = all.length / 2;
  const logits = new Float32Array(size * labels);
  logits.set(await readCells(session, known, cells));
  const triples = new Int32Array(3 * size);
  for (let at = 0; at < size; at++) {
    const [i = 0, j = 0] = [all[2 * at], all[2 * at + 1]];
    triples.set([i, j], 3 * at + 1);
    const p = positions.get(`${i} ${j}`);
    if (p !== undefined) logits.set(own.subarray(p * labels, (p + 1) * labels), at * labels);
  }
  return {
    ...plain,
    cells: integers(triples, size, 3),
    relation_logits: floats(logits, size, labels),
  };
}

/** All runs of up to ten words, as the graph lists them: by their first word, then by length. */
export function listSpans(words: number): Int32Array {
  const spans: number[] = [];
  for (let from = 0; from < words; from++)
    for (let width = 1; width <= WIDEST && from + width <= words; width++)
      spans.push(from, from + width);
  return Int32Array.from(spans);
}

async function askSpans(
  session: Session,
  known: Outputs,
  plain: Outputs,
  words: number,
  wanted: readonly WordSpan[],
  temperature: number,
): Promise<Outputs> {
  const ask = (list: readonly number[]) =>
    runGraph(session, { ...known, asked: integers(Int32Array.from(list), list.length) });
  const first = await ask([0]);
  const all = toFloats(first, 'all_span_logits');
  const labels = first['all_span_logits']?.dims[1] ?? 1;
  const spans = listSpans(words);
  if (spans.length / 2 !== all.length / labels) throw new Error('other spans than were expected');
  const at = new Map<string, number>();
  for (let s = 0; s < spans.length / 2; s++) at.set(`${spans[2 * s]} ${spans[2 * s + 1]}`, s);
  const none = (s: number) => {
    const [label, p] = getBest(all, s * labels, labels, temperature, (k) => k === 0);
    return label === 0 ? p : 1;
  };
  const kept = toIntegers(plain, 'spans');
  const listed = new Set<number>();
  const add = (from: number | undefined, to: number | undefined) => {
    const position = at.get(`${from} ${to}`);
    if (position !== undefined) listed.add(position);
  };
  for (let m = 0; m < kept.length / 3; m++) add(kept[3 * m + 1], kept[3 * m + 2]);
  for (const { from, to } of wanted) add(from, to);
  const likeliest = [...at.values()].sort((a, b) => none(a) - none(b));
  for (const s of likeliest) if (listed.size < LISTED) listed.add(s);
  const list = [...listed].sort((a, b) => a - b);
  const given = await ask(list);
  return {
    ...withOwnPairs(given, plain),
    all_span_logits: floats(all, all.length / labels, labels),
  };
}

/** The pairs that the normal path read, with its own numbers. */
function withOwnPairs(given: Outputs, plain: Outputs): Outputs {
  const keysOf = (outputs: Outputs) => {
    const [spans, pairs] = [toIntegers(outputs, 'spans'), toIntegers(outputs, 'pairs')];
    const span = (at = 0) => `${spans[3 * at + 1]} ${spans[3 * at + 2]}`;
    return Array.from(
      { length: pairs.length / 2 },
      (_, p) => `${span(pairs[2 * p])} ${span(pairs[2 * p + 1])}`,
    );
  };
  const own = toFloats(plain, 'relation_logits');
  const types = plain['relation_logits']?.dims[1] ?? 0;
  const logits = toFloats(given, 'relation_logits').slice();
  const at = new Map(keysOf(given).map((key, p) => [key, p]));
  keysOf(plain).forEach((key, p) => {
    const to = at.get(key);
    if (to !== undefined) logits.set(own.subarray(p * types, (p + 1) * types), to * types);
  });
  return { ...given, relation_logits: floats(logits, logits.length / types, types) };
}
