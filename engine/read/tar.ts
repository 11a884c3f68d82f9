import { toContents } from './contents.ts';
import { findGzipName, inflateSlices, Overflow } from './gzip.ts';
import { limits } from './limits.ts';
import { createPartNames, isClutter, toSafeName } from './part-name.ts';
import type { BytesReader, LazyPart, Outcome, Source } from './reader.ts';
import { quarantined } from './reader.ts';
import { eachEntry, type TarEntry } from './tar-entries.ts';

/** Tar archives: each file inside is a document of its own. Nothing is written to a disk. */
export const tar: BytesReader = {
  input: 'bytes',
  format: 'tar',
  mimes: ['application/x-tar'],
  read: readTar,
  eachPart: ({ bytes }, from) => eachTarPart(() => slice(bytes), from),
};

/** Gzip: a tar archive inside, or one file. */
export const gz: BytesReader = {
  input: 'bytes',
  format: 'gz',
  mimes: ['application/gzip'],
  read: readGzip,
  eachPart: async function* ({ bytes, name }, from) {
    const inner = await findGzipped(bytes);
    if (inner === 'tar')
      yield* eachTarPart(() => inflateSlices(bytes, limits.memberTotalBytes), from);
    else
      yield {
        name: toSafeName(findGzipName(bytes, name)),
        size: bytes.length * 4,
        load: () => inflateWhole(bytes),
      };
  },
};

function readTar({ bytes }: Source): Promise<Outcome> {
  return listContents(() => slice(bytes));
}

async function readGzip({ bytes, name }: Source): Promise<Outcome> {
  const inner = await findGzipped(bytes);
  if (inner === 'broken') return quarantined('broken-file', 'The packed file is damaged.');
  if (inner === 'file') return toContents([toSafeName(findGzipName(bytes, name))], 1);
  const outcome = await listContents(() => inflateSlices(bytes, limits.memberTotalBytes));
  return 'state' in outcome ? outcome : { ...outcome, format: 'tar' };
}

/** Only the first slice is unpacked to tell. */
async function findGzipped(bytes: Uint8Array): Promise<'tar' | 'file' | 'broken'> {
  const { fileTypeFromBuffer } = await import('file-type');
  try {
    for await (const first of inflateSlices(bytes, limits.memberTotalBytes))
      return (await fileTypeFromBuffer(first))?.mime === 'application/x-tar' ? 'tar' : 'file';
    return 'file';
  } catch (error) {
    return error instanceof Overflow ? 'file' : 'broken';
  }
}

async function inflateWhole(
  bytes: Uint8Array,
): Promise<ReturnType<typeof quarantined> | Uint8Array> {
  try {
    const slices: Buffer[] = [];
    for await (const part of inflateSlices(bytes, limits.memberBytes)) slices.push(part);
    return Buffer.concat(slices);
  } catch (error) {
    return error instanceof Overflow
      ? quarantined('too-large', `It unpacks to too much. ${error.message}`)
      : quarantined('broken-file', 'The packed file is damaged.');
  }
}

const slice = function* (bytes: Uint8Array): Generator<Buffer> {
  const step = 1024 * 1024;
  for (let at = 0; at < bytes.length; at += step)
    yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(step, bytes.length - at));
};

type Open = () => AsyncIterable<Buffer> | Iterable<Buffer>;

const isPart = ({ isFile, name }: TarEntry) => isFile && !isClutter(name);

async function listContents(open: Open): Promise<Outcome> {
  const toName = createPartNames();
  const names: string[] = [];
  let links = 0;
  let damage: { code: 'broken-file' | 'too-large' | 'not-a-file'; detail: string } | undefined;
  try {
    for await (const entry of eachEntry(open(), () => false)) {
      if (entry.isLink) links++;
      if (isPart(entry)) names.push(toName(entry.name));
      if (names.length <= limits.archiveEntries) continue;
      names.pop();
      damage = {
        code: 'too-large',
        detail: `Only the first ${limits.archiveEntries} files are read.`,
      };
      break;
    }
  } catch (error) {
    damage =
      error instanceof Overflow
        ? { code: 'too-large', detail: `It unpacks to too much. ${error.message}` }
        : { code: 'broken-file', detail: 'The archive is cut short or damaged.' };
  }
  if (names.length === 0 && damage) return quarantined(damage.code, damage.detail);
  if (!damage && links > 0)
    damage = { code: 'not-a-file', detail: `Links inside, not followed: ${links}.` };
  return { ...toContents(names, names.length), ...(damage && { damage }) };
}

async function* eachTarPart(open: Open, from: number): AsyncGenerator<LazyPart> {
  const toName = createPartNames();
  let position = 0;
  let wanted = 0;
  const isWanted = (name: string) => !isClutter(name) && wanted++ >= from;
  for await (const entry of eachEntry(open(), isWanted)) {
    if (!isPart(entry)) continue;
    if (position++ >= limits.archiveEntries) return;
    const { bytes, size } = entry;
    yield {
      name: toName(entry.name),
      size,
      load: () =>
        bytes ??
        quarantined('too-large', `It has ${size} bytes, ${limits.memberBytes} can be read.`),
    };
  }
}
