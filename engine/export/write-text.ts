import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Step } from './target.ts';

/** UTF-16 units gathered before one write: large enough to be fast, small enough to cancel at once. */
const CHUNK = 1 << 16;

export interface TextToWrite {
  readonly head?: string;
  readonly records: Iterable<string>;
  readonly tail?: string;
}

/**
 * Strings as UTF-8 into a new file. The file (and gzip before it) sets the pace: the next string is made when there is
 * room for it, so a slow disk slows the graph's pass and fills no memory.
 */
export async function writeText(
  path: string,
  text: TextToWrite,
  { step, isCompressed = false }: { readonly step: Step; readonly isCompressed?: boolean },
): Promise<void> {
  const chunks = Readable.from(toChunks(text, step), { objectMode: true, highWaterMark: 1 });
  const file = createWriteStream(path, { flags: 'wx', highWaterMark: CHUNK * 4 });
  await (isCompressed ? pipeline(chunks, createGzip({ level: 6 }), file) : pipeline(chunks, file));
}

async function* toChunks(
  { head = '', records, tail = '' }: TextToWrite,
  step: Step,
): AsyncGenerator<Buffer> {
  let chunk: string[] = [head];
  let size = head.length;
  for (const record of records) {
    chunk.push(record);
    size += record.length;
    const pause = step(record !== '');
    if (pause !== undefined) await pause;
    if (size < CHUNK) continue;
    yield Buffer.from(chunk.join(''), 'utf8');
    chunk = [];
    size = 0;
  }
  chunk.push(tail);
  if (size + tail.length > 0) yield Buffer.from(chunk.join(''), 'utf8');
}
