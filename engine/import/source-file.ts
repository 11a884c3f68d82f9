import { constants } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import type { DocumentCode } from '#domain/document';
import { limits } from '#read/limits';
import { toSha256 } from '../digest.ts';

const TRIES = 3;
/** Opening a pipe that nobody writes to would wait for ever; Windows knows no such pipes. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export type SourceBytes =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly sha256: string }
  | {
      readonly ok: false;
      readonly code: DocumentCode;
      readonly detail: string;
      /** It is not there any more. */
      readonly isGone?: boolean;
    };

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
    // Before it is opened: opening a device or a tape may do something.
    if (!(await stat(path)).isFile()) return { ok: false, code: 'not-a-file', detail: '' };
    const file = await open(path, READ);
    try {
      const before = await file.stat();
      if (!before.isFile()) return { ok: false, code: 'not-a-file', detail: '' };
      if (before.size > limits.sourceBytes)
        return { ok: false, code: 'too-large', detail: `${Math.round(before.size / 2 ** 20)} MB` };
      const bytes = await file.readFile();
      const after = await file.stat();
      const still =
        after.size === before.size &&
        after.mtimeMs === before.mtimeMs &&
        after.ctimeMs === before.ctimeMs &&
        bytes.length === after.size;
      if (!still) return { ok: false, code: 'changed-while-read', detail: '' };
      return { ok: true, bytes, sha256: toSha256(bytes) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A link to nowhere is there, and cannot be read.
    const isGone = code === 'ENOENT' && !(await lstat(path).catch(() => undefined));
    return { ok: false, code: 'unreadable-file', detail: code ?? '', isGone };
  }
}
