import { describe, expect, it } from 'vitest';

import { fromSpert, listUnknown } from '#extract/spert-form';
import { score } from '#extract/score';

const gold = {
  mentions: [
    { from: 0, to: 2, type: 'Peop' },
    { from: 4, to: 5, type: 'Loc' },
  ],
  relations: [{ head: 0, tail: 1, type: 'Live_In' }],
};

describe('score', () => {
  it('gives 1 for the gold itself', () => {
    const { ner, re, reStrict } = score([gold], [gold]);
    for (const scores of [ner, re, reStrict]) {
      expect(scores.micro).toEqual({ precision: 1, recall: 1, f1: 1 });
      expect(scores.macro.f1).toBe(1);
    }
  });

  it('tells boundaries from strict: a wrong type costs RE+ but not RE', () => {
    const wrong = {
      ...gold,
      mentions: [gold.mentions[0], { from: 4, to: 5, type: 'Org' }].flatMap((m) => m ?? []),
    };
    const { ner, re, reStrict } = score([gold], [wrong]);
    expect(re.micro.f1).toBe(1);
    expect(reStrict.micro.f1).toBe(0);
    expect(ner.micro).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
    expect(Object.keys(ner.perType)).toEqual(['Loc', 'Org', 'Peop']);
    expect(ner.macro.f1).toBeCloseTo(1 / 3);
  });

  it('minds direction', () => {
    const turned = { ...gold, relations: [{ head: 1, tail: 0, type: 'Live_In' }] };
    expect(score([gold], [turned]).re.micro.f1).toBe(0);
  });

  it('pools counts for micro and averages F1 for macro', () => {
    const one = {
      mentions: [
        { from: 0, to: 1, type: 'A' },
        { from: 1, to: 2, type: 'A' },
        { from: 2, to: 3, type: 'B' },
      ],
      relations: [],
    };
    const half = { mentions: [{ from: 0, to: 1, type: 'A' }], relations: [] };
    const { ner } = score([one], [half]);
    expect(ner.micro.recall).toBeCloseTo(1 / 3);
    expect(ner.perType['A']?.f1).toBeCloseTo(2 / 3);
    expect(ner.perType['B']?.f1).toBe(0);
    expect(ner.macro.f1).toBeCloseTo(1 / 3);
  });

  it('counts a thing said twice once, and nothing as zero', () => {
    const twice = { ...gold, relations: [...gold.relations, ...gold.relations] };
    expect(score([gold], [twice]).re.micro.precision).toBe(1);
    const empty = { mentions: [], relations: [] };
    expect(score([empty], [empty]).ner.micro).toEqual({ precision: 0, recall: 0, f1: 0 });
  });
});

describe('fromSpert', () => {
  const text = JSON.stringify([
    {
      tokens: ['Ann', 'in', 'Oslo'],
      entities: [
        { type: 'PER', start: 0, end: 1 },
        { type: 'DATE', start: 1, end: 2 },
        { type: 'LOC', start: 2, end: 3 },
      ],
      relations: [
        { type: 'LIVES', head: 0, tail: 2 },
        { type: 'WHEN', head: 0, tail: 1 },
      ],
    },
  ]);

  it('renames types and leaves out those mapped to null, with their relations', () => {
    const [one] = fromSpert(text, { PER: 'Peop', LOC: 'Loc', DATE: null, LIVES: 'Live_In' });
    expect(one?.mentions).toEqual([
      { from: 0, to: 1, type: 'Peop' },
      { from: 2, to: 3, type: 'Loc' },
    ]);
    expect(one?.relations).toEqual([{ head: 0, tail: 1, type: 'Live_In' }]);
  });

  it('refuses another form', () => {
    expect(() => fromSpert('{"tokens": []}')).toThrow(TypeError);
  });

  it('tells which types no head looks for', () => {
    const schema = {
      name: 'news',
      entityTypes: ['PER', 'LOC'],
      relationTypes: [
        { name: 'LIVES', phrase: 'lives in', symmetric: false, head: [], tail: [] },
        { name: 'DATE', phrase: 'dates from', symmetric: false, head: [], tail: [] },
      ],
    };
    expect(listUnknown(fromSpert(text), [schema])).toEqual(['DATE', 'WHEN']);
    expect(listUnknown(fromSpert(text, { DATE: null }), [schema])).toEqual([]);
  });
});
