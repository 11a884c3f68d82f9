import { limits } from './limits.ts';

/** Why an archive must not be opened, or nothing. */
export interface Inflation {
  readonly tooLarge?: string;
  readonly names: readonly string[];
}

/**
 * Inflates every wanted part of a zip archive without keeping it, only to count: what the archive declares about
 * its sizes may be a lie. Stops at the first part that passes `limits.partBytes`, or when all together pass
 * `limits.archiveBytes`. Throws what fflate throws on a damaged archive.
 */
export async function measureArchive(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
): Promise<Inflation> {
  const { Unzip, UnzipInflate } = await import('fflate');
  const names: string[] = [];
  let total = 0;
  const excess: string[] = [];
  const unzip = new Unzip((file) => {
    names.push(file.name);
    if (names.length > limits.archiveEntries)
      excess.push(`More than ${limits.archiveEntries} parts.`);
    if (excess.length > 0 || !isWanted(file.name)) return;
    let part = 0;
    file.ondata = (error, chunk) => {
      if (error) throw error;
      part += chunk.length;
      total += chunk.length;
      if (part <= limits.partBytes && total <= limits.archiveBytes) return;
      excess.push(
        `${file.name} unpacks to more than ${Math.min(part, limits.partBytes) >> 20} MiB.`,
      );
      file.terminate();
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  // Fed in slices, so that one deflate block cannot inflate far past the cap before it is noticed.
  const slice = 16 * 1024;
  for (let at = 0; at < bytes.length && excess.length === 0; at += slice)
    unzip.push(bytes.subarray(at, at + slice), at + slice >= bytes.length);
  const [tooLarge] = excess;
  return { names, ...(tooLarge === undefined ? {} : { tooLarge }) };
}
