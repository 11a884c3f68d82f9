import { constants, type Dirent, type Stats } from 'node:fs';
import { access, lstat, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import type { DocumentCode } from '#domain/document';
import { isProjectFile } from '#store/lock';

export interface FoundFile {
  readonly path: string;
  /** The path that was asked for, under which this file was found. */
  readonly root: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** What the walk itself knows of its end: then its bytes are not looked at. */
  readonly verdict?: {
    readonly state: 'skipped' | 'quarantined';
    readonly code: DocumentCode;
    readonly detail: string;
  };
}

export interface Found {
  readonly files: readonly FoundFile[];
  /** Paths that were asked for and are not there any more. */
  readonly gone: readonly string[];
}

type List = (folder: string) => Promise<Dirent<Buffer>[]>;

const list: List = (folder) => readdir(folder, { withFileTypes: true, encoding: 'buffer' });

/** Hidden files and Office's lock files: seen, and named as what they are. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~$');
}

/**
 * Every file at or under the given paths, in the order of their paths, each once, and none left out but our own projects: what
 * is not for reading comes with its verdict. Links to folders are not followed, so a loop of links cannot trap the walk; a
 * folder that cannot be opened is listed, so that its state is seen and nothing that was read from it before is taken for gone.
 * `listFolder` stands for the system's own listing.
 * @throws EngineError `path-missing`, `path-unreadable` for a path that was asked for itself, also when it goes meanwhile.
 */
export async function scan(
  paths: readonly string[],
  signal: AbortSignal,
  listFolder: List = list,
): Promise<Found> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const root = resolve(path);
    const status = await getStatus(root, path);
    if (!status.isDirectory()) await add(root, root);
    else if (!(await walk(root, root))) throw new EngineError('path-unreadable', path);
    // Unplugged meanwhile: what was not met is not gone.
    await getStatus(root, path);
  }
  const files = [...found.values()];
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    gone: [],
  };

  async function walk(folder: string, root: string): Promise<boolean> {
    if (signal.aborted) throw new EngineError('cancelled', 'The scan');
    const entries = await listFolder(folder).catch((error: NodeJS.ErrnoException) => error);
    // One that was deleted between its parent's listing and its own.
    if (entries instanceof Error) return entries.code === 'ENOENT' && folder !== root;
    for (const entry of entries) {
      const name = entry.name.toString('utf8');
      const path = join(folder, name);
      if (isProjectFile(name)) continue;
      if (!Buffer.from(name, 'utf8').equals(entry.name)) misnamed(folder, entry.name, root);
      else if (isHidden(name)) verdict(path, root, 'hidden');
      else if (!entry.isDirectory()) await add(path, root);
      else if (!(await walk(path, root))) verdict(path, root, 'unreadable-folder', 'quarantined');
    }
    return true;
  }

  function verdict(
    path: string,
    root: string,
    code: DocumentCode,
    state: 'skipped' | 'quarantined' = 'skipped',
    detail = '',
  ): void {
    found.set(path, { path, root, bytes: 0, modified: 0, verdict: { state, code, detail } });
  }

  /** A name that is no UTF-8 cannot be asked for by its text; its bytes are shown instead. */
  function misnamed(folder: string, bytes: Buffer, root: string): void {
    const shown = bytes.toString('latin1').replace(/[^ -~]/gu, toEscape);
    verdict(join(folder, shown), root, 'unreadable-name');
  }

  async function add(path: string, root: string): Promise<void> {
    const link = await lstat(path).catch(() => undefined);
    const target = link?.isSymbolicLink() ? await stat(path).catch(() => undefined) : link;
    if (target?.isDirectory()) return verdict(path, root, 'folder-link');
    found.set(path, {
      path,
      root,
      bytes: target?.isFile() ? target.size : 0,
      modified: Math.trunc(target?.mtimeMs ?? 0),
    });
  }
}

async function getStatus(path: string, asked: string): Promise<Stats> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) await access(path, constants.R_OK | constants.X_OK);
    return status;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EngineError(code === 'ENOENT' ? 'path-missing' : 'path-unreadable', asked);
  }
}

function toEscape(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** What a person calls the file. */
export function toName(path: string): string {
  return basename(path);
}
