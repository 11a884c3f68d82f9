import type { TripleId } from '#domain/ids';
import type { Project } from './project.ts';

export interface EdgeFilter {
  readonly predicates: ReadonlySet<string> | undefined;
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

export interface EdgeRecord {
  readonly id: TripleId;
  readonly subject: number;
  readonly object: number;
  readonly predicate: string;
  readonly score: number;
}

const EDGE = 'SELECT id, subject, object, predicate, score FROM triple';

/** Every triple whose subject and object are both among `keys`. `degreeOf` a position: its facts in the project. */
export function loadEdges(
  project: Project,
  keys: readonly number[],
  filter: EdgeFilter,
  degreeOf: (position: number) => number,
): readonly Edge[] {
  const positions = new Map(keys.map((key, position) => [key, position]));
  const records =
    filter.document === undefined
      ? listBetween(project, keys, degreeOf)
      : listOfDocument(project, filter.document);
  const edges: Edge[] = [];
  for (const record of records) {
    const [from, to] = [positions.get(record.subject), positions.get(record.object)];
    if (from === undefined || to === undefined || !passes(record, filter)) continue;
    const { id, predicate, score } = record;
    edges.push({ id, from, to, predicate, score });
  }
  return edges;
}

export function passes({ predicate, score }: EdgeRecord, filter: EdgeFilter): boolean {
  return score >= filter.minScore && (filter.predicates?.has(predicate) ?? true);
}

export function listOfDocument(project: Project, document: number): readonly EdgeRecord[] {
  return project.all<EdgeRecord>(
    `${EDGE} WHERE key IN (SELECT triple FROM relation WHERE document = ?)`,
    document,
  );
}

/**
 * Reads all facts of a node with few, and looks for the other nodes among the facts of a node with very many: a view of
 * hubs would otherwise read most of the graph.
 */
function* listBetween(
  project: Project,
  keys: readonly number[],
  degreeOf: (position: number) => number,
): Generator<EdgeRecord> {
  const others = JSON.stringify(keys);
  for (const [position, key] of keys.entries())
    yield* degreeOf(position) <= 4 * keys.length
      ? project.all<EdgeRecord>(`${EDGE} WHERE subject = ?`, key)
      : project.all<EdgeRecord>(
          `${EDGE} WHERE subject = ? AND object IN (SELECT value FROM json_each(?))`,
          key,
          others,
        );
}
