import { holdCuration } from './curation.ts';
import type { JobId } from '#domain/ids';
import {
  findSource,
  isMoved,
  placeSource,
  renameSources,
  type FoundFile,
  type Source,
} from './journal.ts';
import type { Project } from './project.ts';
import type { ToNaming } from './entity-changes.ts';
import { forgetSource, type StoreDelta } from './store-document.ts';

/** A file inside another. Its path is `container!/name`; that spelling says nothing by itself, since a folder may be called so too. */
export interface PartFile extends FoundFile {
  /** The source it lies in directly. */
  readonly container: string;
  /** The file on the disk it lies in. */
  readonly file: string;
}

/** Marks a part as being read by a job, before its bytes reach a worker; gives what the journal knew of it. */
export function beginPart(
  project: Project,
  job: JobId,
  part: PartFile,
  toNaming: ToNaming,
): Source | undefined {
  return project.transaction(() => {
    holdCuration(project);
    const known = findSource(project, part.path);
    const { path, container, file } = part;
    const isElsewhere = isMoved(project, part);
    placeSource(project, job, part, 'reading');
    if (isElsewhere) renameSources(project, [path], toNaming);
    project.run(
      `INSERT INTO part (path, container, file) VALUES (?1, ?2, ?3)
       ON CONFLICT (path) DO UPDATE SET container = ?2, file = ?3`,
      path,
      container,
      file,
    );
    return known;
  });
}

/** What lies in a source, at any depth, by path. */
export function listPartsWithin(project: Project, container: string): readonly Source[] {
  return project
    .all<{ path: string }>(
      `WITH RECURSIVE inside (path) AS (
         SELECT path FROM part WHERE container = ?
         UNION SELECT p.path FROM inside CROSS JOIN part p ON p.container = inside.path
       ) SELECT path FROM inside ORDER BY path`,
      container,
    )
    .flatMap(({ path }) => findSource(project, path) ?? []);
}

/** Paths of what lies directly in a source. */
export function listPartPaths(project: Project, container: string): readonly string[] {
  return project
    .all<{ path: string }>('SELECT path FROM part WHERE container = ? ORDER BY path', container)
    .map(({ path }) => path);
}

/** The file on the disk that a part lies in; undefined for what is a file itself. */
export function findFileOf(project: Project, path: string): string | undefined {
  return project.find<{ file: string }>('SELECT file FROM part WHERE path = ?', path)?.file;
}

/** Takes a source out with all that lies in it, part by part, each in its own transaction; the innermost first. */
export function forgetWithParts(
  project: Project,
  path: string,
  toNaming: ToNaming,
): readonly { readonly path: string; readonly delta: StoreDelta }[] {
  const inside = listPartsWithin(project, path).map((part) => part.path);
  return [...inside.toReversed(), path].map((each) => {
    const delta = forgetSource(project, each, toNaming);
    project.transaction(() => project.run('DELETE FROM part WHERE path = ?', each));
    return { path: each, delta };
  });
}
