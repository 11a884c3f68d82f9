import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

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
