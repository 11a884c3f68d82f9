import type { FactSelection } from '#domain/curation';
import type { EntityId, TripleId } from '#domain/ids';
import type { Project } from './project.ts';
import { toAllConditions } from './triple-filter.ts';

/** Part of a project: what a filter lets through, what is named, what changed. Fields left out narrow nothing. */
export interface Selection {
  readonly filter?: FactSelection | undefined;
  /** These entities, and their facts. */
  readonly entities?: readonly EntityId[] | undefined;
  readonly triples?: readonly TripleId[] | undefined;
  /** Only what is among these ids, with what it needs to stand: the ends of a fact, the documents of its evidence. */
  readonly changed?:
    | {
        readonly documents: readonly string[];
        readonly entities: readonly string[];
        readonly triples: readonly string[];
      }
    | undefined;
}

/** Whether the row with this key is part of it: a bit a row, so that a selection of millions costs little. */
export interface Chosen {
  readonly hasDocument: (key: number) => boolean;
  readonly hasEntity: (key: number) => boolean;
  readonly hasTriple: (key: number) => boolean;
  readonly counts: {
    readonly documents: number;
    readonly entities: number;
    readonly triples: number;
  };
}

/** Facts that fit, their subjects and objects, the entities named, and every document that says one or names one of these. */
export function choose(project: Project, selection: Selection): Chosen {
  const [documents, entities, triples] = (['document', 'entity', 'triple'] as const).map((table) =>
    createBits(project, table),
  ) as [Bits, Bits, Bits];
  for (const { key, subject, object } of eachTriple(project, selection)) {
    triples.add(key);
    entities.add(subject);
    entities.add(object);
  }
  for (const key of listNamed(project, selection)) {
    entities.add(key);
    for (const { document } of project.all<{ document: number }>(
      'SELECT DISTINCT document FROM mention WHERE entity = ?',
      key,
    ))
      documents.add(document);
  }
  for (const key of listKeys(project, 'document', selection.changed?.documents)) documents.add(key);
  for (const { key } of project.each<{ key: number }>('SELECT key FROM document ORDER BY key'))
    if (!documents.has(key) && says(project, key, triples)) documents.add(key);
  return {
    hasDocument: documents.has,
    hasEntity: entities.has,
    hasTriple: triples.has,
    counts: { documents: documents.count(), entities: entities.count(), triples: triples.count() },
  };
}

function says(project: Project, document: number, triples: Bits): boolean {
  const sql = 'SELECT DISTINCT triple FROM relation WHERE document = ?';
  return project.all<{ triple: number }>(sql, document).some(({ triple }) => triples.has(triple));
}

function eachTriple(
  project: Project,
  { filter = {}, entities, triples, changed }: Selection,
): Iterable<{ readonly key: number; readonly subject: number; readonly object: number }> {
  const { sql, values } = toAllConditions(project, filter);
  const conditions = [sql];
  const bound = [...values];
  if (triples) {
    conditions.push('t.id IN (SELECT value FROM json_each(?))');
    bound.push(JSON.stringify(triples));
  }
  if (changed) {
    conditions.push('t.id IN (SELECT value FROM json_each(?))');
    bound.push(JSON.stringify(changed.triples));
  }
  if (entities) {
    const keys = JSON.stringify(listKeys(project, 'entity', entities));
    conditions.push(
      '(t.subject IN (SELECT value FROM json_each(?)) OR t.object IN (SELECT value FROM json_each(?)))',
    );
    bound.push(keys, keys);
  }
  return project.each(
    `SELECT t.key, t.subject, t.object FROM triple t WHERE ${conditions.join(' AND ')}`,
    ...bound,
  );
}

/** Entities that are asked for by name, with or without facts. */
function listNamed(project: Project, { entities, changed }: Selection): readonly number[] {
  if (!changed) return listKeys(project, 'entity', entities);
  const named = new Set<string>(entities);
  return listKeys(
    project,
    'entity',
    changed.entities.filter((id) => entities === undefined || named.has(id)),
  );
}

function listKeys(
  project: Project,
  table: 'document' | 'entity',
  ids: readonly string[] | undefined,
): readonly number[] {
  if (!ids || ids.length === 0) return [];
  const sql =
    table === 'entity'
      ? 'SELECT key FROM entity WHERE id IN (SELECT value FROM json_each(?))'
      : 'SELECT key FROM document WHERE id IN (SELECT value FROM json_each(?))';
  return project.all<{ key: number }>(sql, JSON.stringify(ids)).map(({ key }) => key);
}

interface Bits {
  readonly add: (key: number) => void;
  readonly has: (key: number) => boolean;
  readonly count: () => number;
}

const LAST = {
  document: 'SELECT max(key) AS last FROM document',
  entity: 'SELECT max(key) AS last FROM entity',
  triple: 'SELECT max(key) AS last FROM triple',
} as const;

function createBits(project: Project, table: keyof typeof LAST): Bits {
  const last = project.get<{ last: number | null }>(LAST[table]).last ?? 0;
  const bits = new Uint8Array((last >> 3) + 1);
  let count = 0;
  const has = (key: number): boolean => ((bits[key >> 3] ?? 0) & (1 << (key & 7))) !== 0;
  return {
    add(key) {
      if (has(key)) return;
      bits[key >> 3] = (bits[key >> 3] ?? 0) | (1 << (key & 7));
      count += 1;
    },
    has,
    count: () => count,
  };
}
