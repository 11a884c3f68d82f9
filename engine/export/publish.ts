import { randomBytes } from 'node:crypto';
import { open, readdir, rename, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure, type FailureCode } from '#domain/failure';

/** One file on its way: strings are written as UTF-8 to a partial file beside `path`. */
export interface Publication {
  readonly path: string;
  readonly strings: Iterable<string>;
}

/** UTF-16 units gathered before one write: large enough to be fast, small enough to cancel at once. */
const CHUNK = 1 << 16;

/**
 * Writes all files aside, makes them durable, then renames each into place and makes the folder durable. Until the first
 * rename nothing at the paths has changed, whatever happens, `kill -9` and a full disk included. Partial files that a
 * killed export left behind are removed. Throws a Failure, or the signal's reason.
 */
export async function publish(files: readonly Publication[], signal?: AbortSignal): Promise<void> {
  const partials: { readonly path: string; readonly partial: string }[] = [];
  let current = files[0]?.path ?? '';
  try {
    for (const { path, strings } of files) {
      current = path;
      await removeAbandoned(path);
      const partial = join(
        dirname(path),
        `${toPrefix(path)}${process.pid}.${randomBytes(6).toString('hex')}.partial`,
      );
      partials.push({ path, partial });
      await write(partial, strings, signal);
    }
    signal?.throwIfAborted();
    for (const { path, partial } of partials) {
      current = path;
      await rename(partial, path);
    }
    for (const folder of new Set(files.map(({ path }) => dirname(path)))) await syncFolder(folder);
  } catch (error) {
    for (const { partial } of partials) await unlink(partial).catch(() => {});
    throw toFailure(error, current);
  }
}

async function write(path: string, strings: Iterable<string>, signal?: AbortSignal): Promise<void> {
  const file = await open(path, 'wx');
  try {
    let chunk: string[] = [];
    let size = 0;
    for (const string of strings) {
      chunk.push(string);
      size += string.length;
      if (size < CHUNK) continue;
      signal?.throwIfAborted();
      await append(file, chunk.join(''));
      chunk = [];
      size = 0;
    }
    await append(file, chunk.join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** `FileHandle.write` may write less than asked, `writeFile` on a handle goes on until all is written. */
async function append(file: FileHandle, text: string): Promise<void> {
  await file.writeFile(text, 'utf8');
}

/** Durable rename on POSIX; Windows cannot open folders and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function toPrefix(path: string): string {
  return `.${basename(path)}.`;
}

async function removeAbandoned(path: string): Promise<void> {
  const prefix = toPrefix(path);
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix) || !name.endsWith('.partial')) continue;
    const owner = /^(\d+)\.[0-9a-f]+\.partial$/u.exec(name.slice(prefix.length))?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await unlink(join(dirname(path), name)).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return toSystemCode(error) === 'EPERM';
  }
}

const CODES: Readonly<Record<string, FailureCode>> = {
  ENOENT: 'path-missing',
  ENOTDIR: 'path-missing',
  EACCES: 'path-unwritable',
  EPERM: 'path-unwritable',
  EROFS: 'path-unwritable',
  EISDIR: 'path-unwritable',
  EBUSY: 'path-unwritable',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
};

function toFailure(error: unknown, path: string): unknown {
  const system = toSystemCode(error);
  if (system === undefined) return error;
  const code = CODES[system];
  return code === undefined
    ? new Failure('export-refused', system, error)
    : new Failure(code, path, error);
}

function toSystemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/u.test(code) ? code : undefined;
}
