import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { describeGold, evaluateHead } from '#engine/evaluation';
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
