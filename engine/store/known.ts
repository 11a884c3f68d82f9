import type { EntityId } from '#domain/ids';
import type { Profile } from '#domain/linking';
import type { Project } from './project.ts';

/** An entity of a person's list as it is linked to one of the graph. */
export interface KnownOf {
  readonly name: string;
  readonly list: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Row {
  readonly home: EntityId;
  readonly type: string;
  readonly form: string;
  /** JSON. */
  readonly names: string;
  readonly attributes: string;
}

/** Puts a list in place of what stood under its name. What is new or gone is looked at when links are made next. */
export function replaceList(project: Project, list: string, profiles: readonly Profile[]): void {
  project.transaction(() => {
    project.run("UPDATE known_entity SET state = 'gone' WHERE list = ?", list);
    for (const { id, type, key, forms, attributes } of profiles)
      project.run(
        `INSERT INTO known_entity (home, list, type, form, names, attributes, state) VALUES (?, ?, ?, ?, ?, ?, 'new')
         ON CONFLICT (home) DO UPDATE SET list = excluded.list, names = excluded.names, attributes = excluded.attributes,
           state = 'new'`,
        id,
        list,
        type,
        key,
        JSON.stringify(forms.map(({ text }) => text)),
        JSON.stringify(attributes),
      );
  });
}

/** Homes of lists that linking has not looked at as they are. */
export function listUnlinkedKnown(project: Project): readonly EntityId[] {
  return project
    .all<{ home: EntityId }>("SELECT home FROM known_entity WHERE state <> 'linked' ORDER BY home")
    .map(({ home }) => home);
}

/** They have been looked at. Inside a transaction. */
export function settleKnown(project: Project): void {
  project.run("DELETE FROM known_entity WHERE state = 'gone'");
  project.run("UPDATE known_entity SET state = 'linked' WHERE state = 'new'");
}

/** Undefined of homes that are on no list, or no longer. */
export function findKnownProfile(project: Project, home: EntityId): Profile | undefined {
  const row = project.find<Row>(
    "SELECT home, type, form, names, attributes FROM known_entity WHERE home = ? AND state <> 'gone'",
    home,
  );
  if (!row) return undefined;
  const names = JSON.parse(row.names) as readonly string[];
  return {
    id: row.home,
    type: row.type,
    key: row.form,
    forms: names.map((text, at) => ({ text, count: names.length - at })),
    documents: 0,
    neighbours: [],
    company: [],
    attributes: JSON.parse(row.attributes) as Readonly<Record<string, string>>,
  };
}

/** What lists say of an entity: of those whose link to any home of its group was made by itself. */
export function listKnownOf(project: Project, entity: EntityId): readonly KnownOf[] {
  return project
    .all<{ name: string; list: string; attributes: string }>(
      `WITH home (id) AS (
         SELECT ?1 UNION SELECT home FROM home_group WHERE lead = (SELECT lead FROM home_group WHERE home = ?1)
       ), linked (id) AS (
         SELECT right_home FROM link JOIN home ON left_home = home.id WHERE outcome = 'merged'
         UNION SELECT left_home FROM link JOIN home ON right_home = home.id WHERE outcome = 'merged'
       )
       SELECT json_extract(k.names, '$[0]') AS name, k.list, k.attributes FROM linked CROSS JOIN known_entity k ON k.home = linked.id
       WHERE k.state = 'linked' ORDER BY k.home`,
      entity,
    )
    .map((row) => ({ ...row, attributes: JSON.parse(row.attributes) as Record<string, string> }));
}
