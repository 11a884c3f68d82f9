import { limits } from './limits.ts';
import { open, type Pdfium, withPdfium } from './pdf-library.ts';
import { createPartNames } from './part-name.ts';
import { type LazyPart, quarantined, type Refusal, type Source } from './reader.ts';

/** Files that a PDF carries (ISO 32000-1, 7.11.4): those of its name tree. Of an opened document. */
export function countAttachments(pdfium: Pdfium, document: number): number {
  return Math.min(Math.max(0, pdfium.FPDFDoc_GetAttachmentCount(document)), limits.mimeParts);
}

/** The attached files of a PDF, in the order of its name tree. */
export async function* eachAttachment(source: Source, from: number): AsyncGenerator<LazyPart> {
  const toName = createPartNames();
  const names = await withFile(source, listNames);
  for (const [at, raw] of (names ?? []).entries()) {
    const name = toName(raw || `attachment ${at + 1}`);
    // Not asked for: its place is all that counts.
    if (at < from) yield { name, size: 0, load: () => new Uint8Array() };
    else {
      const content = await withFile(source, (pdfium, document) => load(pdfium, document, at));
      yield {
        name,
        size: content instanceof Uint8Array ? content.length : 0,
        load: () => content ?? damaged,
      };
    }
  }
}

const damaged: Refusal = quarantined('broken-file', 'The attached file is damaged.');

async function withFile<Result>(
  { bytes, password }: Source,
  use: (pdfium: Pdfium, document: number) => Result,
): Promise<Result | undefined> {
  return withPdfium((pdfium) => {
    const file = open(pdfium, bytes, password);
    try {
      return file.pointer === 0 ? undefined : use(pdfium, file.pointer);
    } finally {
      file.close();
    }
  });
}

function listNames(pdfium: Pdfium, document: number): string[] {
  return Array.from({ length: countAttachments(pdfium, document) }, (_, at) => {
    const attachment = pdfium.FPDFDoc_GetAttachment(document, at);
    const length = attachment === 0 ? 0 : pdfium.FPDFAttachment_GetName(attachment, 0, 0);
    if (length <= 2 || length > 4096) return '';
    const memory = pdfium.pdfium.wasmExports.malloc(length);
    pdfium.FPDFAttachment_GetName(attachment, memory, length);
    const name = pdfium.pdfium.UTF16ToString(memory);
    pdfium.pdfium.wasmExports.free(memory);
    return name;
  });
}

/** PDFium unpacks the file into its own memory; how large it becomes is known before it is copied. */
function load(pdfium: Pdfium, document: number, at: number): Uint8Array | Refusal {
  const { wasmExports } = pdfium.pdfium;
  const attachment = pdfium.FPDFDoc_GetAttachment(document, at);
  const out = wasmExports.malloc(4);
  try {
    const getLength = () => new DataView(pdfium.pdfium.HEAPU8.buffer).getUint32(out, true);
    if (attachment === 0 || !pdfium.FPDFAttachment_GetFile(attachment, 0, 0, out)) return damaged;
    const length = getLength();
    if (length > limits.memberBytes)
      return quarantined('too-large', `It has ${length} bytes, ${limits.memberBytes} can be read.`);
    const memory = wasmExports.malloc(Math.max(1, length));
    if (memory === 0) return quarantined('too-large', 'It does not fit into memory.');
    const isRead = pdfium.FPDFAttachment_GetFile(attachment, memory, length, out);
    const bytes = isRead ? pdfium.pdfium.HEAPU8.slice(memory, memory + getLength()) : undefined;
    wasmExports.free(memory);
    return bytes ?? damaged;
  } finally {
    wasmExports.free(out);
  }
}
