import type { Schema } from '#domain/schema';
import type { Outputs } from '#extract/decoder';

/** A sentence as people would mark it: what a sure head says of it must decode to the same. */
export interface Marked {
  readonly words: number;
  readonly mentions: readonly {
    readonly from: number;
    readonly to: number;
    readonly type: number;
  }[];
  /** By positions in `mentions`; at most one type a pair, whatever its direction. */
  readonly relations: readonly {
    readonly head: number;
    readonly tail: number;
    readonly type: number;
  }[];
}

type Write = (marked: Marked, schema: Schema, height: number) => Outputs;

const floats = (data: Float32Array, ...dims: number[]) =>
  ({ type: 'float32', data, dims }) as const;
const integers = (data: number[], ...dims: number[]) =>
  ({ type: 'int32', data: Int32Array.from(data), dims }) as const;

function raise(labels: readonly number[], width: number, height: number): Float32Array {
  const logits = new Float32Array(labels.length * width);
  labels.forEach((label, i) => (logits[i * width + label] = height));
  return logits;
}

const upperTriangle: Write = ({ words, mentions, relations }, schema, height) => {
  const tags = new Array<number>(words).fill(0);
  for (const { from, to, type } of mentions)
    for (let i = from; i < to; i++) {
      const part = to - from === 1 ? 3 : i === from ? 0 : i === to - 1 ? 2 : 1;
      tags[i] = 1 + 4 * type + part;
    }
  const cells: number[] = [];
  const labels: number[] = [];
  for (const [a, first] of mentions.entries())
    for (const [b, second] of mentions.entries()) {
      if (second.to <= first.to) continue;
      const found = relations.find(
        (r) => (r.head === a && r.tail === b) || (r.head === b && r.tail === a),
      );
      cells.push(0, first.to - 1, second.to - 1);
      labels.push(found ? 1 + 2 * found.type + (found.head === a ? 0 : 1) : 0);
    }
  const [e, r] = [schema.entityTypes.length * 4 + 1, schema.relationTypes.length * 2 + 1];
  return {
    tag_logits: floats(raise(tags, e, height), 1, words, e),
    cells: integers(cells, cells.length / 3, 3),
    relation_logits: floats(raise(labels, r, height), labels.length, r),
  };
};

const wholeTable: Write = ({ words, mentions, relations }, schema, height) => {
  const tags = new Array<number>(words).fill(0);
  for (const { from, to, type } of mentions)
    for (let i = from; i < to; i++) tags[i] = 1 + 2 * type + (i === from ? 0 : 1);
  const labels = new Array<number>(words * words).fill(0);
  for (const { head, tail, type } of relations) {
    const [a, b] = [mentions[head], mentions[tail]];
    if (!a || !b) continue;
    for (let i = a.from; i < a.to; i++)
      for (let j = b.from; j < b.to; j++) {
        labels[i * words + j] = 1 + 2 * type;
        labels[j * words + i] = 2 + 2 * type;
      }
  }
  const [e, r] = [schema.entityTypes.length * 2 + 1, schema.relationTypes.length * 2 + 1];
  return {
    tag_logits: floats(raise(tags, e, height), 1, words, e),
    relation_logits: floats(raise(labels, r, height), 1, words, words, r),
  };
};

const spans: Write = ({ mentions, relations }, schema, height) => {
  const pairs = mentions.flatMap((_, head) =>
    mentions.flatMap((_, tail) => (head === tail ? [] : [[head, tail]])),
  );
  const r = schema.relationTypes.length;
  const logits = new Float32Array(pairs.length * r).fill(-height);
  pairs.forEach(([head, tail], p) => {
    for (const relation of relations)
      if (relation.head === head && relation.tail === tail) logits[p * r + relation.type] = height;
  });
  const e = schema.entityTypes.length + 1;
  return {
    spans: integers(
      mentions.flatMap(({ from, to }) => [0, from, to]),
      mentions.length,
      3,
    ),
    span_logits: floats(
      raise(
        mentions.map(({ type }) => type + 1),
        e,
        height,
      ),
      mentions.length,
      e,
    ),
    pairs: integers(pairs.flat(), pairs.length, 2),
    relation_logits: floats(logits, pairs.length, r),
  };
};

/** For each system: outputs of a head that is sure of what is marked. */
export const writers: Readonly<Record<string, Write>> = {
  tablert: upperTriangle,
  'tablert-cnn': upperTriangle,
  dytnet: upperTriangle,
  'table-sequence': wholeTable,
  spert: spans,
};
