import { describe, expect, test } from 'vitest';
import { toBytes, toChance, toDuration, toRate } from '../../renderer/words/numbers.ts';
import { toHue, toTypeName } from '../../renderer/words/schema.ts';

describe('numbers in words', () => {
  test.each([
    [0.999, 'right more than 9 times in 10'],
    [0.95, 'right more than 9 times in 10'],
    [0.91, 'right about 9 times in 10'],
    [0.5, 'right about every second time'],
    [0.01, 'right about once in 10 times'],
  ])('%d is %s', (score, words) => {
    expect(toChance(score)).toBe(words);
  });

  test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [48_213, '48 kB'],
    [23_400_000, '23 MB'],
  ])('%d bytes are %s', (bytes, words) => {
    expect(toBytes(bytes)).toBe(words);
  });

  test.each([
    [0.4, 'under a second'],
    [42, '42 s'],
    [150, '3 min'],
    [7200, '2 h'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(toDuration(seconds)).toBe(words);
  });

  test('a slow rate keeps a decimal, a fast one does not', () => {
    expect([toRate(0.42), toRate(38.4)]).toEqual(['0.42', '38']);
  });
});

describe('entity types', () => {
  test('the known ones have words and hues of their own', () => {
    expect(['Peop', 'Org', 'Loc', 'Other'].map(toTypeName)).toEqual([
      'Person',
      'Organisation',
      'Place',
      'Other',
    ]);
    expect(new Set(['Peop', 'Org', 'Loc', 'Other'].map(toHue)).size).toBe(4);
  });

  test('any other is shown as it is, in one of the four hues that are left', () => {
    expect(toTypeName('GENE')).toBe('GENE');
    for (const type of ['GENE', 'Chemical', '病気', '']) {
      expect(toHue(type)).toBeGreaterThanOrEqual(4);
      expect(toHue(type)).toBeLessThan(8);
    }
  });
});
