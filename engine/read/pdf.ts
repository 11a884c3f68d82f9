import { isReadable } from './characters.ts';
import { countAttachments, eachAttachment } from './pdf-attachments.ts';
import { limits } from './limits.ts';
import { layOut, type Layout } from './pdf-layout.ts';
import { open, type Pdfium, pdfiumErrors, withPdfium } from './pdf-library.ts';
import { placeWords } from './pdf-place.ts';
import { type LaidText, toText } from './pdf-text.ts';
import { readMetadata } from './pdf-metadata.ts';
import type { BytesReader, Draft, Outcome, Source } from './reader.ts';
import { fromOne, quarantined, skipped } from './reader.ts';

/** PDF through PDFium: its characters with their boxes, made lines, blocks and reading order by geometry. */
export const pdf: BytesReader = {
  input: 'bytes',
  format: 'pdf',
  mimes: ['application/pdf'],
  read: (source) => withPdfium((pdfium) => readPdf(pdfium, source)),
  eachPart: eachAttachment,
};

function readPdf(pdfium: Pdfium, source: Source): Outcome {
  const { bytes, password, recognised = [] } = source;
  const file = open(pdfium, bytes, password);
  try {
    if (file.error === pdfiumErrors.password)
      return skipped('needs-password', 'The PDF opens with a password only.');
    if (file.error === pdfiumErrors.security)
      return skipped('needs-password', 'The PDF is protected in a way that cannot be opened.');
    if (file.pointer === 0)
      return quarantined('broken-file', 'It starts like a PDF, but no page of it can be found.');
    const layout = layOut(pdfium, file.pointer, source);
    if (layout.pages.length === 0)
      return quarantined('broken-file', 'No page of the PDF can be read.');
    const parts = countAttachments(pdfium, file.pointer);
    const laid = toText(layout);
    const words =
      recognised.length > 0 ? placeWords(pdfium, file.pointer, laid, recognised) : undefined;
    const pages = laid.pages.map((page) => {
      const places = words?.get(page.number);
      return places ? { ...page, places } : page;
    });
    const outcome = toOutcome(layout, { ...laid, pages }, readMetadata(pdfium, file.pointer));
    return parts > 0 ? { ...outcome, parts } : outcome;
  } finally {
    file.close();
  }
}

function toOutcome(
  { count, damaged }: Layout,
  { text, blocks, pages }: LaidText,
  metadata: ReturnType<typeof readMetadata>,
): Draft {
  const draft = { text, blocks, pages, ...fromOne('PDF information dictionary', metadata) };
  const pictures = pages.filter(({ origin }) => origin === 'picture').map(({ number }) => number);
  const pictured = pictures.length > 0 ? `No text layer on ${toPageList(pictures)}.` : '';
  if (damaged.length > 0)
    return {
      ...draft,
      damage: {
        code: 'broken-file',
        detail: `Damaged: ${toPageList(damaged)}. ${pictured}`.trim(),
      },
    };
  if (count > limits.pages)
    return {
      ...draft,
      damage: {
        code: 'too-large',
        detail: `Only the first ${limits.pages} of ${count} pages were read. ${pictured}`.trim(),
      },
    };
  if (pictured) return { ...draft, damage: { code: 'no-text-layer', detail: pictured } };
  const isRecognised = pages.some(({ origin }) => origin === 'ocr');
  if (!isReadable(text) && !isRecognised)
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
