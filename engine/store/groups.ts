import type { EntityId } from '#domain/ids';
import type { Group, GroupLink } from './clusters.ts';
import type { Project } from './project.ts';

export function hasGroups(project: Project): boolean {
  return project.find('SELECT 1 FROM home_group LIMIT 1') !== undefined;
}

/** The automatic group of a home; undefined where it stands alone. */
export function readGroup(project: Project, home: EntityId): Group | undefined {
  const found = project.find<{ lead: EntityId }>(
    'SELECT lead FROM home_group WHERE home = ?',
    home,
  );
  if (!found) return undefined;
  const members = project
    .all<{ home: EntityId }>('SELECT home FROM home_group WHERE lead = ? ORDER BY home', found.lead)
    .map((row) => row.home);
  return { lead: found.lead, members };
}

/** Merged links among homes, and between them and homes of people's lists, which hold others together; the surest first. */
export function readGroupLinks(
  project: Project,
  members: readonly EntityId[],
): readonly GroupLink[] {
  return project.all<GroupLink>(
    `WITH own (id) AS (SELECT value FROM json_each(?)), found AS (
       SELECT left_home, right_home, right_home AS other, probability FROM own CROSS JOIN link ON left_home = own.id
       WHERE outcome = 'merged'
       UNION SELECT left_home, right_home, left_home, probability FROM own CROSS JOIN link ON right_home = own.id
       WHERE outcome = 'merged'
     )
     SELECT DISTINCT left_home AS left, right_home AS right, probability FROM found
     WHERE other IN (SELECT id FROM own) OR EXISTS (SELECT 1 FROM known_entity k WHERE k.home = other)
     ORDER BY probability DESC, left_home, right_home`,
    JSON.stringify(members),
  );
}

/** Writes the groups; gives every home whose group may read otherwise than before. */
export function writeGroups(
  project: Project,
  groups: readonly (readonly EntityId[])[],
): ReadonlySet<EntityId> {
  const touched = new Set<EntityId>();
  for (const group of groups)
    for (const home of group) {
      touched.add(home);
      for (const member of readGroup(project, home)?.members ?? []) touched.add(member);
    }
  for (const group of groups)
    for (const home of group) project.run('DELETE FROM home_group WHERE home = ?', home);
  for (const group of groups) {
    const [lead] = group;
    if (lead === undefined || group.length < 2) continue;
    for (const home of new Set(group))
      project.run('INSERT INTO home_group (home, lead) VALUES (?, ?)', home, lead);
  }
  return touched;
}
