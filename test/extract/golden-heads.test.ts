import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Extraction } from '#domain/extraction';
import { createSessionFactory } from '#engine/session';
import { extract, getOutputs } from '#extract/extract';
import type { Manifest } from '#extract/forms';
import { loadModel } from '#extract/model';
import type { Model } from '#extract/model';

/** Every head and system of the shipped folder against what Python wrote of it (models/training/golden.py). */
const folder = process.env.ESPALIER_MODEL ?? join(import.meta.dirname, '../../models/minilm');
const { heads } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;

type Numbers = number | readonly Numbers[];
interface Golden {
  readonly text: string;
  readonly tokens: readonly (readonly [number, number])[];
  readonly mentions: Extraction['mentions'];
  readonly relations: Extraction['relations'];
  readonly [output: string]: unknown;
}
const keys: Readonly<Record<string, string>> = {
  tag_logits: 'tagLogits',
  relation_logits: 'relationLogits',
  span_logits: 'spanLogits',
  cells: 'cells',
  spans: 'spans',
  pairs: 'pairs',
};
const flat = (value: Numbers): number[] =>
  typeof value === 'number' ? [value] : value.flatMap(flat);
/** On one machine both agree to the third digit; processor families round int8 differently. */
const near = { logit: 0.25, score: 0.05 };

describe.each(heads)('$name by $decoder', ({ name, decoder, folder: own }) => {
  const path = join(folder, own ?? name, 'golden.json');
  const cases = JSON.parse(readFileSync(path, 'utf8')) as Golden[];
  let model: Model;
  beforeAll(async () => {
    model = await loadModel(folder, [`${name}/${decoder}`], createSessionFactory());
  });
  afterAll(() => model.close());

  it('gives the outputs that Python gave', async () => {
    expect(cases.length).toBeGreaterThanOrEqual(12);
    for (const one of cases) {
      const words = one.tokens.map(([start, end]) => one.text.slice(start, end));
      const [outputs = {}] = await getOutputs(model, words);
      for (const [output, key] of Object.entries(keys)) {
        if (!(key in one)) continue;
        const data = [...(outputs[output]?.data ?? [])];
        // The cells' first number is the sentence of the batch, which the golden case leaves out.
        const got = output === 'cells' ? data.filter((_, i) => i % 3 > 0) : data;
        const want = flat(one[key] as Numbers);
        expect(got.length, `${key}: ${one.text}`).toBe(want.length);
        const worst = Math.max(0, ...got.map((value, i) => Math.abs(value - (want[i] ?? NaN))));
        expect(worst, `${key}: ${one.text}`).toBeLessThan(near.logit);
      }
    }
  });

  it('reads from them the mentions and relations that Python read', async () => {
    for (const { text, tokens, ...want } of cases) {
      const sentence = {
        start: 0,
        end: text.length,
        tokens: tokens.map(([start, end]) => ({ start, end })),
      };
      const [got] = await extract(model, text, [sentence]);
      const bare = (items: readonly { readonly score: number }[] = []) =>
        items.map((item) => ({ ...item, score: 0 }));
      expect(bare(got?.mentions)).toEqual(bare(want.mentions));
      expect(bare(got?.relations)).toEqual(bare(want.relations));
      for (const part of ['mentions', 'relations'] as const) {
        got?.[part].forEach(({ score }, i) => {
          expect(Math.abs(score - (want[part][i]?.score ?? NaN))).toBeLessThan(near.score);
        });
      }
    }
  });
});
