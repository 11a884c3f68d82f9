import { describe, expect, it } from 'vitest';

import type { Schema, SwitchedOff } from '#domain/schema';
import type { Calibration, Outputs } from '#extract/decoder';
import { fitsSchema } from '#extract/fits';
import { decoders } from '#extract/systems';
import { fc } from '../random.ts';

/** Some of four types as arguments, or every second time any at all (an empty list), as each relation type's schema says. */
const types = ['Person', 'Place', 'Work', 'Date'];
const some = fc.oneof(fc.constant([]), fc.subarray(types));
const schemas: fc.Arbitrary<Schema> = fc
  .tuple(some, some, some, some, fc.boolean())
  .map(([a, b, c, d, symmetric]) => ({
    name: 'random',
    entityTypes: types,
    relationTypes: [
      { name: 'made', phrase: 'made', symmetric: false, head: a, tail: b },
      { name: 'near', phrase: 'is near', symmetric, head: c, tail: d },
    ],
  }));
const switches: fc.Arbitrary<SwitchedOff> = fc.record({
  entityTypes: fc.subarray(types),
  relationTypes: fc.subarray(['made', 'near']),
});
const calibration: Calibration = {
  temperature: { tags: 1.3, relations: 0.8 },
  threshold: { mention: 0, relation: 0 },
};

const noise = fc.double({ min: -6, max: 6, noNaN: true });
const floats = (...dims: number[]) => {
  const size = dims.reduce((a, b) => a * b, 1);
  return fc
    .array(noise, { minLength: size, maxLength: size })
    .map((data) => ({ type: 'float32', data: Float32Array.from(data), dims }) as const);
};
const integers = (rows: readonly (readonly number[])[], width: number) =>
  ({ type: 'int32', data: Int32Array.from(rows.flat()), dims: [rows.length, width] }) as const;

const upperTriangle = (n: number): fc.Arbitrary<Outputs> => {
  const cells = [...Array(n).keys()].flatMap((i) =>
    [...Array(n).keys()].filter((j) => i < j).map((j) => [0, i, j]),
  );
  return fc.record({
    tag_logits: floats(1, n, 17),
    cells: fc.constant(integers(cells, 3)),
    relation_logits: floats(cells.length, 5),
  });
};
const wholeTable = (n: number): fc.Arbitrary<Outputs> =>
  fc.record({ tag_logits: floats(1, n, 9), relation_logits: floats(1, n, n, 5) });
const spans = (n: number): fc.Arbitrary<Outputs> => {
  const all = [...Array(n).keys()].flatMap((i) => [
    [0, i, i + 1],
    ...(i + 2 <= n ? [[0, i, i + 2]] : []),
  ]);
  const pairs = all.flatMap((_, a) => all.flatMap((_, b) => (a === b ? [] : [[a, b]])));
  return fc.record({
    spans: fc.constant(integers(all, 3)),
    span_logits: floats(all.length, 5),
    pairs: fc.constant(integers(pairs, 2)),
    relation_logits: floats(pairs.length, 2),
  });
};
const tables: Readonly<Record<string, (words: number) => fc.Arbitrary<Outputs>>> = {
  tablert: upperTriangle,
  'tablert-cnn': upperTriangle,
  dytnet: upperTriangle,
  'table-sequence': wholeTable,
  spert: spans,
};

describe.each(Object.keys(decoders))('%s under a mask', (system) => {
  const [decode, table] = [decoders[system], tables[system]];
  if (!decode || !table) throw new Error(system);
  const sentence = fc
    .integer({ min: 1, max: 5 })
    .chain((words) => fc.tuple(fc.constant(words), table(words)));
  const run = { numRuns: 120 };

  it('never says what is off or not legal', () => {
    // So many that all of them deciding nothing is out of the question: one in twenty decides a relation.
    const many = { numRuns: 1200 };
    let relations = 0;
    fc.assert(
      fc.property(sentence, schemas, switches, ([words, outputs], schema, off) => {
        const decoded = decode(outputs, words, schema, calibration, off);
        for (const { type } of decoded.mentions) expect(off.entityTypes).not.toContain(type);
        for (const { head, tail, type, score } of decoded.relations) {
          expect(off.relationTypes).not.toContain(type);
          const definition = schema.relationTypes.find(({ name }) => name === type);
          const [from, to] = [decoded.mentions[head], decoded.mentions[tail]];
          expect(definition && from && to && fitsSchema(definition, from.type, to.type)).toBe(true);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-9);
          relations += 1;
        }
      }),
      many,
    );
    expect(relations).toBeGreaterThan(0);
  });

  it('says nothing where all is off', () => {
    fc.assert(
      fc.property(sentence, schemas, ([words, outputs], schema) => {
        const none = { entityTypes: types, relationTypes: [] };
        const decoded = decode(outputs, words, schema, calibration, none);
        expect(decoded).toEqual({ mentions: [], relations: [] });
        const noFacts = { entityTypes: [], relationTypes: ['made', 'near'] };
        const names = decode(outputs, words, schema, calibration, noFacts);
        expect(names.relations).toEqual([]);
        expect(names.mentions).toEqual(decode(outputs, words, schema, calibration).mentions);
      }),
      run,
    );
  });

  it('says the same with nothing off, or with names that the schema does not have', () => {
    fc.assert(
      fc.property(sentence, schemas, ([words, outputs], schema) => {
        const plain = decode(outputs, words, schema, calibration);
        for (const entityTypes of [[], ['Ship']]) {
          const off = { entityTypes, relationTypes: entityTypes };
          expect(decode(outputs, words, schema, calibration, off)).toEqual(plain);
        }
      }),
      run,
    );
  });

  it('lets the second best win, not nobody', () => {
    let changed = 0;
    fc.assert(
      fc.property(sentence, schemas, ([words, outputs], schema) => {
        const plain = decode(outputs, words, schema, calibration);
        for (const type of types) {
          if (!plain.mentions.some((mention) => mention.type === type)) continue;
          const off = { entityTypes: [type], relationTypes: [] };
          const after = decode(outputs, words, schema, calibration, off).mentions;
          const others = plain.mentions.filter((mention) => mention.type !== type);
          if (after.length > others.length) changed += 1;
        }
      }),
      run,
    );
    expect(changed).toBeGreaterThan(0);
  });
});
