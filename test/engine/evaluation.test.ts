import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { describeGold, evaluateHead, toGold, toNames } from '#engine/evaluation';
import { findPlaces } from '#engine/places';

const gold = join(import.meta.dirname, '../fixtures/gold/harbour.json');
const types = {
  Person: 'Peop',
  Company: 'Org',
  City: 'Loc',
  Ship: null,
  employed_by: 'Work_For',
  based_in: 'OrgBased_In',
  lives_in: 'Live_In',
  killed: 'Kill',
  lies_in: 'Located_In',
};
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gold-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('says what a file speaks of', async () => {
  expect(await describeGold(gold)).toEqual({
    sentences: 6,
    entityTypes: ['City', 'Company', 'Person', 'Ship'],
    relationTypes: ['based_in', 'employed_by', 'killed', 'lies_in', 'lives_in'],
  });
});

it('measures in a worker, tells how far it is, and stops when told', async () => {
  const told: number[] = [];
  const request = { path: gold, model: 'minilm', head: 'news', types };
  const result = await evaluateHead(findPlaces(), request, new AbortController().signal, (done) =>
    told.push(done),
  );
  expect(told).toEqual([6]);
  expect(result.ner.micro.f1).toBeGreaterThan(0.6);
  expect(result.reStrict.perType['Kill']?.f1).toBe(1);
  const stopped = AbortSignal.abort();
  await expect(evaluateHead(findPlaces(), request, stopped, () => {})).rejects.toMatchObject({
    code: 'cancelled',
  });
});

it.each([
  ['no JSON', 'x.json', Buffer.from('tokens')],
  ['another form', 'x.json', Buffer.from('[{"text": "a"}]')],
  ['a broken archive', 'x.json.gz', gzipSync('[]').subarray(0, 12)],
])('refuses %s and says of which file', async (_, name, bytes) => {
  writeFileSync(join(folder, name), bytes);
  await expect(describeGold(join(folder, name))).rejects.toMatchObject({ code: 'bad-input' });
});

it('says that a file is missing', async () => {
  await expect(describeGold(join(folder, 'none.json'))).rejects.toMatchObject({
    code: 'path-missing',
  });
});

const sentence = { tokens: ['Ida', 'left', 'Oslo'], entities: [], relations: [] };
const at = (start: unknown, end: unknown, type: unknown = 'Loc') => ({ type, start, end });

it.each([
  ['an end beyond the sentence', { entities: [at(2, 4)] }, 'entity 0 is from word 2 to 4 of 3'],
  ['a start before it', { entities: [at(0, 1), at(-1, 2)] }, 'entity 1 is from word -1'],
  ['an entity of no words', { entities: [at(2, 2)] }, 'entity 0'],
  ['words as text', { entities: [at('2', '3')] }, 'entity 0'],
  ['an entity without a type', { entities: [at(2, 3, null)] }, 'entity 0 has no type'],
  [
    'an end that is no entity',
    { entities: [at(2, 3)], relations: [{ type: 'In', head: 0, tail: 1 }] },
    'relation 0 joins entities 0 and 1 of 1',
  ],
  ['a word that is none', { tokens: ['Ida', null] }, 'tokens'],
  ['no relations', { relations: undefined }, 'relations is no list'],
])('refuses %s, and says in which sentence', (_, wrong, fault) => {
  const text = JSON.stringify([sentence, { ...sentence, ...wrong }]);
  expect(() => toGold(text, 'gold.json')).toThrow(
    expect.objectContaining({
      code: 'bad-input',
      subject: expect.stringContaining(`gold.json`) as string,
    }) as Error,
  );
  expect(() => toGold(text, 'gold.json')).toThrow(`sentence 1: ${fault}`);
});

it('reads what editors and people leave in a file', () => {
  const [one] = toGold(
    `\ufeff${JSON.stringify([{ ...sentence, tokens: ['Ida Lund', '', 'in', 'Oslo'] }], null, 1).replaceAll('\n', '\r\n')}`,
    'gold.json',
  );
  expect(one?.words).toEqual(['Ida Lund', '', 'in', 'Oslo']);
  expect(toGold('[]', 'gold.json')).toEqual([]);
});

it('reads a file of names for types, and says what one looks like', () => {
  const types = { PER: 'Peop', DATE: null };
  expect(toNames(`\ufeff${JSON.stringify(types)}`, 'm')).toEqual({ types });
  for (const text of [
    '{PER: Peop}',
    '["PER"]',
    '{"PER": 3}',
    'null',
    '',
    '{"entities": {}, "x": {}}',
  ])
    expect(() => toNames(text, 'map.json')).toThrow(
      expect.objectContaining({ code: 'bad-input' }) as Error,
    );
});

it('gives an entity and a relation of one name two', () => {
  const entities = [at(0, 1, 'Effect'), at(2, 3, 'Drug')];
  const relations = [{ type: 'Effect', head: 0, tail: 1 }];
  const text = JSON.stringify([{ ...sentence, entities, relations }]);
  const map = { entities: { Effect: 'Disease' }, relations: { Effect: 'Caused_By' } };
  const [one] = toGold(text, 'gold.json', toNames(JSON.stringify(map), 'map.json'));
  expect(one?.mentions.map(({ type }) => type)).toEqual(['Disease', 'Drug']);
  expect(one?.relations.map(({ type }) => type)).toEqual(['Caused_By']);
  const [both] = toGold(text, 'gold.json', toNames('{"Effect": "Disease"}', 'map.json'));
  expect(both?.relations.map(({ type }) => type)).toEqual(['Disease']);
});
