import { describe, expect, it } from 'vitest';
import {
  createFindBoxes,
  findPage,
  stepZoom,
  toAsked,
  toPlacedMarks,
  zooms,
} from '../../renderer/views/reader-sheets.ts';

const page = { width: 600, height: 800 };
const pages = [
  {
    ...page,
    number: 1,
    start: 0,
    end: 40,
    places: [
      [0, 11, 10, 20, 60, 12],
      [30, 44, 10, 700, 50, 12],
    ],
  },
  { ...page, number: 2, start: 40, end: 60, places: [[30, 44, 10, 20, 30, 12]] },
  { ...page, number: 3, start: 60, end: 60 },
  {
    ...page,
    number: 4,
    start: 60,
    end: 90,
    origin: 'ocr',
    places: [
      [60, 64, 10, 20, 30, 12],
      [65, 71, 44, 20, 40, 12],
      [72, 80, 90, 20, 40, 12],
    ],
  },
] as const;

describe('marks on a page', () => {
  const find = createFindBoxes(
    pages,
    toAsked(
      [{ start: 15, end: 20 }],
      [[{ page: 1, box: { left: 1, top: 2, width: 3, height: 4 } }]],
    ),
  );

  it('stand where their mention stands, on each page that it touches', () => {
    expect(find({ start: 0, end: 11 })).toMatchObject([{ page: 1, box: { left: 10, width: 60 } }]);
    expect(find({ start: 30, end: 44 }).map((one) => one.page)).toEqual([1, 2]);
  });

  it('stand on the words of a recognised page', () => {
    expect(find({ start: 60, end: 71 }).map(({ box }) => box.left)).toEqual([10, 44]);
  });

  it('stand where the engine says, or nowhere', () => {
    expect(find({ start: 15, end: 20 })).toMatchObject([{ page: 1, box: { left: 1 } }]);
    expect(find({ start: 21, end: 22 })).toEqual([]);
  });

  it('lie with arguments on top, the first box of each named', () => {
    const marks = [
      { start: 30, end: 44, kind: 'subject' as const, hue: 'hue-0' },
      { start: 30, end: 44, kind: 'mention' as const, hue: 'hue-0', of: 'e1' },
      { start: 15, end: 20, kind: 'sentence' as const, hue: '' },
    ];
    const placed = toPlacedMarks(1, marks, find);
    expect(placed.map(({ mark }) => mark.kind)).toEqual(['sentence', 'mention', 'subject']);
    expect(placed.every(({ isFirst }) => isFirst)).toBe(true);
    expect(toPlacedMarks(2, marks, find).map(({ box }) => box.top)).toEqual([20, 20]);
  });

  it('are on the page that an offset lies on, not on an empty one', () => {
    expect([0, 39, 40, 59].map((offset) => findPage(pages, offset))).toEqual([0, 0, 1, 1]);
    expect(pages[findPage(pages, 70)]?.number).toBe(4);
  });

  it('grow and shrink by steps, within limits', () => {
    expect(stepZoom(1, 1)).toBe(1.2);
    expect(stepZoom(1.1, -1)).toBe(1);
    expect(stepZoom(zooms.at(-1) ?? 0, 1)).toBe(zooms.at(-1));
    expect(stepZoom(0.3, -1)).toBe(0.3);
  });
});
