import { cleanRunning } from './characters.ts';
import type { Pdfium } from './pdf-library.ts';
import type { Metadata } from './reader.ts';

/** More is no title. Bytes. */
const longest = 64 * 1024;

/** Title, author, date and producer from the document's information dictionary. */
export function readMetadata(pdfium: Pdfium, document: number): Metadata {
  const get = (key: string) => {
    const length = pdfium.FPDF_GetMetaText(document, key, 0, 0);
    if (length <= 2 || length > longest) return '';
    const memory = pdfium.pdfium.wasmExports.malloc(length);
    pdfium.FPDF_GetMetaText(document, key, memory, length);
    const value = pdfium.pdfium.UTF16ToString(memory);
    pdfium.pdfium.wasmExports.free(memory);
    return cleanRunning(value);
  };
  const [title, author, generator] = [get('Title'), get('Author'), get('Producer')];
  const [created, modified] = [toIsoDate(get('CreationDate')), toIsoDate(get('ModDate'))];
  return {
    ...(title && { title }),
    ...(author && { author }),
    ...(created && { created }),
    ...(modified && { modified }),
    ...(generator && { generator }),
  };
}

/** PDF dates read `D:20091103142211+01'00'` (ISO 32000-1, 7.9.4). */
function toIsoDate(value: string): string {
  const found = /^D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?)?/.exec(value);
  if (!found) return '';
  const [, year, month = '01', day = '01', hour, minute = '00', second = '00'] = found;
  const date = `${year}-${month}-${day}`;
  return hour === undefined ? date : `${date}T${hour}:${minute}:${second}`;
}
