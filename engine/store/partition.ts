import type { EntityId } from '#domain/ids';
import { createBinder } from './bind.ts';
import { getCuration, keepCuration, toCuration } from './curation.ts';
import type { ToNaming } from './entity-changes.ts';
import { writeGroups } from './groups.ts';
import { findHome, toHomeKey } from './homes.ts';
import { listEnds } from './links.ts';
import type { Project } from './project.ts';
import { reread } from './reread.ts';
import { takeSnapshot, toWork } from './restand.ts';
import type { Standing } from './standing.ts';
import type { StoreDelta } from './store-document.ts';

/** Homes judged to be one thing by automatic links, the one that gives id and type first. One home alone stands apart. */
export type HomeGroup = readonly EntityId[];

/**
 * To be asked before links change: how homes stand by the links there are. Where decisions part a group, it depends on its
 * links, and what is told apart afterwards has to be known as it was. Inside a transaction.
 */
export function settleGroups(project: Project, homes: Iterable<EntityId>): void {
  const { clusters, components } = getCuration(project).standing;
  if (components.size === 0) return;
  for (const home of homes) {
    clusters.closureOf(home);
    // The home of a list is in no group itself, and holds those at its other ends.
    for (const { left, right } of listEnds(project, home))
      clusters.closureOf(left === home ? right : left);
  }
}

/**
 * Takes over a partition made by automatic links and brings the visible graph in line with it; inside a transaction.
 * `groups` are those that changed: every home that joined or left one is named, in its new group or alone; homes that
 * are not named stay as they are. Where a group goes against a decision, the decision stands and the home stays apart.
 * `relinked` are homes whose links may read otherwise (`settleGroups` was asked about them) though their group is the same.
 */
export function applyGroups(
  project: Project,
  groups: readonly HomeGroup[],
  toNaming: ToNaming,
  relinked: Iterable<EntityId> = [],
): StoreDelta['triples'] {
  const before = getCuration(project);
  const homes = [...groups.flat(), ...listParted(before.standing, relinked)];
  if (homes.length === 0) return { added: [], removed: [], kept: 0 };
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

/** Those of the homes that stand in a group which decisions part. */
function listParted(
  { clusters, components }: Standing,
  homes: Iterable<EntityId>,
): readonly EntityId[] {
  if (components.size === 0) return [];
  return [...homes].filter((home) => {
    const units = clusters.closureOf(home);
    return new Set(units.map((unit) => clusters.placeOf(unit)?.id ?? unit)).size > 1;
  });
}
