import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { createSessionFactory } from '#engine/session';
import { extract } from '#extract/extract';
import { loadModel } from '#extract/model';
import type { Extraction } from '#domain/extraction';

/** Made by models/training/tests/write_own.py: a cased encoder, as those of the papers are, with two heads. */
const folder = join(import.meta.dirname, '../fixtures/own');

interface Golden extends Pick<Extraction, 'mentions' | 'relations'> {
  readonly text: string;
  readonly tokens: readonly (readonly [number, number])[];
}

it.each([
  ['home', 'home'],
  ['home/table-sequence', 'home/table-sequence'],
])('runs %s of a folder that somebody trained, as Python does', async (head, at) => {
  const cases = JSON.parse(readFileSync(join(folder, at, 'golden.json'), 'utf8')) as Golden[];
  const model = await loadModel(folder, [head], createSessionFactory());
  try {
    let told = 0;
    for (const { text, tokens, mentions, relations } of cases) {
      const sentence = {
        start: 0,
        end: text.length,
        tokens: tokens.map(([start, end]) => ({ start, end })),
      };
      const [found] = await extract(model, text, [sentence]);
      const rounded = (score: number) => Math.round(1000 * score) / 1000;
      const plain = <T extends { readonly score: number }>(all: readonly T[] = []) =>
        all.map((one) => ({ ...one, score: rounded(one.score) }));
      expect(plain(found?.mentions)).toEqual(mentions);
      expect(plain(found?.relations)).toEqual(relations);
      told += mentions.length;
    }
    expect(told).toBeGreaterThan(2);
  } finally {
    await model.close();
  }
});
