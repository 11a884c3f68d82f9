import { listOfDocument, passes, type EdgeFilter } from './edges.ts';
import type { Project } from './project.ts';

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
    `SELECT key FROM entity INDEXED BY entity_triples ${where} ORDER BY triples DESC, +key LIMIT ?`,
    ...values,
    limit,
  );
  const { total } = project.get<{ total: number }>(
    `SELECT count(*) AS total FROM entity ${where}`,
    ...values,
  );
  return { keys: toKeys(rows), total };
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

/** The most connected by triples that pass the filter. Reads every triple of the predicates once. */
export function listFilteredNodes(
  project: Project,
  filter: EdgeFilter,
  types: Types,
  limit: number,
): Nodes {
  const chosen = filter.predicates
    ? `predicate IN (SELECT value FROM json_each(?)) AND score >= ?`
    : `score >= ?`;
  const values = filter.predicates
    ? [JSON.stringify([...filter.predicates]), filter.minScore]
    : [filter.minScore];
  const degrees = new Map<number, number>();
  for (const { subject, object } of project.each<{ subject: number; object: number }>(
    `SELECT subject, object FROM triple WHERE ${chosen}`,
    ...values,
  ))
    for (const key of subject === object ? [subject] : [subject, object])
      degrees.set(key, (degrees.get(key) ?? 0) + 1);
  const ranked = [...degrees].sort(([a, many], [b, more]) => more - many || a - b);
  if (!types)
    return toNodes(
      ranked.map(([key]) => ({ key })),
      limit,
    );
  const typeOf = (key: number): string =>
    project.get<{ type: string }>('SELECT type FROM entity WHERE key = ?', key).type;
  return toNodes(
    ranked.filter(([key]) => types.includes(typeOf(key))).map(([key]) => ({ key })),
    limit,
  );
}

/** Ends of what a document says. */
export function listDocumentNeighbours(
  project: Project,
  document: number,
  filter: EdgeFilter,
): readonly (readonly [number, number])[] {
  return listOfDocument(project, document)
    .filter((record) => passes(record, filter))
    .map(({ subject, object }) => [subject, object]);
}

function toNodes(rows: readonly Keyed[], limit: number): Nodes {
  return { keys: toKeys(rows.slice(0, limit)), total: rows.length };
}

function toKeys(rows: readonly Keyed[]): readonly number[] {
  return rows.map(({ key }) => key);
}
