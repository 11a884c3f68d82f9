import { crc32, deflateSync } from 'node:zlib';
import { open, type Pdfium, withPdfium } from './pdf-library.ts';
import type { Source } from './reader.ts';

/** A page as a picture. */
export interface PageImage {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/** More pixels are drawn at a smaller scale: a page may declare any size. */
const mostPixels = 12_000_000;
/** FPDF_ANNOT, and FPDF_REVERSE_BYTE_ORDER for red first (fpdfview.h). */
const flags = 0x01 | 0x10;
const bgraFormat = 4;

/**
 * Draws the 1-based page of a PDF at `scale` pixels a point, on white, as PNG. Undefined if the file or the page
 * cannot be opened.
 */
export async function drawPage(
  source: Source,
  page: number,
  scale: number,
): Promise<PageImage | undefined> {
  return withPdfium((pdfium) => {
    const file = open(pdfium, source.bytes, source.password);
    const loaded = file.pointer === 0 ? 0 : pdfium.FPDF_LoadPage(file.pointer, page - 1);
    try {
      return loaded === 0 ? undefined : draw(pdfium, loaded, scale);
    } finally {
      if (loaded !== 0) pdfium.FPDF_ClosePage(loaded);
      file.close();
    }
  });
}

function draw(pdfium: Pdfium, page: number, scale: number): PageImage | undefined {
  const [pageWidth, pageHeight] = [
    pdfium.FPDF_GetPageWidthF(page),
    pdfium.FPDF_GetPageHeightF(page),
  ];
  const fitting = Math.min(scale, Math.sqrt(mostPixels / Math.max(1, pageWidth * pageHeight)));
  const width = Math.max(1, Math.round(pageWidth * fitting));
  const height = Math.max(1, Math.round(pageHeight * fitting));
  const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, bgraFormat, 0, 0);
  if (bitmap === 0) return undefined;
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
  const start = pdfium.FPDFBitmap_GetBuffer(bitmap);
  const stride = pdfium.FPDFBitmap_GetStride(bitmap);
  // The page is opaque: three bytes a pixel, each row after its filter byte (0, none).
  const rows = new Uint8Array(height * (1 + 3 * width));
  const memory = pdfium.pdfium.HEAPU8;
  let to = 0;
  for (let y = 0; y < height; y++) {
    to++;
    for (let from = start + y * stride, end = from + 4 * width; from < end; from += 4) {
      rows[to++] = memory[from] ?? 0;
      rows[to++] = memory[from + 1] ?? 0;
      rows[to++] = memory[from + 2] ?? 0;
    }
  }
  pdfium.FPDFBitmap_Destroy(bitmap);
  return { width, height, png: toPng(width, height, rows) };
}

/** PNG (W3C, third edition) of 8 bit RGB rows. */
function toPng(width: number, height: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [
    toChunk('IHDR', header),
    toChunk('IDAT', deflateSync(rows, { level: 4 })),
    toChunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...chunks]);
}

function toChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}
