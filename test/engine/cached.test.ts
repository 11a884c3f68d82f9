import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExtractorCalls } from '#contract/workers';
import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import { createCachedExtract } from '#engine/workers/cached';
import { mergeExtractions } from '#extract/merge';
import { openExtractionCache, type ExtractionCache } from '#store/extraction-cache';
import { tokenize } from '#segment/tokenize';

let folder: string;
let cache: ExtractionCache;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cached-'));
  cache = openExtractionCache(join(folder, 'cache'), 2 ** 20);
});
afterEach(() => {
  cache.close();
  rmSync(folder, { recursive: true });
});

/** Sentences between blank lines, with their tokens. */
function toInput(...texts: readonly string[]) {
  const text = texts.join('\n\n');
  let at = 0;
  const sentences = texts.map((one): Sentence => {
    const start = text.indexOf(one, at);
    at = start + one.length;
    const tokens = tokenize(one).map((token) => ({
      start: token.start + start,
      end: token.end + start,
    }));
    return { start, end: at, tokens };
  });
  return { text, sentences };
}

type Input = ExtractorCalls['sentences.extract']['input'] & { readonly off?: string };

/** Finds every word with the capital that is its head's name, and says what it was asked. */
function createWorker() {
  const asked: string[] = [];
  const answer = (text: string, { start, end, tokens }: Sentence, head: string): Extraction => {
    const mentions = tokens
      .filter((token) => text[token.start] === head)
      .map((token) => ({ ...token, type: head, score: 1 / (3 + token.end - token.start) }));
    const relations = mentions
      .slice(1)
      .map((_, i) => ({ head: i + 1, tail: i, type: 'r', score: 0.1 + 0.2 }));
    return { start, end, mentions, relations };
  };
  const run = ({ text, sentences, heads = [] }: Input) => {
    for (const { start, end } of sentences)
      asked.push(`${heads.join('')}:${text.slice(start, end)}`);
    return Promise.resolve(
      sentences.flatMap((one) => heads.map((head) => answer(text, one, head))),
    );
  };
  return { run, take: () => asked.splice(0) };
}

const { signal } = new AbortController();
const heads = (...names: readonly string[]) => names.map((name) => ({ name, id: `m/${name}@1` }));

describe('createCachedExtract', () => {
  it('asks for a sentence once, wherever it stands', async () => {
    const { run, take } = createWorker();
    const extract = createCachedExtract(run, heads('A'), mergeExtractions, cache);
    const one = await extract(toInput('Ann met 🛫 Abe.', 'nobody came.'), signal);
    expect(take()).toHaveLength(2);
    const { text, sentences } = toInput('Something before.', 'Ann met 🛫 Abe.', 'nobody came.');
    const two = await extract({ text, sentences }, signal);
    expect(take()).toEqual(['A:Something before.']);
    const [, moved] = two;
    expect(moved?.mentions.map(({ start, end }) => text.slice(start, end))).toEqual(['Ann', 'Abe']);
    expect(moved?.mentions.map(({ score }) => score)).toEqual(
      one[0]?.mentions.map(({ score }) => score),
    );
    expect(moved?.relations).toEqual(one[0]?.relations);
    expect(two[2]).toEqual({ ...sentences[2], tokens: undefined, mentions: [], relations: [] });
  });

  it('asks only for the head that is new, and for none that is left out', async () => {
    const { run, take } = createWorker();
    const input = toInput('Ann met Bob and Cid.');
    await createCachedExtract(run, heads('A', 'B'), mergeExtractions, cache)(input, signal);
    expect(take()).toEqual(['AB:Ann met Bob and Cid.']);
    const fewer = await createCachedExtract(
      run,
      heads('B'),
      mergeExtractions,
      cache,
    )(input, signal);
    expect(take()).toEqual([]);
    expect(fewer[0]?.mentions.map(({ type }) => type)).toEqual(['B']);
    const more = await createCachedExtract(
      run,
      heads('A', 'C', 'B'),
      mergeExtractions,
      cache,
    )(input, signal);
    expect(take()).toEqual(['C:Ann met Bob and Cid.']);
    expect(more[0]?.mentions.map(({ type }) => type)).toEqual(['A', 'B', 'C']);
  });

  it('knows nothing of another model, other options or other tokens', async () => {
    const { run, take } = createWorker();
    const input = toInput('Ann met Abe.');
    const extract = (id: string, given: Input) =>
      createCachedExtract(run, [{ name: 'A', id }], mergeExtractions, cache)(given, signal);
    const [sentence] = input.sentences;
    const cut = {
      ...input,
      sentences: [{ ...sentence, tokens: sentence?.tokens.slice(1) ?? [] } as Sentence],
    };
    for (const [id, given] of [
      ['1', input],
      ['2', input],
      ['1', { ...input, off: 'Loc' }],
      ['1', cut],
    ] as const) {
      await extract(id, given);
      expect(take()).toHaveLength(1);
      await extract(id, given);
      expect(take()).toHaveLength(0);
    }
  });

  it('says the same without a cache, and keeps nothing of what failed', async () => {
    const { run, take } = createWorker();
    const input = toInput('Ann met Bob.', 'Bea left Ann.', 'nobody.');
    const plain = await createCachedExtract(run, heads('A', 'B'), mergeExtractions)(input, signal);
    const broken = createCachedExtract(
      () => Promise.reject(new Error('lost')),
      heads('A', 'B'),
      mergeExtractions,
      cache,
    );
    await expect(broken(input, signal)).rejects.toThrow('lost');
    take();
    const extract = createCachedExtract(run, heads('A', 'B'), mergeExtractions, cache);
    expect(await extract(input, signal)).toEqual(plain);
    expect(take()).toHaveLength(3);
    expect(await extract(input, signal)).toEqual(plain);
    expect(take()).toHaveLength(0);
  });
});
