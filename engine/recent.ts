import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RecentProject } from '#domain/views';

const KEPT = 12;

/** Projects opened lately, newest first; those that are gone from the disk are left out. */
export function listRecent(data: string): readonly RecentProject[] {
  return stored(data).filter((project) => existsSync(project.path));
}

export function addRecent(data: string, path: string, openedAt: number): void {
  const others = stored(data).filter((project) => project.path !== path);
  const projects = [{ path, name: toProjectName(path), openedAt }, ...others].slice(0, KEPT);
  const file = join(data, 'recent.json');
  const aside = `${file}.${process.pid}`;
  try {
    mkdirSync(data, { recursive: true });
    writeFileSync(aside, JSON.stringify(projects, undefined, 2));
    renameSync(aside, file);
  } catch {
    // A home that cannot be written to is no reason not to open a project.
  }
}

/** What a person calls a project: its file's name without the ending. */
export function toProjectName(path: string): string {
  return basename(path).replace(/\.espalier$/, '');
}

/**
 * A free name for the project of a folder: beside the folder where that can be written, so that it travels with it, else in
 * `otherwise`.
 */
export function placeBeside(folder: string, otherwise: string): string {
  return placeIn(isWritable(dirname(folder)) ? dirname(folder) : otherwise, folder);
}

/** A free name in `place`, which is made; a second project of one folder gets a number. */
export function placeIn(place: string, folder: string): string {
  mkdirSync(place, { recursive: true });
  const name = basename(folder) || 'documents';
  for (let number = 1; ; number += 1) {
    const path = join(place, `${name}${number === 1 ? '' : ` ${number}`}.espalier`);
    if (!existsSync(path)) return path;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function stored(data: string): RecentProject[] {
  try {
    const projects: unknown = JSON.parse(readFileSync(join(data, 'recent.json'), 'utf8'));
    return Array.isArray(projects) ? projects.filter(isRecent) : [];
  } catch {
    // Missing or damaged: a list of conveniences is not worth a message.
    return [];
  }
}

function isRecent(value: unknown): value is RecentProject {
  const project = value as Partial<RecentProject> | null;
  return (
    typeof project?.path === 'string' &&
    typeof project.name === 'string' &&
    typeof project.openedAt === 'number'
  );
}
