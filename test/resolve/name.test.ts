import { expect, test } from 'vitest';
import { toNaming } from '#resolve/name';
import { fc } from '../random.ts';

test('the most frequent full form, before any short form', () => {
  const forms = [
    { text: 'Smith', count: 9 },
    { text: 'John\nSmith', count: 1 },
    { text: "John Smith's", count: 1 },
    { text: 'JOHN SMITH', count: 1 },
  ];
  expect(toNaming(forms, 'john smith', 'Peop')).toEqual({
    name: 'John Smith',
    aliases: ['Smith', 'JOHN SMITH'],
  });
});

test('ties go by code point, not by UTF-16 unit', () => {
  const forms = [
    { text: '🚀 Lab', count: 1 },
    { text: '\uff21 Lab', count: 1 },
  ];
  expect(toNaming(forms, 'none of them', 'Org').name).toBe('\uff21 Lab');
});

test('punctuation around a name is no spelling of it', () => {
  const forms = [
    { text: 'England', count: 2 },
    { text: ', England', count: 1 },
    { text: 'England,', count: 1 },
    { text: '?!', count: 1 },
  ];
  expect(toNaming(forms, 'england', 'Loc')).toEqual({ name: 'England', aliases: ['?!'] });
});

test('an entity without spellings is called by its key', () => {
  expect(toNaming([], 'john smith', 'Peop')).toEqual({ name: 'john smith', aliases: [] });
});

test('the order in which spellings are counted does not matter', () => {
  const form = fc.record({
    text: fc.constantFrom('John Smith', 'J. Smith', 'Smith', "Smith's", 'SMITH', '🚀'),
    count: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(fc.array(form), (forms) => {
      expect(toNaming(forms.toReversed(), 'john smith', 'Peop')).toEqual(
        toNaming(forms, 'john smith', 'Peop'),
      );
    }),
  );
});
