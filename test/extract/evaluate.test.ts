import { expect, it } from 'vitest';

import { evaluate } from '#extract/evaluate';
import { fromSpert } from '#extract/spert-form';

/** Two sentences of ours: one read rightly, one with a wrong type, a missed name and a relation too many. */
const gold = fromSpert(
  JSON.stringify([
    {
      tokens: ['Ida', 'Lund', 'lives', 'in', 'Bergen', '🙂'],
      entities: [
        { type: 'Peop', start: 0, end: 2 },
        { type: 'Loc', start: 4, end: 5 },
      ],
      relations: [{ type: 'Live_In', head: 0, tail: 1 }],
    },
    {
      tokens: ['Acme', 'left', 'Oslo', 'for', 'Rome'],
      entities: [
        { type: 'Org', start: 0, end: 1 },
        { type: 'Loc', start: 2, end: 3 },
        { type: 'Loc', start: 4, end: 5 },
      ],
      relations: [],
    },
  ]),
);

it('scores, confuses and lists what went wrong', async () => {
  const calls: number[] = [];
  const result = await evaluate((text, sentences) => {
    calls.push(sentences.length);
    const [first, second] = sentences;
    expect(text.slice(second?.start, second?.end)).toBe('Acme left Oslo for Rome');
    const at = second?.start ?? 0;
    const mention = (start: number, end: number, type: string) => ({ start, end, type, score: 1 });
    return Promise.resolve([
      {
        start: first?.start ?? 0,
        end: first?.end ?? 0,
        mentions: [mention(0, 8, 'Peop'), mention(18, 24, 'Loc')],
        relations: [{ head: 0, tail: 1, type: 'Live_In', score: 1 }],
      },
      {
        start: at,
        end: second?.end ?? 0,
        mentions: [mention(at, at + 4, 'Loc'), mention(at + 10, at + 14, 'Loc')],
        relations: [{ head: 0, tail: 1, type: 'Located_In', score: 1 }],
      },
    ]);
  }, gold);
  expect(calls).toEqual([2]);
  expect(result.ner.micro).toMatchObject({ precision: 3 / 4, recall: 3 / 5 });
  expect(result.ner.micro.f1).toBeCloseTo(2 / 3, 12);
  expect(result.reStrict.micro.f1).toBeCloseTo(2 / 3);
  expect(result.confusion.mentions).toContainEqual({ gold: 'Org', predicted: 'Loc', count: 1 });
  expect(result.confusion.mentions).toContainEqual({ gold: 'Loc', predicted: '', count: 1 });
  expect(result.confusion.relations).toContainEqual({
    gold: '',
    predicted: 'Located_In',
    count: 1,
  });
  expect(result.wrong).toBe(1);
  expect(result.mistakes).toEqual([
    {
      text: 'Acme left Oslo for Rome',
      missed: [
        { type: 'Org', names: ['Acme'] },
        { type: 'Loc', names: ['Rome'] },
      ],
      extra: [
        { type: 'Loc', names: ['Acme'] },
        { type: 'Located_In', names: ['Acme', 'Oslo'] },
      ],
    },
  ]);
});

it('leaves out types that the map sends to nothing, with their relations', () => {
  const [first] = fromSpert(
    JSON.stringify([
      {
        tokens: ['a', 'b'],
        entities: [
          { type: 'X', start: 0, end: 1 },
          { type: 'Y', start: 1, end: 2 },
        ],
        relations: [{ type: 'r', head: 0, tail: 1 }],
      },
    ]),
    { X: null, Y: 'Loc' },
  );
  expect(first).toMatchObject({ mentions: [{ type: 'Loc' }], relations: [] });
});

it('takes symmetric relations in the order of the text, whichever end comes first', async () => {
  const [one] = fromSpert(
    JSON.stringify([
      {
        tokens: ['maps', 'and', 'charts'],
        entities: [
          { type: 'X', start: 0, end: 1 },
          { type: 'X', start: 2, end: 3 },
        ],
        relations: [
          { type: 'WITH', head: 1, tail: 0 },
          { type: 'FROM', head: 1, tail: 0 },
        ],
      },
    ]),
  );
  const said = {
    start: 0,
    end: 15,
    mentions: [
      { start: 0, end: 4, type: 'X', score: 1 },
      { start: 9, end: 15, type: 'X', score: 1 },
    ],
    relations: [
      { head: 0, tail: 1, type: 'WITH', score: 1 },
      { head: 0, tail: 1, type: 'FROM', score: 1 },
    ],
  };
  const run = (symmetric: ReadonlySet<string>) =>
    evaluate(() => Promise.resolve([said]), one ? [one] : [], undefined, symmetric);
  expect((await run(new Set())).re.micro.f1).toBe(0);
  const { re, wrong, mistakes } = await run(new Set(['WITH']));
  expect([re.perType['WITH']?.f1, re.perType['FROM']?.f1, wrong]).toEqual([1, 0, 1]);
  expect(mistakes[0]?.missed).toEqual([{ type: 'FROM', names: ['charts', 'maps'] }]);
});
