/** A kind of file known by its first bytes. */
export interface Signature {
  readonly mime: string;
  /** What it is, for a person. */
  readonly name: string;
  readonly isText?: boolean;
  /** It is a document inside an encrypting container. */
  readonly locked?: boolean;
}

const pdfMime = 'application/pdf';
const docxMime = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** What `file-type` reports, in words, for files people do keep among their documents. */
const names: readonly [RegExp, string][] = [
  [
    /wordprocessingml.template|ms-word.template|macroenabled/i,
    'An Office template or a document with macros.',
  ],
  [/spreadsheetml|opendocument.spreadsheet/, 'A spreadsheet.'],
  [/presentationml|opendocument.presentation/, 'A presentation.'],
  [/opendocument.text/, 'An OpenDocument text (odt).'],
  [/epub/, 'An electronic book (epub).'],
  [/rtf/, 'A Rich Text Format document (rtf).'],
  [/cfb/, 'A document of Office 97 to 2003, or an Outlook message.'],
  [/^image\//, 'A picture.'],
  [/^audio\//, 'A sound recording.'],
  [/^video\//, 'A film.'],
  [/^font\//, 'A font.'],
  [/zip|tar|gzip|x-7z|rar|bzip2|x-xz|zstd/, 'An archive.'],
];

/**
 * Tells a file by its signature, or undefined where there is none (as for text). Looks for `%PDF-` in the first
 * kilobyte, as PDF readers do, since junk or a byte order mark may stand before it.
 */
export async function findSignature(bytes: Uint8Array): Promise<Signature | undefined> {
  const head = toLatin(bytes.subarray(0, 1024));
  if (head.includes('%PDF-')) return { mime: pdfMime, name: 'A PDF.' };
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (!found) return isWordArchive(head) ? { mime: docxMime, name: 'A Word document.' } : undefined;
  if (found.mime === 'application/x-cfb') return fromCompound(bytes);
  if (found.mime === 'application/zip' && isWordArchive(toLatin(bytes)))
    return { mime: docxMime, name: 'A Word document.' };
  const name =
    names.find(([pattern]) => pattern.test(found.mime))?.[1] ?? `A file of type ${found.mime}.`;
  return { mime: found.mime, name, isText: /xml$|^text\//.test(found.mime) };
}

/** A Word document too broken for its content types to be read still names its parts. */
function isWordArchive(latin: string): boolean {
  return latin.startsWith('PK') && /word\/document\d*\.xml/.test(latin);
}

/** Office wraps an encrypted document into an OLE container with a stream of this name, in UTF-16. */
function fromCompound(bytes: Uint8Array): Signature {
  const locked = toLatin(bytes.subarray(0, 64 * 1024)).includes([...'EncryptedPackage'].join('\0'));
  return locked
    ? {
        mime: 'application/x-cfb',
        name: 'An Office document that opens with a password only.',
        locked,
      }
    : {
        mime: 'application/x-cfb',
        name: 'A document of Office 97 to 2003, or an Outlook message.',
      };
}

function toLatin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
