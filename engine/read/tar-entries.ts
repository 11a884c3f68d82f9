import type { ReadEntry } from 'tar';
import { limits } from './limits.ts';

/** One entry of a tar archive, with its bytes where they were wanted and are not too many. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly isFile: boolean;
  readonly isLink: boolean;
  readonly bytes: Uint8Array | undefined;
}

const files = new Set(['File', 'OldFile', 'ContiguousFile']);
const links = new Set(['Link', 'SymbolicLink']);

/**
 * The entries of a tar stream in order; only the bytes of wanted files are kept, one file at a time. Names of any length
 * (pax, GNU) are joined by the library; links are named, never followed.
 */
export async function* eachEntry(
  slices: AsyncIterable<Buffer> | Iterable<Buffer>,
  isWanted: (name: string) => boolean,
): AsyncGenerator<TarEntry> {
  const { Parser } = await import('tar');
  const done: TarEntry[] = [];
  let failure: Error | undefined;
  const parser = new Parser({ strict: false, onwarn: () => undefined });
  parser.on('entry', (entry: ReadEntry) => {
    const isFile = files.has(entry.type);
    const keeps = isFile && entry.size <= limits.memberBytes && isWanted(entry.path);
    const kept: Buffer[] = [];
    entry.on('data', (slice: Buffer) => void (keeps && kept.push(Buffer.from(slice))));
    entry.on('end', () =>
      done.push({
        name: entry.path,
        size: entry.size,
        isFile,
        isLink: links.has(entry.type),
        bytes: keeps ? Buffer.concat(kept) : undefined,
      }),
    );
    entry.resume();
  });
  parser.on('error', (error: Error) => (failure = error));
  for await (const slice of slices) {
    parser.write(slice);
    yield* done.splice(0);
    if (failure) throw failure;
  }
  parser.end();
  yield* done.splice(0);
}
