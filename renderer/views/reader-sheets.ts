import type { Box, PageBox, Span } from '#domain/document';
import type { DocumentText } from '#domain/views';
import type { Corner } from '../parts/bracket.ts';
import type { Mark } from '../parts/marks.ts';

type Page = DocumentText['pages'][number];

/** A mark as it lies on a page: one of the boxes of its lines. */
export interface PlacedMark {
  readonly mark: Mark;
  readonly box: Box;
  /** The first box of its mark: the one that is named to a screen reader and reached by Tab. */
  readonly isFirst: boolean;
}

/** Where spans stand, by what is kept with the pages and what was asked for since. */
export type FindBoxes = (span: Span) => readonly PageBox[];

const toKey = ({ start, end }: Span) => `${start}:${end}`;

/** Looks spans up: mentions by their kept places, on recognised pages word by word, anything else in `asked`. */
export function createFindBoxes(
  pages: readonly Page[],
  asked: ReadonlyMap<string, readonly PageBox[]>,
): FindBoxes {
  const kept = new Map<string, PageBox[]>();
  const recognised = pages.filter(({ origin }) => origin === 'ocr');
  for (const { number, places = [], origin } of pages) {
    if (origin === 'ocr') continue;
    for (const [start, end, left, top, width, height] of places) {
      const key = toKey({ start, end });
      const listed = kept.get(key) ?? [];
      kept.set(key, listed);
      const box = { left, top, width, height };
      if (!listed.some((one) => one.page === number && isSame(one.box, box)))
        listed.push({ page: number, box });
    }
  }
  return (span) => {
    const words = recognised.flatMap(({ number, places = [], start, end }) =>
      start >= span.end || end <= span.start
        ? []
        : places
            .filter(([from, to]) => from < span.end && span.start < to)
            .map(([, , left, top, width, height]) => ({
              page: number,
              box: { left, top, width, height },
            })),
    );
    return [...words, ...(kept.get(toKey(span)) ?? asked.get(toKey(span)) ?? [])];
  };
}

function isSame(a: Box, b: Box): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width;
}

/** Answers of the engine, by the span they are for. */
export function toAsked(
  spans: readonly Span[],
  places: readonly (readonly PageBox[])[] | null,
): ReadonlyMap<string, readonly PageBox[]> {
  return new Map(spans.map((span, i) => [toKey(span), places?.[i] ?? []]));
}

/** The marks of one page with their boxes, as they lie over one another: sentences below names, arguments on top. */
export function toPlacedMarks(
  page: number,
  marks: readonly Mark[],
  findBoxes: FindBoxes,
): readonly PlacedMark[] {
  const order = ['sentence', 'hit', 'mention', 'object', 'subject'];
  return marks
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .flatMap((mark) =>
      findBoxes(mark)
        .filter((place) => place.page === page)
        .map(({ box }, i) => ({ mark, box, isFirst: i === 0 })),
    );
}

/** Room around a name's letters, in points. */
const PADDING = 1;

/** Where a box lies on a page drawn at `zoom` pixels a point, in pixels. */
export function toPixels(box: Box, zoom: number): Box {
  return {
    left: (box.left - PADDING) * zoom,
    top: box.top * zoom,
    width: (box.width + 2 * PADDING) * zoom,
    height: box.height * zoom,
  };
}

export function toCorner(box: Box, zoom: number): Corner {
  const { left, top, width, height } = toPixels(box, zoom);
  return { x: left + width / 2, top, bottom: top + height };
}

/** The page that an offset lies on: its position in `pages`. */
export function findPage(pages: readonly Page[], offset: number): number {
  const at = pages.findLastIndex(({ start }) => start <= offset);
  // An empty page ends where the next one starts.
  return Math.max(0, at);
}

/** Pixels a point, as steps of a quarter power of two: 50 % to 400 % of an inch at 96 dots. */
export const zooms = [0.5, 0.67, 0.8, 1, 1.2, 1.4, 1.7, 2, 2.4, 2.8, 3.4, 4, 5];

export function stepZoom(zoom: number, by: 1 | -1): number {
  return by > 0
    ? (zooms.find((step) => step > zoom + 0.01) ?? zoom)
    : (zooms.findLast((step) => step < zoom - 0.01) ?? zoom);
}
