import type { Decoder } from './decoder.ts';
import { decodeSpans } from './decode-spans.ts';
import { decodeUpperTriangle } from './decode-upper-triangle.ts';
import { decodeWholeTable } from './decode-whole-table.ts';

/** Goes up when the same graphs' outputs decode to something else. */
export const decoderVersion = 'decode-3';

/** The five systems by the name a manifest gives; a sixth adds its line here and, if it decodes otherwise, its file. */
export const decoders: Readonly<Record<string, Decoder>> = {
  tablert: decodeUpperTriangle,
  'tablert-cnn': decodeUpperTriangle,
  dytnet: decodeUpperTriangle,
  'table-sequence': decodeWholeTable,
  spert: decodeSpans,
};
