import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createSessionFactory } from '#engine/session';
import { toInputs } from '#extract/batch';
import { decodeTable, toUpperTriangle } from '#extract/decode-upper-triangle';
import { toFloats } from '#extract/decoder';
import type { Outputs } from '#extract/decoder';
import type { Session } from '#extract/tensor';

/**
 * The same tiny random model twice (models/training/fixture.py): as heads are exported, and as two plain convolutions over
 * the whole table. models/training/same.py does this with the shipped weights and all corpora.
 */
const folder = fileURLToPath(new URL('../fixtures/graphs', import.meta.url));
const createSession = createSessionFactory();
const open = (name: string) => createSession(readFileSync(join(folder, name)), name);
const schema = {
  name: 'tiny',
  entityTypes: ['a', 'b'],
  relationTypes: ['r', 's', 't'].map((name) => ({
    name,
    phrase: name,
    symmetric: false,
    head: [],
    tail: [],
  })),
};
const calibration = {
  temperature: { tags: 1, relations: 1 },
  threshold: { mention: 0, relation: 0 },
};

let encoder: Session;
let head: Session;
let plain: Session;
beforeAll(async () => {
  [encoder, head, plain] = await Promise.all([
    open('encoder.onnx'),
    open('head.onnx'),
    open('plain.onnx'),
  ]);
});
afterAll(async () => {
  for (const session of [encoder, head, plain]) await session.close();
});

/** Words with a piece or two each; ids stand for anything. */
function toSentence(length: number, seed: number) {
  const words = Array.from(
    { length },
    (_, i) => ['Mary', 'met', '🛫', 'TOM', 'b2'][(i * 7 + length + seed) % 5] ?? '',
  );
  const pieces = words.map((_, i) =>
    Array.from(
      { length: 1 + (length < 300 && i % 3 === 2 ? 1 : 0) },
      (_, k) => 5 + ((i * 13 + k * 29 + length + seed * 17) % 100),
    ),
  );
  return toInputs(words, pieces, { start: 1, end: 2 });
}

const difference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const by = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(by <= worst)) worst = by;
  }
  return worst;
};

describe('the fast graph', () => {
  it('reads and decodes as the plain convolutions do, at any length', async () => {
    const counts = { mentions: new Set<number>(), relations: 0, ends: 0 };
    const lengths = [1, 2, 3, 4, 9, 17, 23, 60, 110, 253, 512];
    const short = Array.from({ length: 60 }, (_, i) => [1 + (i % 6), i] as const);
    for (const [length, seed] of [...lengths.map((one) => [one, 0] as const), ...short]) {
      const inputs = toSentence(length, seed);
      const encoded = await encoder.run(inputs);
      const [words, word_count] = [encoded['words'], inputs['word_count']];
      if (!words || !word_count) throw new Error('no words');
      const fast: Outputs = await head.run({ words, word_count });
      const table = await plain.run(inputs);
      const [cells, labels] = [toFloats(table, 'cells'), 7];
      const at = (row: number, column: number) => (row * length + column) * labels;
      const read = toUpperTriangle(fast, length);
      expect(difference(read.tagLogits, toFloats(table, 'tags'))).toBeLessThan(1e-4);
      const wanted = Array.from({ length: read.cells.length / 2 }, (_, p) => {
        const from = at(read.cells[2 * p] ?? 0, read.cells[2 * p + 1] ?? 0);
        return [...cells.slice(from, from + labels)];
      }).flat();
      expect(difference(read.relationLogits, wanted)).toBeLessThan(1e-4);
      const every = Array.from({ length }, (_, i) =>
        Array.from({ length: length - i - 1 }, (_, j) => [i, i + 1 + j]),
      ).flat();
      const whole = {
        words: length,
        tagLogits: toFloats(table, 'tags'),
        cells: Int32Array.from(every.flat()),
        relationLogits: Float32Array.from(
          every.flatMap(([i = 0, j = 0]) => [...cells.slice(at(i, j), at(i, j) + labels)]),
        ),
      };
      const [one, two] = [
        decodeTable(read, schema, calibration),
        decodeTable(whole, schema, calibration),
      ];
      const bare = ({ mentions, relations }: typeof one) => ({
        mentions: mentions.map(({ from, to, type }) => ({ from, to, type })),
        relations: relations.map(({ head, tail, type }) => ({ head, tail, type })),
      });
      expect(bare(one)).toEqual(bare(two));
      counts.mentions.add(Math.min(2, one.mentions.length));
      counts.relations += one.relations.length;
      if (one.mentions[0]?.from === 0 && one.mentions.at(-1)?.to === length) counts.ends += 1;
    }
    // No entity, one, several; entities at both ends; relations.
    expect([...counts.mentions].toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(counts.relations).toBeGreaterThan(20);
    expect(counts.ends).toBeGreaterThan(0);
  });
});
