import { describe, expect, test } from 'vitest';
import { fit, toProbability } from '#resolve/em';
import { evaluateMatches } from '#resolve/records/evaluate';
import { isOneSlip } from '#resolve/records/levels';
import { matchRecords } from '#resolve/records/match';
import { toTable } from '#resolve/records/table';
import { jaroWinkler, toSkeleton } from '#resolve/similarity';
import { fc } from '../random.ts';

describe('tables', () => {
  test('quotes, commas, line ends and a byte order mark', () => {
    expect(toTable('\ufeffid, name,note\r\n1,"Quarn, ""Otti""","two\nlines" \r\n2, 🚂\n')).toEqual({
      header: ['id', 'name', 'note'],
      rows: [
        ['1', 'Quarn, "Otti"', 'two\nlines'],
        ['2', '🚂', ''],
      ],
    });
  });

  test('any cells come back as they were written', () => {
    const cell = fc.string().map((text) => text.replace(/\r/gu, '').trim());
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1 });
    fc.assert(
      fc.property(rows, (all) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = ['a,b,c', ...all.map((row) => row.map(quote).join(','))].join('\n');
        expect(toTable(text).rows).toEqual(all);
      }),
    );
  });
});

test('what no figure can come of is told', () => {
  const left = toTable('id,name\na1,Otti Quarn\na2,Bo Berg\n');
  const right = toTable('id,name\nb1,Otti Quarn\nb2,Bo Berg\n');
  const evaluate = (truth?: string) =>
    evaluateMatches([left, right], truth === undefined ? undefined : toTable(truth));
  expect(() => evaluateMatches([left, toTable('id,name\n')], undefined)).toThrow('no rows');
  expect(() => evaluate()).toThrow('no table of true pairs');
  expect(() => evaluate('l,r\na9,b9\n')).toThrow('no pair of the truth');
  const given = evaluate('l,r\na1,b1\na2,b2\n').pairwise;
  expect(evaluate('r,l\nb1,a1\nb2,a2\n').pairwise).toEqual(given);
});

test('columns of other names, semicolons, and pairs that are none', () => {
  const [left, right] = makePeople(300);
  const header = (right?.header ?? []).map((_, at) => (at === 0 ? 'key 🚂' : `column ${at}`));
  const turned = (right?.rows ?? []).map(([key = '', ...rest]) => [key, ...rest.toReversed()]);
  const write = (rows: readonly (readonly string[])[]) =>
    toTable(rows.map((row) => row.join(';')).join('\n'));
  const tables = [write([left?.header ?? [], ...(left?.rows ?? [])]), write([header, ...turned])];
  expect(evaluateMatches(tables, undefined).pairwise.f1).toBeGreaterThan(0.95);
  const pairs = (left?.rows ?? []).flatMap(([key = ''], at) => [
    [key, key.replace('org', 'dup-0'), '1'],
    [key, right?.rows[(at + 1) % 300]?.[0] ?? '', '0'],
  ]);
  const truth = write([['l', 'r', 'label'], ...pairs]);
  expect(evaluateMatches(tables, truth).pairwise.f1).toBeGreaterThan(0.95);
  const bare = { header: ['key'], rows: turned.map(([key = '']) => [key]) };
  expect(evaluateMatches([tables[0] ?? bare, bare], undefined).pairwise.recall).toBe(0);
});

test.each([
  ['martha', 'marhta', 0.961],
  ['dwayne', 'duane', 0.84],
  ['dixon', 'dicksonx', 0.813],
  ['', 'a', 0],
])('Jaro–Winkler of %s and %s', (a, b, expected) => {
  expect(jaroWinkler(a, b)).toBeCloseTo(expected, 3);
  expect(jaroWinkler(b, a)).toBeCloseTo(expected, 3);
});

test.each([
  ['tchaikovsky', 'chaikovskij'],
  ['mohammed', 'muhamad'],
  ['чайковский', 'chaikovsky'],
  ['philip', 'filip'],
])('%s sounds like %s', (a, b) => expect(toSkeleton(a)).toBe(toSkeleton(b)));

test.each([
  ['4011', '4101', true],
  ['4011', '401', true],
  ['4011', '4012', true],
  ['4011', '4110', false],
  ['4011', '1104', false],
])('%s and %s differ by one slip: %s', (a, b, expected) => expect(isOneSlip(a, b)).toBe(expected));

test('weights are learned without a label, and a few pairs leave the prior standing', () => {
  const shares = (...parts: number[]) => Float64Array.from(parts);
  const prior = {
    m: [shares(0.3, 0.7), shares(0.3, 0.7)],
    u: [shares(0.9, 0.1), shares(0.9, 0.1)],
    share: 0.1,
    strength: 10,
  };
  const few = fit([{ levels: [1, 1], count: 1 }], prior);
  expect(few.m[0]?.[1]).toBeCloseTo(0.7, 1);
  const many = fit(
    [
      { levels: [1, 1], count: 200 },
      { levels: [0, 0], count: 9000 },
      { levels: [1, 0], count: 800 },
    ],
    prior,
  );
  expect(toProbability([1, 1], many)).toBeGreaterThan(0.9);
  expect(toProbability([1, 0], many)).toBeLessThan(0.5);
  expect(toProbability([0, 0], many)).toBeLessThan(0.01);
  // What cannot be seen neither helps nor hurts.
  expect(toProbability([-1, -1], many)).toBeCloseTo(many.share, 6);
});

/** Made-up people, each in both tables, with slips in the right one. */
function makePeople(count: number) {
  const left: string[][] = [];
  const right: string[][] = [];
  for (let at = 0; at < count; at += 1) {
    const [given, family] = [`Given${'abcdefgh'[at % 8]}en`, `Fam${(at * 7919).toString(36)}ly`];
    const born = String(19_000_101 + at * 37);
    left.push([`rec-${at}-org`, given, family, born, `${at % 90} Mill Lane`]);
    right.push([
      `rec-${at}-dup-0`,
      at % 3 === 0 ? given.slice(1) : given,
      at % 4 === 0 ? `${family}e` : family,
      at % 5 === 0 ? '' : born,
      `${at % 90} Mill Lane`,
    ]);
  }
  const header = ['rec_id', 'given', 'family', 'born', 'street'];
  return [
    { header, rows: left },
    { header, rows: right.toReversed() },
  ];
}

test('people with slips are found in two tables and in one', () => {
  const two = makePeople(400);
  const across = evaluateMatches(two, undefined);
  expect(across.pairwise.f1).toBeGreaterThan(0.97);
  const one = [{ header: two[0]?.header ?? [], rows: two.flatMap(({ rows }) => rows) }];
  const within = evaluateMatches(one, undefined);
  expect(within.pairwise.f1).toBeGreaterThan(0.95);
  expect(within.records).toBe(800);
  const taken = matchRecords(two).flatMap(({ left, right }) => [left, right]);
  expect(new Set(taken).size).toBe(taken.length);
});
