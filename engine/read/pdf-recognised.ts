import type { RecognisedPage } from '#domain/document';
import type { PageCharacters } from './pdf-page.ts';
import type { Pdfium } from './pdf-library.ts';

const space = 32;
const lineFeed = 10;

/**
 * What was recognised on a page, as if the page had a text layer: each word's letters share its width evenly, lines end with a
 * line feed. So it goes through the same lines, columns and blocks as printed text.
 */
export function toCharacters(
  { number, words }: RecognisedPage,
  size: { readonly width: number; readonly height: number },
): PageCharacters {
  const codes: number[] = [];
  const wordOf: number[] = [];
  const edges: { left: number; right: number; top: number; bottom: number }[] = [];
  const add = (
    code: number,
    word: number,
    left: number,
    right: number,
    line: { top: number; height: number },
  ) => {
    codes.push(code);
    wordOf.push(word);
    edges.push({ left, right, top: line.top, bottom: line.top + line.height });
  };
  words.forEach(({ text, box, line, lineBox }, i) => {
    const before = words[i - 1];
    if (before && before.line !== line) add(lineFeed, -1, box.left, box.left, lineBox);
    else if (before) add(space, -1, before.box.left + before.box.width, box.left, lineBox);
    const letters = [...text.toWellFormed()];
    const width = box.width / Math.max(1, letters.length);
    letters.forEach((letter, k) =>
      add(letter.codePointAt(0) ?? 0, i, box.left + k * width, box.left + (k + 1) * width, lineBox),
    );
  });
  const column = (side: 'left' | 'right' | 'top' | 'bottom') =>
    Float32Array.from(edges, (edge) => edge[side]);
  return {
    number,
    origin: 'ocr',
    ...size,
    uprightWidth: size.width,
    uprightHeight: size.height,
    count: codes.length,
    codes: Uint32Array.from(codes),
    wordOf: Int32Array.from(wordOf),
    left: column('left'),
    top: column('top'),
    right: column('right'),
    bottom: column('bottom'),
    weight: () => 400,
    toShown: (box) => box,
    close: () => undefined,
  };
}

/** FPDF_PAGEOBJ_IMAGE and FPDF_PAGEOBJ_FORM (fpdf_edit.h). */
const pictureKinds = new Set([3, 5]);
/** A stamp, a page number: a scan may have this many letters of its own. */
export const fewLetters = 40;
/** A picture that covers this share of a page is the page. */
const wholePage = 0.85;
/** Objects looked at: a drawing may have a million. */
const mostObjects = 2000;

/**
 * Whether a page shows what its text layer does not say: it has pictures and no letter, or one picture covers it and its letters
 * are no more than a stamp.
 */
export function isPicture(
  pdfium: Pdfium,
  page: number,
  letters: number,
  size: { readonly width: number; readonly height: number },
): boolean {
  if (letters > fewLetters) return false;
  const count = Math.min(pdfium.FPDFPage_CountObjects(page), mostObjects);
  const memory = pdfium.pdfium.wasmExports.malloc(16);
  const at = memory >> 2;
  let found = false;
  for (let i = 0; i < count && !found; i++) {
    const object = pdfium.FPDFPage_GetObject(page, i);
    if (object === 0 || !pictureKinds.has(pdfium.FPDFPageObj_GetType(object))) continue;
    if (!pdfium.FPDFPageObj_GetBounds(object, memory, memory + 4, memory + 8, memory + 12))
      continue;
    const [left = 0, bottom = 0, right = 0, top = 0] = pdfium.pdfium.HEAPF32.subarray(at, at + 4);
    const share = ((right - left) * (top - bottom)) / Math.max(1, size.width * size.height);
    found = share >= (letters === 0 ? 0.05 : wholePage);
  }
  pdfium.pdfium.wasmExports.free(memory);
  return found;
}
