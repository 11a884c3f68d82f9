import type { EntityId } from '#domain/ids';
import type { KnownEntityRow, Profile } from '#domain/linking';
import { findLink } from './links.ts';
import type { Project } from './project.ts';

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

/** What lists say of an entity: of those that were found to be it, and of those that may be, the surest first. */
export function listKnownOf(project: Project, entity: EntityId): readonly KnownEntityRow[] {
  const rows = project.all<{
    home: EntityId;
    own: EntityId;
    name: string;
    list: string;
    attributes: string;
  }>(
    `WITH own (id) AS (
       SELECT ?1 UNION SELECT home FROM home_group WHERE lead = (SELECT lead FROM home_group WHERE home = ?1)
     ), linked (id, own) AS (
       SELECT right_home, own.id FROM own CROSS JOIN link ON left_home = own.id
       UNION ALL SELECT left_home, own.id FROM own CROSS JOIN link ON right_home = own.id
     )
     SELECT k.home, linked.own, json_extract(k.names, '$[0]') AS name, k.list, k.attributes
     FROM linked CROSS JOIN known_entity k ON k.home = linked.id WHERE k.state = 'linked'`,
    entity,
  );
  const best = new Map<EntityId, KnownEntityRow>();
  for (const { home, own, name, list, attributes } of rows) {
    const link = findLink(project, home, own);
    if (!link || link.probability <= (best.get(home)?.probability ?? 0)) continue;
    const { probability, outcome, reasons } = link;
    const said = JSON.parse(attributes) as Record<string, string>;
    best.set(home, { name, list, attributes: said, probability, outcome, reasons });
  }
  return [...best.values()].sort(
    (a, b) => b.probability - a.probability || (a.name < b.name ? -1 : 1),
  );
}

/** How many entities of a list were found in the graph. */
export function countLinkedKnown(project: Project, list: string): number {
  return project.get<{ count: number }>(
    `SELECT count(*) AS count FROM known_entity k WHERE k.list = ? AND EXISTS (
       SELECT 1 FROM link WHERE outcome = 'merged' AND left_home = k.home
       UNION ALL SELECT 1 FROM link WHERE outcome = 'merged' AND right_home = k.home)`,
    list,
  ).count;
}

export function hasKnown(project: Project): boolean {
  return project.find('SELECT 1 FROM known_entity LIMIT 1') !== undefined;
}
