import { collectWords, type Words } from './hyphen.ts';
import { limits } from './limits.ts';
import { type LineBlock, markHeadings, toBlocks } from './pdf-blocks.ts';
import { readCharacters } from './pdf-characters.ts';
import { joinParagraphs } from './pdf-continue.ts';
import { restoreOrder, separateColumns } from './pdf-columns.ts';
import { type LaidPage, markFrames } from './pdf-frame.ts';
import type { Pdfium } from './pdf-library.ts';
import { toLines } from './pdf-lines.ts';
import type { Source } from './reader.ts';

/** A whole PDF as blocks of lines, before it is a text. */
export interface Layout {
  /** Pages that could be read, in order. */
  readonly pages: readonly LaidPage[];
  /** All blocks in reading order. */
  readonly blocks: readonly LineBlock[];
  /** The document's words: the evidence for mending broken ones. */
  readonly words: Words;
  /** Number of pages the file has, and 1-based numbers of those that could not be loaded. */
  readonly count: number;
  readonly damaged: readonly number[];
}

/** Lays out an opened document. The same file always gives the same layout. */
export function layOut(
  pdfium: Pdfium,
  document: number,
  { recognised = [], onProgress }: Pick<Source, 'recognised' | 'onProgress'> = {},
): Layout {
  const recognisedOn = new Map(recognised.map((page) => [page.number, page]));
  const count = pdfium.FPDF_GetPageCount(document);
  const laid: LaidPage[] = [];
  const damaged: number[] = [];
  for (let index = 0; index < Math.min(count, limits.pages); index++) {
    onProgress?.();
    const characters = readCharacters(pdfium, document, index, recognisedOn.get(index + 1));
    if (!characters) {
      damaged.push(index + 1);
      continue;
    }
    const lines = separateColumns(characters, restoreOrder(toLines(characters)));
    characters.close();
    const { number, width, height, uprightWidth, uprightHeight, toShown, origin } = characters;
    laid.push({
      number,
      width,
      height,
      uprightWidth,
      uprightHeight,
      toShown,
      ...(origin && { origin }),
      blocks: toBlocks(lines),
    });
  }
  const pages = markFrames(laid);
  const all = pages.flatMap(({ blocks }) => blocks);
  const words = collectWords(all.flatMap(({ lines }) => lines.map(({ text }) => text)).join('\n'));
  return { pages, blocks: joinParagraphs(markHeadings(all)), words, count, damaged };
}
