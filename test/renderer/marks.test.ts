import { describe, expect, test } from 'vitest';
import { cut, findAll, toLineStart, type Mark } from '../../renderer/parts/marks.ts';
import { fc } from '../random.ts';

const mark = (start: number, end: number, kind: Mark['kind'] = 'mention'): Mark => ({
  start,
  end,
  kind,
  hue: 'hue-0',
});

describe('cut', () => {
  test('gives the pieces of a sentence with what marks each', () => {
    const text = '🐚 Ada met Bo.';
    const pieces = cut(text, 100, [mark(103, 106, 'subject'), mark(111, 113, 'object')]);
    expect(pieces.map((piece) => [piece.text, piece.marks.map(({ kind }) => kind)])).toEqual([
      ['🐚 ', []],
      ['Ada', ['subject']],
      [' met ', []],
      ['Bo', ['object']],
      ['.', []],
    ]);
  });

  test('a mark inside another marks its part twice', () => {
    const pieces = cut('University of Glasgow', 0, [
      mark(0, 21, 'subject'),
      mark(14, 21, 'object'),
    ]);
    expect(pieces.map(({ text, marks }) => [text, marks.length])).toEqual([
      ['University of ', 1],
      ['Glasgow', 2],
    ]);
  });

  test('loses no text and covers each mark exactly, whatever the marks', () => {
    const anyMark = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }))
      .map(([start, length]) => mark(start, start + length));
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.array(anyMark, { maxLength: 6 }),
        (text, marks) => {
          const start = 10;
          const pieces = cut(text, start, marks);
          expect(pieces.map((piece) => piece.text).join('')).toBe(text);
          for (const one of marks) {
            const marked = pieces.filter((piece) => piece.marks.includes(one));
            const [from, to] = [one.start - start, one.end - start];
            const wanted = text.slice(Math.max(0, from), Math.max(0, to));
            expect(marked.map((piece) => piece.text).join('')).toBe(wanted);
          }
        },
      ),
    );
  });
});

describe('toLineStart', () => {
  const sentence = (text: string) => ({ text, start: 50, end: 50 + text.length });

  test('a short sentence begins at its beginning', () => {
    expect(toLineStart(sentence('Ada met Bo.'), 58, 100)).toBe(50);
  });

  test('a long one begins at a word shortly before its first argument', () => {
    const text = `${'word '.repeat(40)}Ada met Bo, ${'and then more '.repeat(10)}`;
    const first = 50 + text.indexOf('Ada');
    const from = toLineStart(sentence(text), first, 100);
    expect(first - from).toBeLessThanOrEqual(32);
    expect(first - from).toBeGreaterThan(0);
    expect(text[from - 50 - 1]).toBe(' ');
  });
});

describe('findAll', () => {
  test('finds whatever the case, with offsets of the text itself', () => {
    expect(findAll('İstanbul and istanbul', 'istanbul', 10)).toEqual([{ start: 13, end: 21 }]);
    expect(findAll('Kelvin, KELVIN', 'kelvin', 10)).toHaveLength(2);
  });

  test('takes the query as it is written', () => {
    expect(findAll('a+b (c) a+b', 'a+b', 10)).toHaveLength(2);
    expect(findAll('anything', '', 10)).toEqual([]);
    expect(findAll('aaaa', 'a', 3)).toHaveLength(3);
  });
});
