import type { Box } from '#domain/document';

/**
 * The characters of one page in the order of its content stream, in columns. Coordinates are points from the
 * top left corner of the page turned so that its text is upright, which need not be how it is shown.
 */
export interface PageCharacters {
  readonly number: number;
  /** Size of the page as it is shown. */
  readonly width: number;
  readonly height: number;
  /** Size of the page as its text is read. */
  readonly uprightWidth: number;
  readonly uprightHeight: number;
  readonly count: number;
  /** Unicode code points; PDFium puts CR LF where it sees a line end and U+FFFE for a hyphen that breaks a word. */
  readonly codes: Uint32Array;
  readonly left: Float32Array;
  readonly top: Float32Array;
  readonly right: Float32Array;
  readonly bottom: Float32Array;
  /** Weight of the font at a character, 400 regular, 700 bold. */
  readonly weight: (index: number) => number;
  /** From the coordinates here to those of the shown page. */
  readonly toShown: (box: Box) => Box;
  /** `picture`: the page shows what its text layer does not say. `ocr`: this is what was recognised on it. */
  readonly origin?: 'picture' | 'ocr';
  /** Of an `ocr` page: which word each character belongs to, -1 for none. */
  readonly wordOf?: Int32Array;
  readonly close: () => void;
}

/** A column's value; 0 outside it. */
export function valueAt(column: Float32Array | Uint32Array, index: number): number {
  return column[index] ?? 0;
}

export const lineBreakHyphen = 0xfffe;
