import type { Project } from './project.ts';

/** Triples of one predicate between two types: a few hundred rows, from which facets, totals and summaries are added up. */
export interface Cell {
  readonly predicate: string;
  readonly subjectType: string;
  readonly objectType: string;
  readonly triples: number;
}

/** By how much one transaction changes what is counted over the whole project. */
export interface Tallies {
  readonly cells: Cell[];
  /** By type. */
  readonly entities: Map<string, number>;
}

export function createTallies(): Tallies {
  return { cells: [], entities: new Map() };
}

export function tallyEntity({ entities }: Tallies, type: string, sign: 1 | -1): void {
  entities.set(type, (entities.get(type) ?? 0) + sign);
}

export function applyTallies(project: Project, { cells, entities }: Tallies): void {
  for (const { predicate, subjectType, objectType, triples } of cells)
    project.run(
      `INSERT INTO cell (predicate, subject_type, object_type, triples) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET triples = triples + excluded.triples`,
      predicate,
      subjectType,
      objectType,
      triples,
    );
  for (const [type, count] of entities)
    project.run(
      `INSERT INTO entity_count (type, entities) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET entities = entities + excluded.entities`,
      type,
      count,
    );
  if (cells.some(({ triples }) => triples < 0)) project.run('DELETE FROM cell WHERE triples = 0');
  if ([...entities.values()].some((count) => count < 0))
    project.run('DELETE FROM entity_count WHERE entities = 0');
}

export function listCells(project: Project): readonly Cell[] {
  return project.all<Cell>(
    'SELECT predicate, subject_type AS subjectType, object_type AS objectType, triples FROM cell',
  );
}

/** The most frequent first. */
export function listEntityTypes(
  project: Project,
): readonly { readonly type: string; readonly entities: number }[] {
  return project.all('SELECT type, entities FROM entity_count ORDER BY entities DESC, type');
}

/** Entities of these types, or of all. */
export function countEntities(project: Project, types: readonly string[] | undefined): number {
  return listEntityTypes(project)
    .filter(({ type }) => types?.includes(type) ?? true)
    .reduce((sum, { entities }) => sum + entities, 0);
}
