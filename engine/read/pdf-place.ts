import type { Box, Span } from '#domain/document';
import type { Lines } from './pdf-blocks.ts';
import { type PageCharacters, readCharacters, valueAt } from './pdf-characters.ts';
import { layOut } from './pdf-layout.ts';
import { open, withPdfium } from './pdf-library.ts';
import { listLetters } from './pdf-lines.ts';
import { roundBox, toBox, toText } from './pdf-text.ts';
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
 * touches. The bytes must be those the Document was read from; the file is laid out anew, as it was then, so all
 * spans of a document should be asked for at once. A file that cannot be opened gives no places.
 */
export async function findPlaces(source: Source, spans: readonly Span[]): Promise<Place[][]> {
  return withPdfium((pdfium) => {
    const file = open(pdfium, source.bytes, source.password);
    const loaded = new Map<number, PageCharacters | undefined>();
    try {
      if (file.pointer === 0) return spans.map(() => []);
      const { text, blocks, lineBlocks } = toText(layOut(pdfium, file.pointer));
      const load = (number: number) => {
        if (!loaded.has(number))
          loaded.set(number, readCharacters(pdfium, file.pointer, number - 1));
        return loaded.get(number);
      };
      const aligned = new Map<number, (Mark | undefined)[]>();
      return spans.map((span) => {
        const marks: Mark[] = [];
        blocks.forEach((block, i) => {
          if (block.end <= span.start || block.start >= span.end) return;
          const lines = lineBlocks[i]?.lines;
          const units =
            aligned.get(i) ?? (lines ? align(text.slice(block.start, block.end), lines, load) : []);
          aligned.set(i, units);
          const part = units.slice(Math.max(0, span.start - block.start), span.end - block.start);
          for (const mark of part) if (mark) marks.push(mark);
        });
        return toPlaces(marks);
      });
    } finally {
      for (const page of loaded.values()) page?.close();
      file.close();
    }
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
