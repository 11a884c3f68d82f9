import { createWriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** Signatures and sizes of APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16. */
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 65_535;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly at: number;
}

/**
 * Writes entries of an archive to files, one after the other and never whole in memory; `target` gives the path for a name, or nothing.
 * For archives whose hash was verified: sizes are believed. Archives above 4 GB are not read.
 * @returns the paths written
 * @throws Error where it is no archive of that kind; AbortError
 */
export async function unzip(
  path: string,
  target: (name: string) => string | undefined,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const file = await open(path);
  try {
    const written: string[] = [];
    for (const entry of await listEntries(file)) {
      const to = target(entry.name);
      if (to === undefined) continue;
      const head = await readAt(file, entry.at, 30);
      if (head.readUInt32LE(0) !== LOCAL) throw new Error(`${path}: ${entry.name} is not there`);
      const start = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
      const from = file.createReadStream({
        start,
        end: start + entry.packed - 1,
        autoClose: false,
      });
      const through = entry.method === 8 ? createInflateRaw() : new PassThrough();
      const into = createWriteStream(to, { flags: 'wx', mode: 0o644 });
      await pipeline(from, through, into, { signal });
      written.push(to);
    }
    return written;
  } finally {
    await file.close();
  }
}

async function listEntries(file: FileHandle): Promise<readonly Entry[]> {
  const { size } = await file.stat();
  const tail = await readAt(
    file,
    Math.max(0, size - END_SIZE - MAX_COMMENT),
    END_SIZE + MAX_COMMENT,
  );
  let end = tail.length - END_SIZE;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw new Error('no archive');
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY;) {
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + (name ?? 0)),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      at: directory.readUInt32LE(at + 42),
    });
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
