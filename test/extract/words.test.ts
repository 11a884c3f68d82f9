import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { toWindows } from '#extract/batch';
import { createPieces } from '#extract/pieces';
import { getShape, normalise, shapes } from '#extract/spelling';

const tokenizer = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../models/minilm/tokenizer.json',
);
const pieces = createPieces(readFileSync(tokenizer, 'utf8'));

describe('normalise', () => {
  it.each([
    ['“', '"'],
    ['”', '"'],
    ['``', '"'],
    ["''", '"'],
    ['‘', "'"],
    ['’s', "'s"],
    ['O’Hara', "O'Hara"],
    ['—', '-'],
    ['-LRB-', '('],
    ['ﬁrm', 'firm'],
    ['Ｇｅｎｅｖａ', 'Geneva'],
    ['Cádiz', 'Cádiz'],
    ['🛫', '🛫'],
  ])('%s is read as %s', (word, want) => {
    expect(normalise(word)).toBe(want);
  });
});

describe('getShape', () => {
  it.each([
    ['the', 'lower'],
    ['Geneva', 'title'],
    ['NATO', 'caps'],
    ['McDonald', 'mixed'],
    ['iPhone', 'mixed'],
    ['F-18', 'digit'],
    ['1994', 'digit'],
    [',', 'punctuation'],
    ['🛫', 'punctuation'],
    ['J.', 'initial'],
    ['a', 'lower'],
    ['U.S.', 'caps'],
    ['Élan', 'title'],
    ['東京', 'lower'],
    ['', 'punctuation'],
  ] as const)('%s is %s', (word, want) => {
    expect(shapes[getShape(word)]).toBe(want);
  });
});

describe('pieces', () => {
  it('are never none, and special names in a text are plain words', async () => {
    const [mark, joiner, emoji, nothing] = await pieces.of(['[SEP]', '\u200d', '🛫', '']);
    expect(mark).toHaveLength(3);
    expect(mark).not.toContain(pieces.end);
    for (const ids of [joiner, emoji, nothing]) expect(ids?.length).toBe(1);
  });

  it('of one word are the same whatever stands beside it, and capped', async () => {
    const [alone] = await pieces.of(['Charlestown']);
    const [, beside] = await pieces.of(['x1y2', 'Charlestown', 'z']);
    expect(beside).toEqual(alone);
    const [url] = await pieces.of([`https://example.org/${'a-b/'.repeat(500)}`]);
    expect(url).toHaveLength(24);
  });
});

describe('toWindows', () => {
  const one = (words: readonly string[]) => words.map(() => [1]);
  it('leaves a sentence that fits in one piece', () => {
    const words = ['a', 'b', 'c'];
    expect(toWindows(words, one(words), 3)).toEqual([{ from: 0, to: 3 }]);
  });

  it('covers every word once, in order, within the limit', () => {
    const words = Array.from({ length: 1000 }, (_, i) => (i % 37 === 0 ? ',' : 'w'));
    const sizes = words.map((_, i) => Array.from({ length: 1 + (i % 5) }, () => 1));
    let at = 0;
    for (const { from, to } of toWindows(words, sizes, 100)) {
      expect(from).toBe(at);
      expect(sizes.slice(from, to).flat().length).toBeLessThanOrEqual(100);
      expect(to).toBeGreaterThan(from);
      at = to;
    }
    expect(at).toBe(1000);
  });

  it('cuts after a punctuation mark where one is near the end', () => {
    const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g', ',', 'h', 'i', 'j', 'k'];
    expect(toWindows(words, one(words), 10)[0]).toEqual({ from: 0, to: 8 });
  });
});
