import { describe, expect, it } from 'vitest';

import type { Schema } from '#domain/schema';
import type { Calibration } from '#extract/decoder';
import { decoders } from '#extract/systems';
import { writers, type Marked } from './systems.ts';
import { fc } from '../random.ts';

const schema: Schema = {
  name: 'test',
  entityTypes: ['Person', 'Place', 'Work'],
  relationTypes: [
    { name: 'lives', phrase: 'lives in', symmetric: false, head: [], tail: [] },
    { name: 'made', phrase: 'made', symmetric: false, head: ['Person'], tail: ['Work'] },
  ],
};
const plain: Calibration = {
  temperature: { tags: 1, relations: 1 },
  threshold: { mention: 0, relation: 0 },
};
const HEIGHT = 12;

/** Sentences of up to 30 words, with mentions that do not overlap and at most one relation a pair that the schema allows. */
const marked: fc.Arbitrary<Marked> = fc
  .array(fc.record({ gap: fc.nat(3), length: fc.integer({ min: 1, max: 4 }), type: fc.nat(2) }), {
    maxLength: 6,
  })
  .chain((parts) => {
    let at = 0;
    const mentions = parts.map(({ gap, length, type }) => {
      const from = at + gap;
      at = from + length;
      return { from, to: at, type };
    });
    const pairs = mentions.flatMap((_, a) =>
      mentions.slice(a + 1).map((_, b) => [a, a + 1 + b] as const),
    );
    return fc.record({
      words: fc.nat(3).map((rest) => Math.max(1, at + rest)),
      mentions: fc.constant(mentions),
      relations: fc
        .tuple(
          ...pairs.map(() =>
            fc.record({ type: fc.constantFrom(-1, -1, 0, 1), turned: fc.boolean() }),
          ),
        )
        .map((choices) =>
          choices.flatMap(({ type, turned }, p) => {
            const [a, b] = pairs[p] ?? [0, 0];
            const [head, tail] = turned ? [b, a] : [a, b];
            const fits = type !== 1 || (mentions[head]?.type === 0 && mentions[tail]?.type === 2);
            return type >= 0 && fits ? [{ head, tail, type }] : [];
          }),
        ),
    });
  });

const byPair = (a: { head: number; tail: number }, b: { head: number; tail: number }) =>
  a.head - b.head || a.tail - b.tail;

it('has a writer for every system', () => {
  expect(Object.keys(writers).sort()).toEqual(Object.keys(decoders).sort());
});

describe.each(Object.keys(decoders))('%s', (system) => {
  const [decode, write] = [decoders[system], writers[system]];
  if (!decode || !write) throw new Error(system);

  it('gives back what a sure head says', () => {
    fc.assert(
      fc.property(marked, (sentence) => {
        const decoded = decode(write(sentence, schema, HEIGHT), sentence.words, schema, plain);
        expect(decoded.mentions.map(({ from, to, type }) => ({ from, to, type }))).toEqual(
          sentence.mentions.map(({ from, to, type }) => ({
            from,
            to,
            type: schema.entityTypes[type],
          })),
        );
        expect(
          decoded.relations.map(({ head, tail, type }) => ({ head, tail, type })).sort(byPair),
        ).toEqual(
          sentence.relations
            .map(({ head, tail, type }) => ({ head, tail, type: schema.relationTypes[type]?.name }))
            .sort(byPair),
        );
        for (const { score } of [...decoded.mentions, ...decoded.relations]) {
          expect(score).toBeGreaterThan(0.9);
          expect(score).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  const pair: Marked = {
    words: 5,
    mentions: [
      { from: 0, to: 2, type: 0 },
      { from: 4, to: 5, type: 2 },
    ],
    relations: [{ head: 0, tail: 1, type: 1 }],
  };

  it('drops a relation whose arguments have types that training never showed', () => {
    const wrong = { ...pair, relations: [{ head: 1, tail: 0, type: 1 }] };
    expect(decode(write(wrong, schema, HEIGHT), 5, schema, plain).relations).toEqual([]);
  });

  it('is less sure at a higher temperature, of the same', () => {
    const warm = { ...plain, temperature: { tags: 3, relations: 3 } };
    const cool = decode(write(pair, schema, 4), 5, schema, plain);
    const hot = decode(write(pair, schema, 4), 5, schema, warm);
    expect(hot.relations.map(({ type }) => type)).toEqual(['made']);
    expect(hot.relations[0]?.score).toBeLessThan(cool.relations[0]?.score ?? 0);
    expect(hot.mentions[0]?.score).toBeLessThan(cool.mentions[0]?.score ?? 0);
  });

  it('keeps to both thresholds', () => {
    const decoded = decode(write(pair, schema, 4), 5, schema, plain);
    const above = (decoded.relations[0]?.score ?? 0) + 1e-9;
    const noRelation = { ...plain, threshold: { mention: 0, relation: above } };
    expect(decode(write(pair, schema, 4), 5, schema, noRelation)).toEqual({
      ...decoded,
      relations: [],
    });
    const nothing = { ...plain, threshold: { mention: 1.1, relation: 0 } };
    expect(decode(write(pair, schema, 4), 5, schema, nothing)).toEqual({
      mentions: [],
      relations: [],
    });
  });

  it('reads a score as the share that was right, along the points of its type', () => {
    const isotonic = {
      made: [
        [0, 0.1],
        [0.5, 0.4],
        [1, 0.9],
      ],
    } as const;
    const raw = decode(write(pair, schema, 4), 5, schema, plain).relations[0]?.score ?? 0;
    const read = decode(write(pair, schema, 4), 5, schema, { ...plain, isotonic }).relations[0]
      ?.score;
    expect(read).toBeCloseTo(raw < 0.5 ? 0.1 + 0.6 * raw : 0.4 + (raw - 0.5), 10);
  });

  it('finds nothing in a sentence without names', () => {
    const empty: Marked = { words: 3, mentions: [], relations: [] };
    expect(decode(write(empty, schema, HEIGHT), 3, schema, plain)).toEqual({
      mentions: [],
      relations: [],
    });
  });
});

describe('table-sequence', () => {
  const decode = decoders['table-sequence'];
  const write = writers['table-sequence'];
  const two: Marked = {
    words: 2,
    mentions: [
      { from: 0, to: 1, type: 1 },
      { from: 1, to: 2, type: 1 },
    ],
    relations: [{ head: 0, tail: 1, type: 0 }],
  };

  it('lets the unsaid direction lose, although every type of it is near nothing', () => {
    expect(decode?.(write!(two, schema, 2), 2, schema, plain).relations).toHaveLength(1);
  });

  it('counts both halves of the table: one that is sure cannot outvote one that is surer of none', () => {
    const outputs = write!(two, schema, 3);
    const cells = outputs['relation_logits'];
    if (cells?.type !== 'float32') throw new Error('no cells');
    const data = cells.data.slice();
    data.fill(0, 10, 15);
    data[10] = 9;
    const halved = { ...outputs, relation_logits: { ...cells, data } };
    expect(decode?.(halved, 2, schema, plain).relations).toEqual([]);
  });

  it('opens a mention at an I that continues nothing', () => {
    const tags = new Float32Array(4 * 7);
    [2, 2, 0, 4].forEach((tag, i) => (tags[i * 7 + tag] = 5));
    const outputs = {
      tag_logits: { type: 'float32', data: tags, dims: [1, 4, 7] },
      relation_logits: { type: 'float32', data: new Float32Array(80), dims: [1, 4, 4, 5] },
    } as const;
    expect(decode?.(outputs, 4, schema, plain).mentions).toMatchObject([
      { from: 0, to: 2, type: 'Person' },
      { from: 3, to: 4, type: 'Place' },
    ]);
  });
});

describe('spert', () => {
  it('keeps the surer of two overlapping spans, and the relations of what stays', () => {
    const outputs = writers['spert']!(
      {
        words: 6,
        mentions: [
          { from: 0, to: 3, type: 0 },
          { from: 1, to: 2, type: 1 },
          { from: 4, to: 5, type: 1 },
        ],
        relations: [
          { head: 0, tail: 2, type: 0 },
          { head: 1, tail: 2, type: 0 },
        ],
      },
      schema,
      5,
    );
    const logits = outputs['span_logits'];
    if (logits?.type !== 'float32') throw new Error('no logits');
    const data = logits.data.slice();
    data[1] = 4;
    const decoded = decoders['spert']!(
      { ...outputs, span_logits: { ...logits, data } },
      6,
      schema,
      plain,
    );
    expect(decoded.mentions.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(decoded.relations).toMatchObject([{ head: 0, tail: 1, type: 'lives' }]);
  });

  it('may say several things of one pair', () => {
    const outputs = writers['spert']!(
      {
        words: 2,
        mentions: [
          { from: 0, to: 1, type: 0 },
          { from: 1, to: 2, type: 2 },
        ],
        relations: [
          { head: 0, tail: 1, type: 0 },
          { head: 0, tail: 1, type: 1 },
        ],
      },
      schema,
      5,
    );
    expect(decoders['spert']!(outputs, 2, schema, plain).relations.map(({ type }) => type)).toEqual(
      ['lives', 'made'],
    );
  });
});
