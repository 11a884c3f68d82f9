import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Extraction } from '#domain/extraction';
import { createSessionFactory } from '#engine/session';
import { toUpperTriangle } from '#extract/decode-upper-triangle';
import { extract, getOutputs } from '#extract/extract';
import { loadModel } from '#extract/model';
import type { Model } from '#extract/model';
import { tokenize } from '#segment/tokenize';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../models/minilm');

/** Made by models/training/golden.py, in Python. */
interface Golden {
  readonly text: string;
  readonly tokens: readonly (readonly [number, number])[];
  readonly pieces: readonly number[];
  readonly tagLogits: readonly (readonly number[])[];
  readonly cells: readonly (readonly number[])[];
  readonly relationLogits: readonly (readonly number[])[];
  readonly mentions: Extraction['mentions'];
  readonly relations: Extraction['relations'];
}

const cases = JSON.parse(readFileSync(join(folder, 'news/golden.json'), 'utf8')) as Golden[];
const toTokens = (one: Golden) => one.tokens.map(([start, end]) => ({ start, end }));
const toSentence = (one: Golden, shift = 0) => ({
  start: shift,
  end: shift + one.text.length,
  tokens: toTokens(one).map(({ start, end }) => ({ start: start + shift, end: end + shift })),
});

/** On one machine both agree to the third digit; processor families round int8 differently. */
const near = { logit: 0.25, score: 0.05 };

let model: Model;
beforeAll(async () => {
  model = await loadModel(folder, ['news'], createSessionFactory());
});
afterAll(() => model.close());

describe.each(cases)('golden: $text', (one) => {
  it('gives the same logits as Python', async () => {
    const words = toTokens(one).map(({ start, end }) => one.text.slice(start, end));
    const [outputs = {}] = await getOutputs(model, words);
    const table = toUpperTriangle(outputs, words.length);
    expect(table.words).toBe(one.tokens.length);
    const compare = (got: Float32Array | undefined, want: readonly (readonly number[])[]) => {
      const flat = want.flat();
      expect(got?.length).toBe(flat.length);
      const worst = Math.max(0, ...flat.map((value, i) => Math.abs(value - (got?.[i] ?? NaN))));
      expect(worst).toBeLessThan(near.logit);
    };
    compare(table.tagLogits, one.tagLogits);
    compare(table.relationLogits, one.relationLogits);
    expect([...(table.cells ?? [])]).toEqual(one.cells.flat());
  });

  // One case is split otherwise on purpose: special names of the tokenizer as words.
  it.skipIf(one.text.includes('[SEP]'))('has the tokens that segment makes', () => {
    expect(tokenize(one.text).map(({ start, end }) => [start, end])).toEqual(one.tokens);
  });

  it('decodes to the same mentions and relations', async () => {
    const [extraction] = await extract(model, one.text, [toSentence(one)]);
    const plain = (items: readonly { readonly score: number }[] = []) =>
      items.map((item) => ({ ...item, score: undefined }));
    expect(plain(extraction?.mentions)).toEqual(plain(one.mentions));
    expect(plain(extraction?.relations)).toEqual(plain(one.relations));
    extraction?.mentions.forEach(({ score }, i) => {
      expect(Math.abs(score - (one.mentions[i]?.score ?? NaN))).toBeLessThan(near.score);
    });
    extraction?.relations.forEach(({ score }, i) => {
      expect(Math.abs(score - (one.relations[i]?.score ?? NaN))).toBeLessThan(near.score);
    });
  });
});

describe('a sentence', () => {
  it('means the same alone, in any company and in any order', async () => {
    const gap = '\n\n';
    let text = '';
    const sentences = cases.map((one) => {
      const sentence = toSentence(one, text.length);
      text += one.text + gap;
      return sentence;
    });
    const together = await extract(model, text, sentences);
    const backwards = (await extract(model, text, sentences.toReversed())).toReversed();
    expect(backwards).toEqual(together);
    for (const [i, sentence] of sentences.entries()) {
      const [alone] = await extract(model, text, [sentence]);
      expect(alone).toEqual(together[i]);
      const { mentions } = together[i] ?? { mentions: [] };
      expect(
        mentions.every(({ start, end }) => start >= sentence.start && end <= sentence.end),
      ).toBe(true);
    }
  });

  it('covers what the golden cases are for', () => {
    const counts = cases.map((one) => one.mentions.length);
    expect(counts).toContain(0);
    expect(counts).toContain(1);
    expect(cases.some((one) => one.relations.some(({ head, tail }) => head > tail))).toBe(true);
    expect(cases.some((one) => one.tokens.length === 1)).toBe(true);
    expect(cases.some((one) => /\p{Extended_Pictographic}/u.test(one.text))).toBe(true);
    expect(
      cases.some(
        ({ text, mentions }) =>
          mentions.some((m) => m.start === 0) && mentions.some((m) => m.end >= text.length - 1),
      ),
    ).toBe(true);
  });
});

describe('length', () => {
  const name = ['Mary', 'Smith', 'works', 'for', 'Acme', 'in', 'Geneva', ','];
  it.each([1, 2, 9, 17, 23, 110, 253, 254, 255, 512, 1300, 10_000])(
    '%i words keep their spans',
    async (length) => {
      const words = Array.from({ length }, (_, i) => name[i % name.length] ?? '');
      const text = words.join(' ');
      let at = 0;
      const tokens = words.map((word) => {
        const token = { start: at, end: at + word.length };
        at = token.end + 1;
        return token;
      });
      const [extraction] = await extract(model, text, [{ start: 0, end: text.length, tokens }]);
      const starts = new Set(tokens.map(({ start }) => start));
      const ends = new Set(tokens.map(({ end }) => end));
      let last = 0;
      for (const { start, end } of extraction?.mentions ?? []) {
        expect(starts.has(start) && ends.has(end) && start >= last && end > start).toBe(true);
        last = end;
      }
      for (const { head, tail } of extraction?.relations ?? []) {
        expect(extraction?.mentions[head] && extraction.mentions[tail]).toBeTruthy();
      }
      // Names in the last window are found too: nothing is cut silently.
      if (length > 23) expect(last).toBeGreaterThan(text.length * 0.9);
    },
  );

  it('is nothing for a sentence without tokens', async () => {
    expect(await extract(model, '', [{ start: 0, end: 0, tokens: [] }])).toEqual([
      { start: 0, end: 0, mentions: [], relations: [] },
    ]);
  });

  it('reads a token of a million characters by its beginning', async () => {
    const text = `Paris ${'ab.'.repeat(333_333)}`;
    const tokens = [
      { start: 0, end: 5 },
      { start: 6, end: text.length },
    ];
    const [extraction] = await extract(model, text, [{ start: 0, end: text.length, tokens }]);
    expect(extraction?.mentions[0]).toMatchObject({ start: 0, type: 'Loc' });
  });
});

describe('thresholds', () => {
  it('leave out what scores less', async () => {
    const [one] = cases;
    if (!one) throw new Error('no golden case');
    const all = await extract(model, one.text, [toSentence(one)], { threshold: { relation: 0 } });
    const none = await extract(model, one.text, [toSentence(one)], {
      threshold: { relation: 1.01 },
    });
    expect(all[0]?.relations.length).toBeGreaterThan(0);
    expect(none[0]?.relations).toEqual([]);
    expect(none[0]?.mentions).toEqual(all[0]?.mentions);
  });
});
