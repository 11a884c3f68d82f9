import type { Block, Box, Page } from '#domain/document';
import { assemble, type Piece } from './assemble.ts';
import { cleanRunning } from './characters.ts';
import { joinLines, type Words } from './hyphen.ts';
import type { LineBlock } from './pdf-blocks.ts';
import type { Layout } from './pdf-layout.ts';
import type { Line } from './pdf-lines.ts';

/** A layout as a fixed text; `lineBlocks[i]` is what `blocks[i]` was made of. */
export interface LaidText {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly lineBlocks: readonly LineBlock[];
  readonly pages: readonly Page[];
}

/** The fixed text of a layout. Empty blocks are none, so `blocks` may be fewer than the layout's. */
export function toText(layout: Layout): LaidText {
  const shown = new Map(layout.pages.map(({ number, toShown }) => [number, toShown]));
  const readable = layout.blocks.filter(({ lines }) =>
    lines.some((line) => cleanRunning(line.text) !== ''),
  );
  const pieces = readable.map((block) =>
    toPiece(block, layout.words, shown.get(block.lines[0].page) ?? ((box) => box)),
  );
  const { text, blocks } = assemble(placeCells(pieces));
  return { text, blocks, lineBlocks: readable, pages: toPages(layout, readable, blocks) };
}

/**
 * Gives cells their rows and columns, table by table. Only where all rows have equally many: where a cell is empty, its
 * neighbours' columns cannot be told by counting.
 */
function placeCells(pieces: readonly Piece[]): Piece[] {
  const placed = [...pieces];
  let table = 0;
  for (let at = 0; at < pieces.length;) {
    if (pieces[at]?.kind !== 'cell') {
      at++;
      continue;
    }
    const rows: number[][] = [];
    for (; pieces[at]?.kind === 'cell'; at++)
      if (pieces[at]?.separator === '\t' && rows.length > 0) rows.at(-1)?.push(at);
      else rows.push([at]);
    const width = rows[0]?.length ?? 0;
    if (rows.some((row) => row.length !== width)) continue;
    table++;
    rows.forEach((inRow, row) =>
      inRow.forEach((position, column) => {
        const piece = pieces[position];
        if (piece) placed[position] = { ...piece, cell: { table, row, column } };
      }),
    );
  }
  return placed;
}

/** Where each page's text starts and ends; a page may start inside a block that the page before began. */
function toPages(
  layout: Layout,
  lineBlocks: readonly LineBlock[],
  blocks: readonly Block[],
): Page[] {
  const starts = new Map<number, number>();
  const note = (page: number, at: number) => starts.set(page, Math.min(at, starts.get(page) ?? at));
  blocks.forEach((block, i) => {
    const lines = lineBlocks[i]?.lines ?? [];
    lines.forEach(({ page }, from) => {
      if (from === 0) note(page, block.start);
      if (from === 0 || page === lines[from - 1]?.page) return;
      note(page, block.end - cleanRunning(toLineText(lines.slice(from), layout.words)).length);
    });
  });
  // Backwards, so that a page never starts after the next one does and an empty page is an empty span.
  let end = blocks.at(-1)?.end ?? 0;
  const pages: Page[] = [];
  for (const { number, width, height, origin } of layout.pages.toReversed()) {
    const start = Math.min(end, starts.get(number) ?? end);
    pages.unshift({ number, width, height, start, end, ...(origin && { origin }) });
    end = start;
  }
  return pages;
}

function toPiece(
  { kind, level, lines, separator }: LineBlock,
  words: Words,
  toShown: (box: Box) => Box,
): Piece {
  const { page } = lines[0];
  return {
    kind,
    text: toLineText(lines, words),
    page,
    box: roundBox(toShown(toBox(lines.filter((line) => line.page === page)))),
    ...(level === undefined ? {} : { level }),
    ...(separator === undefined ? {} : { separator }),
  };
}

function toLineText(lines: readonly Line[], words: Words): string {
  const texts = lines.map(({ text }) => text);
  return joinLines(texts, words, 'mend');
}

export function toBox(
  boxes: readonly { left: number; top: number; right: number; bottom: number }[],
): Box {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  return {
    left,
    top,
    width: Math.max(...boxes.map((box) => box.right)) - left,
    height: Math.max(...boxes.map((box) => box.bottom)) - top,
  };
}

/** Hundredths of a point are far below what a screen shows, and keep stored boxes short. */
export function roundBox({ left, top, width, height }: Box): Box {
  const round = (value: number) => Math.round(value * 100) / 100;
  return { left: round(left), top: round(top), width: round(width), height: round(height) };
}
