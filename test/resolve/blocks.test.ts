import { expect, test } from 'vitest';
import { toEntityId } from '#domain/ids';
import type { Profile } from '#domain/linking';
import { digest } from '#engine/digest';
import { isStep, MOST_MEMBERS, toBlocks, toStep } from '#resolve/blocks';
import { normaliseName } from '#resolve/normalise';

function make(type: string, text: string, more: Partial<Profile> = {}): Profile {
  const key = normaliseName(text, type);
  return {
    id: toEntityId(digest, type, key),
    type,
    key,
    forms: [{ text, count: 1 }],
    documents: 1,
    neighbours: [],
    company: [],
    attributes: {},
    ...more,
  };
}

const names = (profile: Profile) => toBlocks(profile).map(({ name }) => name);

// Two documents that say so do not mean one thing by it: whoever is in no block is never compared, so nobody is asked.
test.each([
  ['Peop', 'Mr.'],
  ['Peop', 'Professor'],
  ['Peop', 'J.'],
  ['Org', 'Nations'],
  ['Org', 'Companies'],
  ['Loc', 'the river'],
])('nobody is asked who “%s: %s” is', (type, text) => {
  expect(names(make(type, text))).toEqual([]);
});

test.each([
  ['Peop', 'Mr. Quarnwell', 'called quarnwell'],
  ['Org', 'United Nations of Oldham', 'word oldham'],
  ['Loc', 'Widget River', 'core widget river'],
  ['Occupation', 'minister', 'name minister'],
])('“%s: %s” meets others', (type, text, block) => {
  expect(names(make(type, text))).toContain(block);
});

test('an own list means what it says, whatever the word', () => {
  expect(names(make('Org', 'Nation', { documents: 0 }))).toContain('name nation');
});

test('sizes count in octaves, and the size at which a block is let go is a step', () => {
  expect([0, 1, 4, 5, 8, 31, 33].map(toStep)).toEqual([0, 1, 4, 4, 8, 16, 32]);
  expect(isStep(5, 7)).toBe(false);
  expect(isStep(7, 8)).toBe(true);
  expect(isStep(MOST_MEMBERS, MOST_MEMBERS + 1)).toBe(true);
  expect(isStep(MOST_MEMBERS + 1, MOST_MEMBERS + 2)).toBe(false);
});
