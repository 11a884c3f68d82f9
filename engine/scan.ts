import { lstat, opendir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import { isProjectFile } from '#store/lock';

export interface FoundFile {
  readonly path: string;
  /** The path that was asked for, under which this file was found. */
  readonly root: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** True for a folder that could not be opened: what lies in it is unknown, not gone. */
  readonly isClosedFolder: boolean;
}

/** Names that people never mean: hidden files, Office's lock files, and our own projects. */
function isIgnored(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~$') || isProjectFile(name);
}

/**
 * Every file at or under the given paths, in the order of their paths, each once. Links to folders are not followed,
 * so a loop of links cannot trap the walk; a folder that cannot be opened is listed like a file that cannot be, so that its
 * state is seen and nothing that was read from it before is taken for gone.
 * @throws EngineError `path-missing`, `path-unreadable` for a path that was asked for itself.
 */
export async function scan(paths: readonly string[], signal: AbortSignal): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const root = resolve(path);
    const status = await stat(root).catch((error: NodeJS.ErrnoException) => {
      throw new EngineError(error.code === 'ENOENT' ? 'path-missing' : 'path-unreadable', path);
    });
    if (!status.isDirectory()) await add(root, root);
    else if (!(await walk(root, root))) throw new EngineError('path-unreadable', path);
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

  async function walk(folder: string, root: string): Promise<boolean> {
    if (signal.aborted) throw new EngineError('cancelled', 'The scan');
    try {
      for await (const entry of await opendir(folder)) {
        if (isIgnored(entry.name)) continue;
        const path = join(folder, entry.name);
        if (!entry.isDirectory()) await add(path, root);
        else if (!(await walk(path, root))) closed(path, root);
      }
      return true;
    } catch (error) {
      if (error instanceof EngineError) throw error;
      return false;
    }
  }

  function closed(path: string, root: string): void {
    found.set(path, { path, root, bytes: 0, modified: 0, isClosedFolder: true });
  }

  async function add(path: string, root: string): Promise<void> {
    const link = await lstat(path).catch(() => undefined);
    const target = link?.isSymbolicLink() ? await stat(path).catch(() => undefined) : link;
    if (target?.isDirectory()) return;
    found.set(path, {
      path,
      root,
      bytes: target?.isFile() ? target.size : 0,
      modified: Math.trunc(target?.mtimeMs ?? 0),
      isClosedFolder: false,
    });
  }
}

/** What a person calls the file. */
export function toName(path: string): string {
  return basename(path);
}
