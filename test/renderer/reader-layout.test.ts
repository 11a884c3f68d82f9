import type { Block } from '#domain/document';
import { describe, expect, test } from 'vitest';
import { findItem, slice, toItems } from '../../renderer/views/reader-layout.ts';

/** Blocks from their texts and what stands between them. */
function toDocument(
  parts: readonly (readonly [between: string, kind: Block['kind'], text: string, page?: number])[],
) {
  let text = '';
  const blocks = parts.map(([between, kind, content, page]): Block => {
    const start = text.length + between.length;
    text += between + content;
    return { kind, start, end: text.length, ...(page ? { page } : {}) };
  });
  return { text, blocks };
}

describe('toItems', () => {
  test('cells of a row stand together, rows of a table too, tables apart', () => {
    const { text, blocks } = toDocument([
      ['', 'paragraph', 'before 🐚'],
      ['\n\n', 'cell', 'a1'],
      ['\t', 'cell', 'b1'],
      ['\n', 'cell', 'a2'],
      ['\t', 'cell', 'b2'],
      ['\n\n', 'cell', 'other'],
    ]);
    const items = toItems({ text, blocks, pages: [] });
    expect(
      items.map((item) =>
        item.kind === 'table'
          ? item.rows.map((row) => row.map(({ start, end }) => text.slice(start, end)))
          : item.kind,
      ),
    ).toEqual([
      'block',
      [
        ['a1', 'b1'],
        ['a2', 'b2'],
      ],
      [['other']],
    ]);
  });

  test('a page is marked where its first block begins', () => {
    const { text, blocks } = toDocument([
      ['', 'heading', 'one', 1],
      ['\n\n', 'paragraph', 'still one', 1],
      ['\n\n', 'paragraph', 'two', 2],
    ]);
    const page = { number: 1, width: 1, height: 1, start: 0, end: 9 };
    const items = toItems({ text, blocks, pages: [page, { ...page, number: 2 }] });
    expect(items.map((item) => (item.kind === 'page' ? item.number : item.kind))).toEqual([
      1,
      'block',
      'block',
      2,
      'block',
    ]);
  });

  test('every offset of the text leads to the item that holds it', () => {
    const { text, blocks } = toDocument([
      ['', 'paragraph', 'first'],
      ['\n\n', 'cell', 'x'],
      ['\t', 'cell', 'y'],
      ['\n\n', 'paragraph', 'last'],
    ]);
    const items = toItems({ text, blocks, pages: [] });
    expect(findItem(items, 2)).toBe(0);
    expect(findItem(items, text.indexOf('y'))).toBe(1);
    expect(findItem(items, text.length - 1)).toBe(2);
  });
});

test('slice gives the spans that touch a stretch, in order', () => {
  const spans = [0, 10, 20, 30].map((start) => ({ start, end: start + 5 }));
  expect(slice(spans, 5, 21)).toEqual([
    { start: 10, end: 15 },
    { start: 20, end: 25 },
  ]);
  expect(slice(spans, 4, 5)).toEqual([{ start: 0, end: 5 }]);
  expect(slice(spans, 35, 99)).toEqual([]);
});
