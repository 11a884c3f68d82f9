import type { Box, Page } from '#domain/document';
import { assemble, type Piece } from './assemble.ts';
import { cleanRunning, isReadable } from './characters.ts';
import { collectWords, isWhole, type Words } from './hyphen.ts';
import { limits } from './limits.ts';
import type { LineBlock } from './pdf-blocks.ts';
import { markHeadings, toBlocks } from './pdf-blocks.ts';
import { readCharacters } from './pdf-characters.ts';
import { type LaidPage, markFrames } from './pdf-frame.ts';
import type { Pdfium } from './pdf-library.ts';
import { open, pdfiumErrors, withPdfium } from './pdf-library.ts';
import { toLines } from './pdf-lines.ts';
import type { BytesReader, Metadata, Outcome, Source } from './reader.ts';
import { quarantined, skipped } from './reader.ts';

/** PDF through PDFium: its characters with their boxes, made lines, blocks and reading order by geometry. */
export const pdf: BytesReader = {
  input: 'bytes',
  format: 'pdf',
  mimes: ['application/pdf'],
  read: (source) => withPdfium((pdfium) => readPdf(pdfium, source)),
};

function readPdf(pdfium: Pdfium, { bytes, password }: Source): Outcome {
  const file = open(pdfium, bytes, password);
  try {
    if (file.error === pdfiumErrors.password)
      return skipped('needs-password', 'The PDF opens with a password only.');
    if (file.error === pdfiumErrors.security)
      return skipped('needs-password', 'The PDF is protected in a way that cannot be opened.');
    if (file.pointer === 0)
      return quarantined('broken-file', 'It starts like a PDF, but no page of it can be found.');
    return readPages(pdfium, file.pointer);
  } finally {
    file.close();
  }
}

function readPages(pdfium: Pdfium, document: number): Outcome {
  const count = pdfium.FPDF_GetPageCount(document);
  if (count === 0) return quarantined('broken-file', 'The PDF has no pages.');
  const pages: LaidPage[] = [];
  const damaged: number[] = [];
  const empty: number[] = [];
  for (let index = 0; index < Math.min(count, limits.pages); index++) {
    const characters = readCharacters(pdfium, document, index);
    if (!characters) {
      damaged.push(index + 1);
      continue;
    }
    const { number, width, height, uprightHeight, toShown } = characters;
    const lines = toLines(characters);
    characters.close();
    if (lines.length === 0) empty.push(number);
    pages.push({ number, width, height, uprightHeight, toShown, blocks: toBlocks(lines) });
  }
  if (pages.length === 0) return quarantined('broken-file', 'No page of the PDF can be read.');
  const draft = { ...toDraft(pages), metadata: readMetadata(pdfium, document) };
  if (damaged.length > 0)
    return {
      ...draft,
      damage: { code: 'broken-file', detail: `Damaged: ${toPageList(damaged)}.` },
    };
  if (count > limits.pages)
    return {
      ...draft,
      damage: {
        code: 'too-large',
        detail: `Only the first ${limits.pages} of ${count} pages were read.`,
      },
    };
  if (!isReadable(draft.text))
    return {
      ...draft,
      damage: {
        code: 'no-text-layer',
        detail: `No text on ${toPageList(pages.map(({ number }) => number))}.`,
      },
    };
  return draft;
}

function toPageList(pages: readonly number[]): string {
  const shown = pages.slice(0, 10).join(', ');
  return `page${pages.length > 1 ? 's' : ''} ${shown}${pages.length > 10 ? ` and ${pages.length - 10} more` : ''}`;
}

function toDraft(laid: readonly LaidPage[]): {
  text: string;
  blocks: ReturnType<typeof assemble>['blocks'];
  pages: Page[];
} {
  const framed = markFrames(laid);
  const words = collectWords(
    framed
      .flatMap(({ blocks }) => blocks.flatMap(({ lines }) => lines.map(({ text }) => text)))
      .join('\n'),
  );
  const shown = new Map(framed.map(({ number, toShown }) => [number, toShown]));
  const headed = markHeadings(framed.flatMap(({ blocks }) => blocks));
  const { text, blocks } = assemble(
    headed.map((block) => toPiece(block, words, shown.get(block.lines[0]!.page)!)),
  );
  const pages: Page[] = [];
  let next = 0;
  let at = 0;
  for (const { number, width, height } of framed) {
    const start = blocks[next]?.page === number ? blocks[next]!.start : at;
    for (; blocks[next]?.page === number; next++) at = blocks[next]!.end;
    pages.push({ number, width, height, start, end: at });
  }
  return { text, blocks, pages };
}

function toPiece(
  { kind, level, lines, separator }: LineBlock,
  words: Words,
  toShown: (box: Box) => Box,
): Piece {
  return {
    kind,
    text: lines.map(({ text }) => text).reduce((left, right) => join(left, right, words)),
    page: lines[0]!.page,
    box: roundBox(toShown(toBox(lines))),
    ...(level === undefined ? {} : { level }),
    ...(separator === undefined ? {} : { separator }),
  };
}

/** Joins two lines; a hyphen at the line end goes if the word is one without it. */
function join(left: string, right: string, words: Words): string {
  const head = left.trimEnd();
  const before = /(\p{L}[\p{L}\p{M}’'-]*)[-\u00ad\u2010]$/u.exec(head)?.[1];
  const after = /^\p{L}[\p{L}\p{M}]*/u.exec(right.trimStart())?.[0];
  if (before === undefined || after === undefined) return `${left}\n${right}`;
  return head.slice(0, -1) + (isWhole(before, after, words, 'mend') ? '' : '-') + right.trimStart();
}

function toBox(lines: LineBlock['lines']): Box {
  const left = Math.min(...lines.map((line) => line.left));
  const top = Math.min(...lines.map((line) => line.top));
  return {
    left,
    top,
    width: Math.max(...lines.map((line) => line.right)) - left,
    height: Math.max(...lines.map((line) => line.bottom)) - top,
  };
}

/** Hundredths of a point are far below what a screen shows, and keep stored boxes short. */
function roundBox({ left, top, width, height }: Box): Box {
  const round = (value: number) => Math.round(value * 100) / 100;
  return { left: round(left), top: round(top), width: round(width), height: round(height) };
}

function readMetadata(pdfium: Pdfium, document: number): Metadata {
  const get = (key: string) => {
    const length = pdfium.FPDF_GetMetaText(document, key, 0, 0);
    if (length <= 2 || length > 64 * 1024) return '';
    const memory = pdfium.pdfium.wasmExports.malloc(length);
    pdfium.FPDF_GetMetaText(document, key, memory, length);
    const value = pdfium.pdfium.UTF16ToString(memory);
    pdfium.pdfium.wasmExports.free(memory);
    return cleanRunning(value);
  };
  const [title, author, generator] = [get('Title'), get('Author'), get('Producer')];
  const created = toIsoDate(get('CreationDate'));
  return {
    ...(title && { title }),
    ...(author && { author }),
    ...(created && { created }),
    ...(generator && { generator }),
  };
}

/** PDF dates read `D:20091103142211+01'00'` (ISO 32000-1, 7.9.4). */
function toIsoDate(value: string): string {
  const found = /^D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?)?/.exec(value);
  if (!found) return '';
  const [, year, month = '01', day = '01', hour, minute = '00', second = '00'] = found;
  return hour === undefined
    ? `${year}-${month}-${day}`
    : `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}
