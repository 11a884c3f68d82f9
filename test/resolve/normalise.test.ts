import { describe, expect, test } from 'vitest';
import { normaliseName } from '#resolve/normalise';
import { fc } from '../random.ts';

describe('normaliseName', () => {
  test.each([
    ['Peop', 'President John F. Kennedy', 'john f kennedy'],
    ['Peop', 'Mr. Smith’s', 'smith'],
    ['Peop', "O'Brien", 'obrien'],
    ['Peop', 'Antonín Dvořák', 'antonin dvorak'],
    ['Peop', 'J.F. Kennedy', 'j f kennedy'],
    ['Peop', 'Jean‑Luc  Picard', 'jean luc picard'],
    ['Peop', 'President', 'president'],
    ['Peop', 'Søren Kierkegaard', 'soren kierkegaard'],
    ['Org', 'Ford Motor Co.', 'ford motor'],
    ['Org', 'Ford Motor Company', 'ford motor'],
    ['Org', 'AT&T Corp.', 'att'],
    ['Org', 'Procter & Gamble', 'procter and gamble'],
    ['Org', 'The “Times”', 'times'],
    ['Org', 'Company', 'company'],
    ['Loc', 'U. S.', 'us'],
    ['Loc', 'U.S.', 'us'],
    ['Loc', 'the\nNetherlands', 'netherlands'],
    ['Loc', 'São Paulo', 'sao paulo'],
    ['Other', 'C++', 'c++'],
    ['Other', '🚀', '🚀'],
    ['Other', '東京タワー', '東京タワー'],
  ])('%s %s', (type, text, key) => {
    expect(normaliseName(text, type)).toBe(key);
  });

  test('never joins what only a suffix tells apart', () => {
    expect(normaliseName('John Smith Jr.', 'Peop')).not.toBe(normaliseName('John Smith', 'Peop'));
    expect(normaliseName('Queen Victoria', 'Peop')).not.toBe(normaliseName('Victoria', 'Peop'));
  });

  const unit = fc.oneof(
    fc.constantFrom(
      "'",
      '’',
      's',
      'S',
      ' ',
      '.',
      '-',
      '&',
      'the',
      'Mr',
      'Co',
      'İ',
      'ß',
      'ﬁ',
      'A',
      'é',
      '🚀',
      '\n',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
  );
  const text = fc.array(unit, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));

  test('is idempotent, and never empty', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('Peop', 'Org', 'Loc', 'Other'), (name, type) => {
        const key = normaliseName(name, type);
        expect(normaliseName(key, type)).toBe(key);
        expect(key).not.toBe('');
      }),
      { numRuns: 5000 },
    );
  });

  test('does not see case, composition or the kind of quote', () => {
    fc.assert(
      fc.property(text, (name) => {
        const key = normaliseName(name, 'Org');
        expect(normaliseName(name.normalize('NFD'), 'Org')).toBe(key);
        expect(normaliseName(name.replaceAll('’', "'"), 'Org')).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });
});
