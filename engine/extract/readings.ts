import type { Schema } from '#domain/schema';
import type { WordSpan } from '#domain/xray';

import { toFloats, toIntegers } from './decoder.ts';
import type { Calibration, Outputs } from './decoder.ts';
import { ALPHA } from './decode-spans.ts';
import { addProbabilities, toSigmoid } from './probability.ts';

/** What was likelier than a relation type for an ordered pair; `k` −1 is "no relation". */
export interface Winner {
  readonly k: number;
  readonly reversed: boolean;
  readonly probability: number;
}

/** How a system's outputs speak of names and pairs, with no rule of decoding in it. `full` outputs, see `picture`. */
export interface Reading {
  /** How probable it is that exactly these words are a name of each entity type. */
  typesOf(span: WordSpan): readonly number[];
  /** Of each relation type from the first to the second; undefined where these were not looked at. */
  probabilitiesOf(head: WordSpan, tail: WordSpan): readonly number[] | undefined;
  /**
   * What wins over relation type `k` from the first to the second, among labels that are allowed; undefined where `k` itself
   * wins.
   */
  findWinner(
    head: WordSpan,
    tail: WordSpan,
    k: number,
    isAllowed: (k: number, reversed: boolean) => boolean,
  ): Winner | undefined;
  /** A cell of the pair's block, other than the one that decides, in which `k` is the likeliest. */
  findElsewhere(
    head: WordSpan,
    tail: WordSpan,
    k: number,
  ): { readonly row: number; readonly column: number } | undefined;
}

type CreateReading = (
  full: Outputs,
  words: number,
  schema: Schema,
  calibration: Calibration,
) => Reading;

/** Softmax of each row of `labels` logits; each once, as every relation type of a pair asks for the same rows. */
function toRows(logits: Float32Array, labels: number, t: number): (row: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  return (row) => {
    const before = known.get(row);
    if (before) return before;
    const sums = new Float64Array(labels);
    addProbabilities(sums, logits, row * labels, labels, t);
    known.set(row, sums);
    return sums;
  };
}

/** The least probable of the tags that would make the words one name of a type. */
function createTyper(
  rows: (word: number) => Float64Array,
  types: number,
  parts: number,
): Reading['typesOf'] {
  return ({ from, to }) =>
    Array.from({ length: types }, (_, type) => {
      let least = 1;
      for (let i = from; i < to; i++) {
        const place =
          parts === 2
            ? Math.min(i - from, 1)
            : to - from === 1
              ? 3
              : i === from
                ? 0
                : i === to - 1
                  ? 2
                  : 1;
        least = Math.min(least, rows(i)[1 + parts * type + place] ?? 0);
      }
      return least;
    });
}

export const readTriangle: CreateReading = (full, words, schema, { temperature }) => {
  const [types, relations] = [schema.entityTypes.length, schema.relationTypes.length];
  const rows = toRows(toFloats(full, 'tag_logits'), 4 * types + 1, temperature.tags);
  const read = toIntegers(full, 'cells');
  const at = new Map<number, number>();
  for (let p = 0; p < read.length / 3; p++)
    at.set((read[3 * p + 1] ?? 0) * words + (read[3 * p + 2] ?? 0), p);
  const cells = toRows(toFloats(full, 'relation_logits'), 2 * relations + 1, temperature.relations);
  const cell = (row: number, column: number) => {
    const p = at.get(row * words + column);
    return p === undefined ? undefined : cells(p);
  };
  /** The cell of the two last words, the earlier name's row. */
  const decide = (head: WordSpan, tail: WordSpan) => {
    const forth = head.from < tail.from;
    const [first, second] = forth ? [head, tail] : [tail, head];
    return { forth, found: cell(first.to - 1, second.to - 1) };
  };
  const labelOf = (k: number, forth: boolean) => 1 + 2 * k + (forth ? 0 : 1);
  return {
    typesOf: createTyper(rows, types, 4),
    probabilitiesOf(head, tail) {
      const { forth, found } = decide(head, tail);
      return found && schema.relationTypes.map((_, k) => found[labelOf(k, forth)] ?? 0);
    },
    findWinner(head, tail, k, isAllowed) {
      const { forth, found } = decide(head, tail);
      if (!found) return undefined;
      const own = labelOf(k, forth);
      let best = 0;
      for (let label = 1; label < found.length; label++) {
        const isForth = label % 2 === 1;
        if (
          (found[label] ?? 0) > (found[best] ?? 0) &&
          (label === own || isAllowed((label - 1) >> 1, isForth !== forth))
        )
          best = label;
      }
      if (best === own) return undefined;
      const probability = found[best] ?? 0;
      const reversed = best > 0 && (best % 2 === 1) !== forth;
      return { k: best === 0 ? -1 : (best - 1) >> 1, reversed, probability };
    },
    findElsewhere(head, tail, k) {
      const { forth } = decide(head, tail);
      const [first, second] = forth ? [head, tail] : [tail, head];
      const own = labelOf(k, forth);
      for (let row = first.from; row < first.to; row++)
        for (let column = Math.max(second.from, row + 1); column < second.to; column++) {
          if (row === first.to - 1 && column === second.to - 1) continue;
          const found = cell(row, column);
          if (found?.every((p, label) => label === own || p < (found[own] ?? 0)))
            return { row, column };
        }
      return undefined;
    },
  };
};

/** Equation 17's shares of a pair, as `decode-whole-table` sums them. */
export const readWhole: CreateReading = (full, words, schema, { temperature }) => {
  const [types, relations] = [schema.entityTypes.length, schema.relationTypes.length];
  const rows = toRows(toFloats(full, 'tag_logits'), 2 * types + 1, temperature.tags);
  const cells = toRows(toFloats(full, 'relation_logits'), 2 * relations + 1, temperature.relations);
  const sum = (head: WordSpan, tail: WordSpan) => {
    const shares = new Float64Array(relations);
    for (let i = head.from; i < head.to; i++)
      for (let j = tail.from; j < tail.to; j++) {
        const [forth, back] = [cells(i * words + j), cells(j * words + i)];
        shares.forEach((_, k) => {
          shares[k] = (shares[k] ?? 0) + (forth[2 * k + 1] ?? 0) + (back[2 * k + 2] ?? 0);
        });
      }
    const whole = 2 * (head.to - head.from) * (tail.to - tail.from);
    return [...shares].map((share) => share / whole);
  };
  return {
    typesOf: createTyper(rows, types, 2),
    probabilitiesOf: sum,
    findWinner(head, tail, k, isAllowed) {
      const shares = sum(head, tail);
      const none = 1 - shares.reduce((a, b) => a + b, 0);
      let best = -1;
      let highest = none;
      shares.forEach((share, other) => {
        if (share > highest && (other === k || isAllowed(other, false)))
          [best, highest] = [other, share];
      });
      return best === k ? undefined : { k: best, reversed: false, probability: highest };
    },
    findElsewhere(head, tail, k) {
      for (let row = head.from; row < head.to; row++)
        for (let column = tail.from; column < tail.to; column++) {
          const found = cells(row * words + column);
          const own = 1 + 2 * k;
          if (found.every((p, label) => label === own || p < (found[own] ?? 0)))
            return { row, column };
        }
      return undefined;
    },
  };
};

export const readSpans: CreateReading = (full, _words, schema, { temperature }) => {
  const types = schema.entityTypes.length + 1;
  const relations = schema.relationTypes.length;
  const spans = toIntegers(full, 'spans');
  const rows = toRows(toFloats(full, 'span_logits'), types, temperature.tags);
  const at = new Map<string, number>();
  for (let m = 0; m < spans.length / 3; m++) at.set(`${spans[3 * m + 1]} ${spans[3 * m + 2]}`, m);
  const pairs = toIntegers(full, 'pairs');
  const pairAt = new Map<string, number>();
  for (let p = 0; p < pairs.length / 2; p++) pairAt.set(`${pairs[2 * p]} ${pairs[2 * p + 1]}`, p);
  const logits = toFloats(full, 'relation_logits');
  const find = ({ from, to }: WordSpan) => at.get(`${from} ${to}`);
  const findPair = (head: WordSpan, tail: WordSpan) => pairAt.get(`${find(head)} ${find(tail)}`);
  return {
    typesOf(span) {
      const row = find(span);
      return row === undefined ? schema.entityTypes.map(() => 0) : [...rows(row)].slice(1);
    },
    probabilitiesOf(head, tail) {
      const p = findPair(head, tail);
      if (p === undefined) return undefined;
      const t = temperature.relations;
      return schema.relationTypes.map((_, k) => toSigmoid((logits[p * relations + k] ?? 0) / t));
    },
    findWinner(head, tail, k) {
      const p = findPair(head, tail);
      const raw = toSigmoid(logits[(p ?? 0) * relations + k] ?? 0);
      return p === undefined || raw >= ALPHA
        ? undefined
        : { k: -1, reversed: false, probability: 1 - raw };
    },
    findElsewhere: () => undefined,
  };
};
