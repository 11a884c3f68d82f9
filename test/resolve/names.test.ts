import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wordReason } from '#contract/reasons';
import { toEntityId } from '#domain/ids';
import type { Profile } from '#domain/linking';
import { digest } from '#engine/digest';
import { link } from '#resolve/link';
import { toLocalKey } from '#resolve/local-key';
import { isCommonName } from '#resolve/common-names';
import { normaliseName, toNameKind } from '#resolve/normalise';

const [, ...rows] = readFileSync(new URL('../fixtures/names/pairs.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'));

/** A home of one document, as `resolve` would make it, in company of so many others. */
function toProfile(text: string, type: string, company: number, document: string): Profile {
  const name = normaliseName(text, type);
  const isLocal =
    (toNameKind(type) === 'person' && !name.includes(' ') && isCommonName(name)) ||
    (type !== 'Other' && text === text.toLowerCase());
  const key = isLocal ? toLocalKey(name, document) : name;
  return {
    id: toEntityId(digest, type, key),
    type,
    key,
    forms: [{ text, count: 1 }],
    documents: 1,
    neighbours: [],
    company: Array.from({ length: company }, (_, at) => toEntityId(digest, type, `🚂 ${at}`)),
    attributes: {},
  };
}

describe('names of two documents', () => {
  test.each(rows)('%s: %s “%s” and “%s” beside %s others (%s)', (...row) => {
    const [outcome = '', type = '', left = '', right = '', company = ''] = row;
    const [a, b] = [
      toProfile(left, type, Number(company), 'aaaaaaaaaaaaaaaa'),
      toProfile(right, type, Number(company), 'bbbbbbbbbbbbbbbb'),
    ];
    if (a.id === b.id) {
      expect(outcome).toBe('same');
      return;
    }
    const [found] = link([a, b]).links;
    const words = { merged: 'same', proposed: 'propose', apart: 'apart' };
    expect(words[found?.outcome ?? 'apart']).toBe(outcome);
    for (const reason of found?.reasons ?? []) expect(wordReason(reason)).toMatch(/^\p{L}|^“/u);
    for (const { kind, left: one, right: other } of found?.reasons ?? [])
      if (kind.startsWith('name.') && other !== undefined && kind !== 'name.shared')
        expect(new Set([one, other])).toEqual(new Set([left, right]));
  });
});
