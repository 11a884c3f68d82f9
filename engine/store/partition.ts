import type { EntityId } from '#domain/ids';
import { createBinder } from './bind.ts';
import { getCuration, keepCuration, toCuration } from './curation.ts';
import type { ToNaming } from './entity-changes.ts';
import { writeGroups } from './groups.ts';
import { findHome, toHomeKey } from './homes.ts';
import type { Project } from './project.ts';
import { reread } from './reread.ts';
import { takeSnapshot, toWork } from './restand.ts';
import type { StoreDelta } from './store-document.ts';

/** Homes judged to be one thing by automatic links, the one that gives id and type first. One home alone stands apart. */
export type HomeGroup = readonly EntityId[];

/**
 * Takes over a partition made by automatic links and brings the visible graph in line with it; inside a transaction.
 * `groups` are those that changed: every home that joined or left one is named, in its new group or alone; homes that
 * are not named stay as they are. Where a group goes against a decision, the decision stands and the home stays apart.
 */
export function applyGroups(
  project: Project,
  groups: readonly HomeGroup[],
  toNaming: ToNaming,
): StoreDelta['triples'] {
  if (groups.length === 0) return { added: [], removed: [], kept: 0 };
  const before = getCuration(project);
  const homes = groups.flat();
  const units = new Set(homes.flatMap((home) => before.standing.clusters.closureOf(home)));
  const old = takeSnapshot(before.standing, units);
  // A home that shows under another has to be known by type and key, even when no document names it any more.
  for (const home of homes) {
    const info = findHome(project, home);
    if (info) toHomeKey(project, home, info);
  }
  writeGroups(project, groups);
  const after = toCuration(project, before.entries, before.bound, createBinder(project));
  const work = toWork(project, old, takeSnapshot(after.standing, units));
  const { triples } = reread(project, work, after.standing, toNaming);
  keepCuration(project, after);
  return triples;
}
