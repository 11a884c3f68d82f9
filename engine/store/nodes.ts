import { toEdgeConditions, type EdgeFilter } from './edges.ts';
import type { Project } from './project.ts';
import { countEntities } from './tallies.ts';

/** Keys of entities, the most important first, and how many there would be without a limit. */
export interface Nodes {
  readonly keys: readonly number[];
  readonly total: number;
}

type Types = readonly string[] | undefined;

interface Keyed {
  readonly key: number;
}

export function listTopNodes(project: Project, types: Types, limit: number): Nodes {
  const where = types ? 'WHERE type IN (SELECT value FROM json_each(?))' : '';
  const values = types ? [JSON.stringify(types)] : [];
  const rows = project.all<Keyed>(
    `SELECT key FROM entity INDEXED BY entity_triples ${where} ORDER BY triples DESC, key DESC LIMIT ?`,
    ...values,
    limit,
  );
  return { keys: toKeys(rows), total: countEntities(project, types) };
}

/** Entities of a document, connected or not. */
export function listDocumentNodes(
  project: Project,
  document: number,
  types: Types,
  limit: number,
): Nodes {
  const rows = project.all<Keyed & { type: string }>(
    `SELECT key, type FROM entity WHERE key IN (SELECT entity FROM mention WHERE document = ?)
     ORDER BY +triples DESC, +key`,
    document,
  );
  return toNodes(
    rows.filter(({ type }) => types?.includes(type) ?? true),
    limit,
  );
}

/** The most connected by triples that pass the filter. Reads every triple once. */
export function listFilteredNodes(
  project: Project,
  filter: EdgeFilter,
  types: Types,
  limit: number,
): Nodes {
  const [conditions, ...values] = toEdgeConditions(filter);
  const rows = project.all<Keyed & { total: number }>(
    `WITH ends AS MATERIALIZED (
       SELECT t.subject AS key FROM triple t WHERE 1${conditions}
       UNION ALL SELECT t.object FROM triple t WHERE t.object <> t.subject${conditions}),
       counted AS MATERIALIZED (SELECT key, count(*) AS links FROM ends GROUP BY key)
     SELECT e.key, count(*) OVER () AS total FROM counted c CROSS JOIN entity e ON e.key = c.key
     WHERE ${types ? 'e.type IN (SELECT value FROM json_each(?))' : '1'}
     ORDER BY c.links DESC, e.key LIMIT ?`,
    ...values,
    ...values,
    ...(types ? [JSON.stringify(types)] : []),
    limit,
  );
  return { keys: toKeys(rows), total: rows[0]?.total ?? 0 };
}

function toNodes(rows: readonly Keyed[], limit: number): Nodes {
  return { keys: toKeys(rows.slice(0, limit)), total: rows.length };
}

function toKeys(rows: readonly Keyed[]): readonly number[] {
  return rows.map(({ key }) => key);
}
