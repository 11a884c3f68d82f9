import { basename } from 'node:path';
import { EngineError } from '#contract/errors';
import { toKnownEntities, toKnownProfile } from '#resolve/known';
import { toTable } from '#resolve/records/table';
import { countLinkedKnown, replaceList } from '#store/known';
import type { Project } from '#store/project';
import { digest } from '../digest.ts';
import { linkProject, type LinkReport } from './linking.ts';
import { readBytes } from './source-file.ts';

export interface KnownReport {
  /** Entities on the list. */
  readonly entities: number;
  /** Of them, found in the graph. */
  readonly linked: number;
}

/**
 * Takes a table of known entities over into a project, in place of an older list of the same file name, and links what
 * documents name to them. The table is CSV in UTF-8; its columns are told by their header (`resolve/known`).
 * @throws EngineError `path-unreadable`
 */
export async function importKnown(
  project: Project,
  path: string,
): Promise<KnownReport & { readonly report: LinkReport }> {
  const source = await readBytes(path);
  if (!source.ok) throw new EngineError('path-unreadable', path);
  const known = toKnownEntities(toTable(new TextDecoder().decode(source.bytes)));
  const profiles = new Map(
    known.map((each) => toKnownProfile(each, digest)).map((profile) => [profile.id, profile]),
  );
  const list = basename(path);
  replaceList(project, list, [...profiles.values()]);
  const report = await linkProject(project);
  return { entities: profiles.size, linked: countLinkedKnown(project, list), report };
}
