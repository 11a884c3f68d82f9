import type { SQLInputValue } from 'node:sqlite';
import type { TripleId } from '#domain/ids';
import type { Project } from './project.ts';

/** Which triples a view shows. */
export interface EdgeFilter {
  readonly predicates: readonly string[] | undefined;
  readonly minScore: number;
  /** Key of the only document to listen to. */
  readonly document: number | undefined;
}

/** `from` and `to` are positions in the list of nodes. */
export interface Edge {
  readonly id: TripleId;
  readonly from: number;
  readonly to: number;
  readonly predicate: string;
  readonly score: number;
}

/** Constant SQL over `triple t`, and its values; empty where everything passes, so that an index alone can answer. */
export function toEdgeConditions(
  filter: EdgeFilter,
): readonly [sql: string, ...values: SQLInputValue[]] {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  if (filter.predicates) {
    conditions.push(' AND t.predicate IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(filter.predicates));
  }
  if (filter.minScore > 0) {
    conditions.push(' AND t.score >= ?');
    values.push(filter.minScore);
  }
  if (filter.document !== undefined) {
    conditions.push(' AND +t.key IN (SELECT triple FROM relation WHERE document = ?)');
    values.push(filter.document);
  }
  return [conditions.join(''), ...values];
}

/** Every triple whose subject and object are both among `keys`. `degreeOf` a position: its facts in the project. */
export function loadEdges(
  project: Project,
  keys: readonly number[],
  filter: EdgeFilter,
  degreeOf: (position: number) => number,
): readonly Edge[] {
  const positions = new Map(keys.map((key, position) => [key, position]));
  const isHub = (_: number, position: number): boolean => degreeOf(position) > 2 * keys.length;
  const hubs = keys.filter(isHub);
  const others = keys.filter((key, position) => !isHub(key, position));
  return [
    ...listBetween(project, others, keys, filter, '+'),
    ...listBetween(project, hubs, keys, filter, ''),
  ].map(({ subject, object, ...edge }) => ({
    ...edge,
    from: positions.get(subject) ?? 0,
    to: positions.get(object) ?? 0,
  }));
}

interface Row extends Omit<Edge, 'from' | 'to'> {
  readonly subject: number;
  readonly object: number;
}

/**
 * With a plus sign the facts of each subject are walked and their objects looked up among the nodes; without it each node
 * is looked up among the facts of a subject, which is less for a hub with more facts than the view has nodes.
 */
function listBetween(
  project: Project,
  subjects: readonly number[],
  objects: readonly number[],
  filter: EdgeFilter,
  sign: '+' | '',
): readonly Row[] {
  if (subjects.length === 0) return [];
  const [conditions, ...values] = toEdgeConditions(filter);
  return project.all<Row>(
    `SELECT t.id, t.subject, t.object, t.predicate, t.score
     FROM json_each(?) given CROSS JOIN triple t INDEXED BY triple_subject ON t.subject = given.value
     WHERE ${sign}t.object IN (SELECT value FROM json_each(?))${conditions}`,
    JSON.stringify(subjects),
    JSON.stringify(objects),
    ...values,
  );
}
