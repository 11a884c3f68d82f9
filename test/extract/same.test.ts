import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import { createCachedExtract } from '#engine/workers/cached';
import { extractBatch, mergeExtractions, segmentText } from '#engine/pipeline';
import { createSessionFactory } from '#engine/session';
import { startStages, type RunningStages } from '#engine/workers/stages';
import { createTogether } from '#engine/workers/together';
import { loadModel } from '#extract/model';
import type { Model } from '#extract/model';
import { openExtractionCache } from '#store/extraction-cache';

const folder = fileURLToPath(new URL('../../models/minilm', import.meta.url));
const people = ['Mary Smith', 'John F. Kennedy', 'Ana Souza', 'Li Wei', "Conan O'Brien"];
const places = ['Geneva', 'São Paulo 🛫'];
const firms = ['Acme Inc.', 'the United Nations', 'Red River Bank'];
const paragraphs = people.flatMap((person, i) =>
  places.map((place, j) => {
    const firm = firms[(i + j) % firms.length];
    return [
      `${person}, who lives in ${place}, works for ${firm}.`,
      `It rained in ${place} all day, and nobody came.`,
      `${firm} of ${place} said on Monday that ${person} was shot by ${people[(i + 2) % 5]} near the harbour.`,
    ].join(' ');
  }),
);
const { text, sentences } = segmentText(paragraphs.join('\n\n'));
const { signal } = new AbortController();
const digest = (found: readonly Extraction[]) => hash('sha256', JSON.stringify(found));

let model: Model;
let expected: readonly Extraction[];
beforeAll(async () => {
  model = await loadModel(folder, ['news'], createSessionFactory());
  expected = await extractBatch(model, { text, sentences });
});
afterAll(() => model.close());

/** As the line sends them: some sentences at a time, counted from the first one's beginning. */
async function inBatches(
  size: number,
  extract: (input: {
    text: string;
    sentences: readonly Sentence[];
  }) => Promise<readonly Extraction[]>,
): Promise<Extraction[]> {
  const move = <S extends { start: number; end: number }>(span: S, by: number): S => ({
    ...span,
    start: span.start + by,
    end: span.end + by,
  });
  const batches: Promise<Extraction[]>[] = [];
  for (let at = 0; at < sentences.length; at += size) {
    const some = sentences.slice(at, at + size);
    const base = some[0]?.start ?? 0;
    const input = {
      text: text.slice(base, some.at(-1)?.end),
      sentences: some.map((one) => ({
        ...move(one, -base),
        tokens: one.tokens.map((token) => move(token, -base)),
      })),
    };
    batches.push(
      extract(input).then((found) =>
        found.map((one) => ({
          ...move(one, base),
          mentions: one.mentions.map((mention) => move(mention, base)),
        })),
      ),
    );
  }
  return (await Promise.all(batches)).flat();
}

describe('the same bytes come out', () => {
  it('of the same sentences again, and there is something in them', async () => {
    expect(digest(await extractBatch(model, { text, sentences }))).toBe(digest(expected));
    expect(expected.flatMap(({ mentions }) => mentions).length).toBeGreaterThan(40);
    expect(expected.flatMap(({ relations }) => relations).length).toBeGreaterThan(8);
  });

  it.each([1, 7])('in batches of %i', async (size) => {
    const found = await inBatches(size, (input) => extractBatch(model, input));
    expect(digest(found)).toBe(digest(expected));
  });

  it('of a second session', async () => {
    const other = await loadModel(folder, ['news'], createSessionFactory());
    const found = await extractBatch(other, { text, sentences });
    await other.close();
    expect(digest(found)).toBe(digest(expected));
  });

  it('of three worker processes, kept results or none', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'same-'));
    const cache = openExtractionCache(join(scratch, 'cache'), 2 ** 22);
    const options = { folder, heads: ['news'], workers: 3 };
    const [plain, keeping]: RunningStages[] = [
      startStages(options),
      startStages({ ...options, cache }),
    ];
    try {
      for (const stages of [plain, keeping, keeping]) {
        if (!stages) throw new Error('no stages');
        const found = await inBatches(4, (input) => stages.extract(input, signal));
        expect(digest(found)).toBe(digest(expected));
      }
    } finally {
      await Promise.all([plain?.close(), keeping?.close()]);
      cache.close();
      rmSync(scratch, { recursive: true });
    }
  }, 120_000);

  it('joined with whatever else waits for a device', async () => {
    const sizes: number[] = [];
    const run = (input: Parameters<typeof extractBatch>[1]) => {
      sizes.push(input.sentences.length);
      return extractBatch(model, input);
    };
    const extract = createTogether(run, { calls: 2, least: 40, most: 200, patience: 1e6 });
    const found = await inBatches(1, (input) => extract(input, signal));
    expect(digest(found)).toBe(digest(expected));
    expect(Math.max(...sizes)).toBeGreaterThan(3);
  });

  it('with kept results of some of the sentences', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'same-'));
    const cache = openExtractionCache(join(scratch, 'cache'), 2 ** 22);
    const [head] = model.heads;
    const extract = createCachedExtract(
      (input) => extractBatch(model, input),
      [{ name: 'news', id: head?.id ?? '' }],
      mergeExtractions,
      cache,
    );
    const odd = sentences.filter((_, i) => i % 2 === 1);
    await extract({ text, sentences: odd }, signal);
    expect(digest(await extract({ text, sentences }, signal))).toBe(digest(expected));
    cache.close();
    rmSync(scratch, { recursive: true });
  });
});
