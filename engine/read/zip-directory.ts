import { decode } from './charset.ts';
import { limits } from './limits.ts';

/** One entry of a zip archive's central directory (PKWARE APPNOTE 6.3.10, 4.3.12). */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated, 99 WinZip AES. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  /** As declared: what comes out may differ. */
  readonly size: number;
  readonly offset: number;
  readonly isFolder: boolean;
  readonly isLink: boolean;
  /** Modification time as stored; traditional encryption checks the password by it. */
  readonly time: number;
  /** Its general purpose flags. */
  readonly flags: number;
  readonly extra: Uint8Array;
}

/** Why an archive's list cannot be believed, or the list. */
export type ZipDirectory =
  | { readonly entries: readonly ZipEntry[] }
  | { readonly refused: 'broken-file' | 'too-large'; readonly detail: string };

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const end64Mark = 0x06064b50;
/** An end record and the longest comment. */
const longestEnd = 22 + 0xffff;

/**
 * The list of a zip archive's members. Refused are archives without a list, with more entries than are read, and those whose
 * members lie over one another: sixty kilobytes of them can unpack to gigabytes.
 */
export async function readDirectory(bytes: Uint8Array): Promise<ZipDirectory> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = findEnd(view);
  if (end === undefined)
    return {
      refused: 'broken-file',
      detail: 'The archive is cut short: its list of members is gone.',
    };
  const place = findList(view, end);
  if (place.count > limits.archiveEntries)
    return {
      refused: 'too-large',
      detail: `It holds ${place.count} files, ${limits.archiveEntries} are read.`,
    };
  const raw: (Omit<ZipEntry, 'name'> & { readonly label: Uint8Array })[] = [];
  let at = place.offset;
  for (let i = 0; i < place.count; i++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== entryMark) break;
    const [entry, next] = toEntry(view, at);
    raw.push(entry);
    at = next;
  }
  if (raw.length < place.count)
    return { refused: 'broken-file', detail: 'The archive’s list of members is damaged.' };
  if (isOverlapping(raw))
    return {
      refused: 'too-large',
      detail: 'Its members lie over one another, as in an archive made to flood a disk.',
    };
  const toName = await createDecoder(raw);
  return {
    entries: raw.map(({ label, ...entry }) => ({ ...entry, name: toName(label, entry.flags) })),
  };
}

function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - longestEnd); at--)
    if (view.getUint32(at, true) === endMark) return at;
  return undefined;
}

/** Large archives keep their numbers in a second record (zip64). */
function findList(view: DataView, end: number): { count: number; offset: number } {
  const count = view.getUint16(end + 10, true);
  const offset = view.getUint32(end + 16, true);
  const locator = end - 20;
  if ((count !== 0xffff && offset !== 0xffffffff) || locator < 0) return { count, offset };
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at + 56 > view.byteLength || view.getUint32(at, true) !== end64Mark) return { count, offset };
  return {
    count: Number(view.getBigUint64(at + 32, true)),
    offset: Number(view.getBigUint64(at + 48, true)),
  };
}

function toEntry(
  view: DataView,
  at: number,
): [Omit<ZipEntry, 'name'> & { readonly label: Uint8Array }, number] {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
    view.getUint16(at + field, true),
  ) as [number, number, number];
  const label = bytes.subarray(at + 46, at + 46 + nameLength);
  const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  const flags = view.getUint16(at + 8, true);
  const mode = view.getUint32(at + 38, true) >>> 16;
  const large = readZip64(extra, {
    size: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  });
  const entry = {
    label,
    extra,
    flags,
    method: view.getUint16(at + 10, true),
    isEncrypted: (flags & 1) !== 0,
    crc: view.getUint32(at + 16, true),
    time: view.getUint16(at + 12, true),
    ...large,
    isFolder: label.at(-1) === 0x2f || label.at(-1) === 0x5c || (mode & 0o170000) === 0o040000,
    isLink: (mode & 0o170000) === 0o120000,
  };
  return [entry, at + 46 + nameLength + extraLength + commentLength];
}

type Numbers = Pick<ZipEntry, 'size' | 'packed' | 'offset'>;

/** Numbers that do not fit stand, in this order, in the extra field 1. */
function readZip64(extra: Uint8Array, numbers: Numbers): Numbers {
  const field = findExtra(extra, 1);
  if (!field) return numbers;
  const view = new DataView(field.buffer, field.byteOffset, field.length);
  let at = 0;
  const next = (value: number) => {
    if (value !== 0xffffffff || at + 8 > field.length) return value;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  };
  const size = next(numbers.size);
  const packed = next(numbers.packed);
  return { size, packed, offset: next(numbers.offset) };
}

/** The content of an extra field by its number (APPNOTE 4.5). */
export function findExtra(extra: Uint8Array, number: number): Uint8Array | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === number)
      return extra.subarray(at + 4, Math.min(extra.length, at + 4 + view.getUint16(at + 2, true)));
  return undefined;
}

function isOverlapping(
  entries: readonly { readonly offset: number; readonly packed: number }[],
): boolean {
  const sorted = entries.toSorted((a, b) => a.offset - b.offset);
  return sorted.some((entry, i) => {
    const next = sorted[i + 1];
    // A local header of at least 30 bytes stands before the content.
    return next !== undefined && entry.offset + 30 + entry.packed > next.offset;
  });
}

/** Names are UTF-8 where they say so, or where all are valid; else in the charset that all of them together look like. */
async function createDecoder(
  entries: readonly { readonly label: Uint8Array }[],
): Promise<(label: Uint8Array, flags: number) => string> {
  const { charset } = await decode(Buffer.concat(entries.map(({ label }) => label)));
  const all = new TextDecoder(charset);
  const utf8 = new TextDecoder('utf-8');
  return (label, flags) => ((flags & 0x800) === 0 ? all : utf8).decode(label);
}
