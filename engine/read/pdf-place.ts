import type { Box, PlacedSpan, RecognisedPage, Span } from '#domain/document';
import type { Lines } from './pdf-blocks.ts';
import { readCharacters } from './pdf-characters.ts';
import { type PageCharacters, valueAt } from './pdf-page.ts';
import { layOut } from './pdf-layout.ts';
import { open, type Pdfium, withPdfium } from './pdf-library.ts';
import { listLetters } from './pdf-lines.ts';
import { type LaidText, roundBox, toBox, toText } from './pdf-text.ts';
import type { Source } from './reader.ts';

/** A part of a span: on one page, on one line. Points from the shown page's top left corner. */
export interface Place {
  readonly page: number;
  readonly box: Box;
}

/** One character as it stands on its page. */
interface Mark {
  readonly page: PageCharacters;
  readonly line: number;
  readonly index: number;
}

/**
 * Where spans of a PDF Document's text stand on its pages: for each span its places, a box for each line it
 * touches. Source and what was recognised must be those the Document was read from; the file is laid out anew, as it was then,
 * so all spans of a document should be asked for at once. A file that cannot be opened gives no places.
 */
export async function findPlaces(source: Source, spans: readonly Span[]): Promise<Place[][]> {
  return withPdfium((pdfium) => {
    const file = open(pdfium, source.bytes, source.password);
    if (file.pointer === 0) {
      file.close();
      return spans.map(() => []);
    }
    const laid = toText(layOut(pdfium, file.pointer, source));
    const aligner = createAligner(laid, createLoader(pdfium, file.pointer, source.recognised));
    try {
      return spans.map((span) => toPlaces(listMarks(laid.blocks, aligner, span)));
    } finally {
      aligner.close();
      file.close();
    }
  });
}

/** Of pages that were recognised, where each word stands, by page; a word parted over two lines has two places. */
export function placeWords(
  pdfium: Pdfium,
  document: number,
  laid: LaidText,
  recognised: readonly RecognisedPage[],
): Map<number, PlacedSpan[]> {
  const pages = new Map(recognised.map((page) => [page.number, page]));
  const places = new Map<number, PlacedSpan[]>(recognised.map(({ number }) => [number, []]));
  const aligner = createAligner(laid, createLoader(pdfium, document, recognised));
  laid.blocks.forEach((block, i) => {
    if (!laid.lineBlocks[i]?.lines.some(({ page }) => pages.has(page))) return;
    let last: { page: number; word: number; start: number; end: number } | undefined;
    const close = () => {
      const box = last && pages.get(last.page)?.words[last.word]?.box;
      if (!last || !box) return;
      const { left, top, width, height } = roundBox(box);
      places.get(last.page)?.push([last.start, last.end, left, top, width, height]);
    };
    aligner.at(i).forEach((mark, k) => {
      const word = mark?.page.wordOf?.[mark.index] ?? -1;
      if (!mark || word < 0) return;
      const at = block.start + k;
      if (last && last.word === word && last.page === mark.page.number) last.end = at + 1;
      else {
        close();
        last = { page: mark.page.number, word, start: at, end: at + 1 };
      }
    });
    close();
  });
  aligner.close();
  return places;
}

type Load = (page: number) => PageCharacters | undefined;

function createLoader(
  pdfium: Pdfium,
  document: number,
  recognised: readonly RecognisedPage[] = [],
): Load {
  const pages = new Map(recognised.map((page) => [page.number, page]));
  return (number) => readCharacters(pdfium, document, number - 1, pages.get(number));
}

/** Aligns each block once, with each page loaded once. */
interface Aligner {
  /** For each UTF-16 unit of a block the character it was made from. */
  at(block: number): readonly (Mark | undefined)[];
  close(): void;
}

function createAligner({ text, blocks, lineBlocks }: LaidText, load: Load): Aligner {
  const loaded = new Map<number, PageCharacters | undefined>();
  const aligned = new Map<number, readonly (Mark | undefined)[]>();
  const loadOnce = (number: number) => {
    if (!loaded.has(number)) loaded.set(number, load(number));
    return loaded.get(number);
  };
  return {
    at(i) {
      const [block, lines] = [blocks[i], lineBlocks[i]?.lines];
      const units =
        aligned.get(i) ??
        (block && lines ? align(text.slice(block.start, block.end), lines, loadOnce) : []);
      aligned.set(i, units);
      return units;
    },
    close() {
      for (const page of loaded.values()) page?.close();
    },
  };
}

function listMarks(blocks: readonly Span[], aligner: Aligner, span: Span): Mark[] {
  return blocks.flatMap((block, i) => {
    if (block.end <= span.start || block.start >= span.end) return [];
    return aligner
      .at(i)
      .slice(Math.max(0, span.start - block.start), span.end - block.start)
      .filter((mark) => mark !== undefined);
  });
}

/** How far apart the text and the characters may come: a mended hyphen, a control that was dropped. */
const widestSlip = 8;

/**
 * For each UTF-16 unit of a block's text the character it was made from. The text is the characters in order,
 * with white space made even and some marks left out, so each unit is the next character that equals it.
 */
function align(
  text: string,
  lines: Lines,
  load: (page: number) => PageCharacters | undefined,
): (Mark | undefined)[] {
  const marks: (Mark & { readonly unit: string })[] = [];
  lines.forEach((line, number) => {
    const page = load(line.page);
    if (!page) return;
    for (const run of line.runs)
      for (const { letters, index } of listLetters(page, run))
        for (const unit of letters.split(''))
          if (unit.trim() !== '') marks.push({ unit, page, line: number, index });
  });
  let next = 0;
  return text.split('').map((unit) => {
    if (unit.trim() === '') return undefined;
    for (let slip = 0; slip <= widestSlip; slip++) {
      const mark = marks[next + slip];
      if (mark && (mark.unit === unit || (unit === '-' && mark.unit === '\u00ad'))) {
        next += slip + 1;
        return mark;
      }
    }
    return undefined;
  });
}

/** Characters of one line together, in the order of the text. */
function toPlaces(marks: readonly Mark[]): Place[] {
  const lines = new Map<string, [Mark, ...Mark[]]>();
  for (const mark of marks) {
    const key = `${mark.page.number} ${mark.line}`;
    const line = lines.get(key);
    if (line) line.push(mark);
    else lines.set(key, [mark]);
  }
  return [...lines.values()].map((line) => {
    const [{ page }] = line;
    const boxes = line.map(({ index }) => ({
      left: valueAt(page.left, index),
      top: valueAt(page.top, index),
      right: valueAt(page.right, index),
      bottom: valueAt(page.bottom, index),
    }));
    return { page: page.number, box: roundBox(page.toShown(toBox(boxes))) };
  });
}
