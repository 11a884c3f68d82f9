import { createGunzip } from 'node:zlib';
import { limits } from './limits.ts';

/** More came out than is read: a bomb, or an archive too large. */
export class Overflow extends Error {}

/** The bytes in a gzip stream, slice by slice, counted. Throws `Overflow` past `most` or the ratio of a bomb, and zlib's errors. */
export async function* inflateSlices(bytes: Uint8Array, most: number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  gunzip.end(bytes);
  const allowed = Math.min(most, Math.max(limits.ratioFromBytes, limits.ratio * bytes.length));
  let count = 0;
  try {
    for await (const slice of gunzip as AsyncIterable<Buffer>) {
      count += slice.length;
      if (count > allowed) throw new Overflow(`More than ${Math.round(allowed / 2 ** 20)} MiB.`);
      yield slice;
    }
  } finally {
    gunzip.destroy();
  }
}

/** A gzip stream may carry its file's name (RFC 1952, 2.3); else the container's own without `.gz`. */
export function findGzipName(bytes: Uint8Array, container: string): string {
  const flags = bytes[3] ?? 0;
  const at = (flags & 4) === 0 ? 10 : 12 + ((bytes[10] ?? 0) | ((bytes[11] ?? 0) << 8));
  const end = (flags & 8) === 0 ? -1 : bytes.indexOf(0, at);
  const stored =
    end > at && end - at < 1024 ? Buffer.from(bytes.subarray(at, end)).toString('latin1') : '';
  return stored || container.replace(/\.t?gz$/i, '').replace(/^.*[/\\]/, '') || 'content';
}
