import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure, type FailureCode } from '#domain/failure';

/** One file or folder on its way: `write` makes it at a place aside, which is not there yet. */
export interface Publication {
  readonly path: string;
  readonly isFolder?: boolean;
  readonly write: (partial: string) => Promise<void>;
}

/** In every folder we made, so that no folder of somebody else is ever replaced. */
export const FOLDER_MARK = '.espalier-export';

/**
 * Writes all files aside, makes them durable, then renames each into place and makes the folder durable. Until the first
 * rename nothing at the paths has changed, whatever happens, `kill -9` and a full disk included. Partial files that a
 * killed export left behind are removed. Throws a Failure, or the signal's reason.
 */
export async function publish(files: readonly Publication[], signal?: AbortSignal): Promise<void> {
  const partials: { readonly path: string; readonly partial: string }[] = [];
  let current = files[0]?.path ?? '';
  try {
    for (const { path, isFolder = false, write } of files) {
      current = path;
      await refuseOthers(path, isFolder);
      await removeAbandoned(path);
      const name = `${toPrefix(path)}${process.pid}.${randomBytes(6).toString('hex')}.partial`;
      const partial = join(dirname(path), name);
      partials.push({ path, partial });
      if (isFolder) await mkdir(partial);
      await write(partial);
      await (isFolder ? syncTree(partial) : syncFile(partial));
    }
    signal?.throwIfAborted();
    for (const { path, partial } of partials) {
      current = path;
      await replace(partial, path);
    }
    for (const folder of new Set(files.map(({ path }) => dirname(path)))) await syncFolder(folder);
  } catch (error) {
    for (const { partial } of partials)
      await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw toFailure(error, current);
  }
}

/** A file gives way to a file, a folder of ours to a folder. */
async function refuseOthers(path: string, isFolder: boolean): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return;
  if (!isFolder && there.isDirectory()) throw new Failure('path-unwritable', path);
  if (!isFolder) return;
  const names = there.isDirectory() ? await readdir(path) : undefined;
  if (names === undefined || (names.length > 0 && !names.includes(FOLDER_MARK)))
    throw new Failure('export-refused', `${path} is there already and is no export of Espalier`);
}

/** POSIX replaces a file in one step; a folder has to step aside first, and is gone for good only when the new one stands. */
async function replace(partial: string, path: string): Promise<void> {
  const isFolder = (await stat(partial)).isDirectory();
  const isThere = isFolder && (await stat(path).catch(() => undefined)) !== undefined;
  if (!isThere) return rename(partial, path);
  const aside = partial.replace(/\.partial$/u, '.old.partial');
  await rename(path, aside);
  await rename(partial, path);
  await rm(aside, { recursive: true, force: true });
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isFile()) await syncFile(join(folder, entry.name));
  await syncFolder(folder);
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
    const owner = /^(\d+)\.[0-9a-f]+(?:\.old)?\.partial$/u.exec(name.slice(prefix.length))?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(join(dirname(path), name), { recursive: true, force: true }).catch(() => {});
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
