import { constants, open } from 'node:fs/promises';
import type { DocumentCode } from '#domain/document';
import { toSha256 } from './digest.ts';

/** Files above this are not read: reliability before completeness, and the state says so. */
export const MAX_BYTES = 512 * 1024 * 1024;
const TRIES = 3;
/** Opening a pipe that nobody writes to would wait for ever; Windows knows no such pipes. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export type SourceBytes =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly sha256: string }
  | { readonly ok: false; readonly code: DocumentCode; readonly detail: string };

/**
 * The bytes of a file and their hash, opened once: size and time before and after must agree, so that what is hashed is
 * what is parsed even while somebody writes to it (as borg does). Never throws.
 */
export async function readBytes(path: string): Promise<SourceBytes> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await readOnce(path);
    if (result.ok || result.code !== 'changed-while-read' || attempt === TRIES) return result;
    await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
  }
}

async function readOnce(path: string): Promise<SourceBytes> {
  try {
    const file = await open(path, READ);
    try {
      const before = await file.stat();
      if (!before.isFile()) return { ok: false, code: 'not-a-file', detail: '' };
      if (before.size > MAX_BYTES)
        return { ok: false, code: 'too-large', detail: `${Math.round(before.size / 2 ** 20)} MB` };
      const bytes = await file.readFile();
      const after = await file.stat();
      const still =
        after.size === before.size &&
        after.mtimeMs === before.mtimeMs &&
        bytes.length === after.size;
      if (!still) return { ok: false, code: 'changed-while-read', detail: '' };
      return { ok: true, bytes, sha256: toSha256(bytes) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { ok: false, code: 'unreadable-file', detail: code ?? '' };
  }
}
