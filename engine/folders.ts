import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { EngineError } from '#contract/errors';
import type { FolderListing } from '#domain/views';
import { toProjectName } from './recent.ts';

/** Files that a list in a dialog can show; more are reached by typing the name. */
const MATCHING = 500;

/**
 * One folder for the picker of the served page: its folders and projects by name, its files of the given extensions, and how
 * many files it holds.
 */
export async function listFolder(
  path: string | undefined,
  extensions: readonly string[] = [],
): Promise<FolderListing> {
  const folder = resolve(path ?? homedir());
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new EngineError(error.code === 'ENOENT' ? 'path-missing' : 'path-unreadable', folder);
    },
  );
  const shown = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const at = (name: string) => ({ name, path: join(folder, name) });
  const parent = dirname(folder);
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    folders: shown.filter((entry) => entry.isDirectory()).map((entry) => at(entry.name)),
    projects: shown
      .filter((entry) => entry.isFile() && entry.name.endsWith('.espalier'))
      .map((entry) => ({ ...at(entry.name), name: toProjectName(entry.name) })),
    matching: shown
      .filter((entry) => entry.isFile() && extensions.includes(extname(entry.name).slice(1)))
      .slice(0, MATCHING)
      .map((entry) => at(entry.name)),
    files: shown.filter((entry) => entry.isFile() && !entry.name.endsWith('.espalier')).length,
  };
}
