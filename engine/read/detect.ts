import { decode } from './charset.ts';
import { readers } from './formats.ts';
import { lockedOffice } from './office.ts';
import type { BytesReader, Refusal, Source, TextReader } from './reader.ts';
import { skipped } from './reader.ts';
import { findSignature } from './signature.ts';
import { findOtherText } from './other-text.ts';

export type Detected =
  | { readonly reader: BytesReader; readonly bytes: Uint8Array }
  | { readonly reader: TextReader; readonly text: string; readonly charset: string };

/** How much of a text is looked at to tell its format. */
const headUnits = 16 * 1024;

/**
 * Finds the reader for a file by its content. The name is asked only when the content fits several formats of
 * text. Refuses with `unknown-format` what no reader knows, naming it where its signature is known.
 */
export async function detect(source: Source): Promise<Detected | Refusal> {
  const signature = await findSignature(source.bytes);
  if (signature) {
    const reader = readers.find(
      (one): one is BytesReader => one.input === 'bytes' && one.mimes.includes(signature.mime),
    );
    if (reader) return { reader, bytes: source.bytes };
    if (signature.locked)
      return source.password === undefined
        ? skipped('needs-password', signature.name)
        : { reader: lockedOffice, bytes: source.bytes };
    if (!signature.isText) return skipped('unknown-format', signature.name);
  }
  const { text, charset } = await decode(source.bytes);
  const head = text.slice(0, headUnits);
  if (!isText(head, charset)) return skipped('unknown-format', 'Binary data of an unknown kind.');
  const begun = readers.find(
    (one): one is BytesReader => one.input === 'bytes' && one.judge?.(head) === 'certain',
  );
  if (begun)
    return {
      reader: begun,
      bytes: charset.startsWith('utf-16') ? new TextEncoder().encode(text) : source.bytes,
    };
  const other = findOtherText(text);
  if (other !== undefined) return skipped('unknown-format', other);
  return { reader: chooseTextReader(head, source.name), text, charset };
}

function chooseTextReader(head: string, name: string): TextReader {
  const candidates = readers
    .filter((reader) => reader.input === 'text')
    .map((reader) => ({ reader, likeness: reader.judge(head) }))
    .filter(({ likeness }) => likeness !== 'no');
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const chosen =
    candidates.find(({ likeness }) => likeness === 'certain') ??
    candidates.find(({ reader }) => reader.endings.includes(ending)) ??
    candidates.find(({ likeness }) => likeness === 'likely');
  if (!chosen) throw new Error('No reader takes plain text');
  return chosen.reader;
}

/**
 * Whether decoded characters are writing rather than data. Controls are the sign: writing has none but white
 * space and a few strays, random bytes have one in ten. Valid UTF-8 is hardly ever an accident, so it may
 * have more of them (padding with NULs, for one).
 */
function isText(head: string, charset: string): boolean {
  const controls = head.match(/[^\P{Cc}\t\n\v\f\r\u0085]|\ufffd/gu)?.length ?? 0;
  return controls <= head.length * (charset === 'utf-8' ? 0.3 : 0.02);
}
