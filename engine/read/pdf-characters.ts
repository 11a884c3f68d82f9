import type { Box, RecognisedPage } from '#domain/document';
import type { Pdfium } from './pdf-library.ts';
import { lineBreakHyphen, type PageCharacters, valueAt } from './pdf-page.ts';
import { fewLetters, isPicture, toCharacters } from './pdf-recognised.ts';

/**
 * Reads the characters of the page at a 0-based index, or undefined if PDFium cannot load that page. What was recognised on the
 * page stands for its own text.
 */
export function readCharacters(
  pdfium: Pdfium,
  document: number,
  index: number,
  recognised?: RecognisedPage,
): PageCharacters | undefined {
  const page = pdfium.FPDF_LoadPage(document, index);
  if (page === 0) return undefined;
  const shown = {
    width: pdfium.FPDF_GetPageWidthF(page),
    height: pdfium.FPDF_GetPageHeightF(page),
  };
  if (recognised) {
    pdfium.FPDF_ClosePage(page);
    return toCharacters(recognised, shown);
  }
  const text = pdfium.FPDFText_LoadPage(page);
  if (text === 0) {
    pdfium.FPDF_ClosePage(page);
    return undefined;
  }
  const stored = readBoxes(pdfium, page, text);
  const turns = findTurns(stored);
  const { width, height } = stored;
  const isSideways = turns % 2 === 1;
  const rotation = pdfium.FPDFPage_GetRotation(page);
  const upright = { width: isSideways ? height : width, height: isSideways ? width : height };
  return {
    number: index + 1,
    ...shown,
    ...(isPicture(pdfium, page, countLetters(stored, fewLetters), shown) && { origin: 'picture' }),
    uprightWidth: upright.width,
    uprightHeight: upright.height,
    ...turnAll(stored, turns),
    weight: (at) => pdfium.pdfium._FPDFText_GetFontWeight(text, at),
    toShown: (box) => turnBox(box, (rotation - turns + 4) % 4, upright.width, upright.height),
    close: () => {
      pdfium.FPDFText_ClosePage(text);
      pdfium.FPDF_ClosePage(page);
    },
  };
}

type Columns = Pick<PageCharacters, 'count' | 'codes' | 'left' | 'top' | 'right' | 'bottom'>;
type Stored = Columns & { readonly width: number; readonly height: number };

/** Characters as the page stores them: before its rotation, from the top left corner of its crop box. */
function readBoxes(pdfium: Pdfium, page: number, text: number): Stored {
  const count = Math.max(0, pdfium.FPDFText_CountChars(text));
  const codes = new Uint32Array(count);
  const column = () => new Float32Array(count);
  const [left, top, right, bottom] = [column(), column(), column(), column()];
  // FS_RECTF: left, top, right, bottom as 32 bit floats, y upwards.
  const memory = pdfium.pdfium.wasmExports.malloc(16);
  const at = memory >> 2;
  const get = (field: number) => pdfium.pdfium.HEAPF32[at + field] ?? 0;
  const isKnown = pdfium.FPDF_GetPageBoundingBox(page, memory);
  const [x0, y1, x1, y0] = isKnown ? [get(0), get(1), get(2), get(3)] : [0, 792, 612, 0];
  const { pdfium: bare } = pdfium;
  for (let i = 0; i < count; i++) {
    codes[i] = bare._FPDFText_GetUnicode(text, i);
    bare._FPDFText_GetLooseCharBox(text, i, memory);
    const heap = bare.HEAPF32;
    left[i] = valueAt(heap, at) - x0;
    top[i] = y1 - valueAt(heap, at + 1);
    right[i] = valueAt(heap, at + 2) - x0;
    bottom[i] = y1 - valueAt(heap, at + 3);
  }
  pdfium.pdfium.wasmExports.free(memory);
  return { count, codes, left, top, right, bottom, width: x1 - x0, height: y1 - y0 };
}

/** Counts to `most` and one more. */
function countLetters({ count, codes }: Columns, most: number): number {
  let letters = 0;
  for (let i = 0; i < count && letters <= most; i++) {
    const code = valueAt(codes, i);
    if (code > 32 && code !== lineBreakHyphen) letters++;
  }
  return letters;
}

/** Quarter turns clockwise that make most of the text run from left to right or from right to left. */
function findTurns({ count, codes, left, top, right, bottom }: Stored): number {
  let [level, up, down] = [0, 0, 0];
  // So many pairs of neighbours, from the whole page, tell as much as all of them.
  const step = Math.max(1, Math.floor(count / 1000));
  for (let i = 1; i < count; i += step) {
    if (valueAt(codes, i) <= 32 || valueAt(codes, i - 1) <= 32) continue;
    const dx = valueAt(left, i) + valueAt(right, i) - valueAt(left, i - 1) - valueAt(right, i - 1);
    const dy = valueAt(top, i) + valueAt(bottom, i) - valueAt(top, i - 1) - valueAt(bottom, i - 1);
    if (Math.abs(dx) >= Math.abs(dy)) level++;
    else if (dy < 0) up++;
    else down++;
  }
  // Vertical writing of ideographs also runs down the page, but is not to be turned.
  if (up > level && up > down) return 1;
  return down > level && down > up && !codes.some((code) => code >= 0x3040 && code < 0xa000)
    ? 3
    : 0;
}

/** A box on a page of the given size after quarter turns clockwise of that page. */
export function turnBox(box: Box, turns: number, width: number, height: number): Box {
  if (turns === 0) return box;
  const turned = {
    left: height - box.top - box.height,
    top: box.left,
    width: box.height,
    height: box.width,
  };
  return turnBox(turned, turns - 1, height, width);
}

function turnAll(stored: Stored, turns: number): Columns {
  const { count, codes, left, top, right, bottom, width, height } = stored;
  if (turns === 0) return { count, codes, left, top, right, bottom };
  const turned = turnOnce(stored, height);
  return turnAll({ ...turned, width: height, height: width }, turns - 1);
}

function turnOnce({ count, codes, left, top, right, bottom }: Columns, height: number): Columns {
  return {
    count,
    codes,
    left: bottom.map((value) => height - value),
    right: top.map((value) => height - value),
    top: left,
    bottom: right,
  };
}
