import type { EntityId } from '#domain/ids';
import { passes, type EdgeFilter, type EdgeRecord } from './edges.ts';
import { listDocumentNeighbours, type Nodes } from './nodes.ts';
import type { Project } from './project.ts';

/** Facts read of one entity in one direction: a hub of a million has more than a view can use. */
const MOST_FACTS = 20_000;

export interface Neighbourhood {
  readonly around: readonly EntityId[];
  readonly hops: number;
  readonly types: readonly string[] | undefined;
  readonly limit: number;
}

/**
 * The entities at most `hops` steps away, nearest first; within a step those with most links to what is there already,
 * then the better connected. Ids that are not in the project are passed over.
 */
export function listNearest(project: Project, wanted: Neighbourhood, filter: EdgeFilter): Nodes {
  const reached = new Set<number>();
  for (const id of wanted.around) {
    const found = project.find<{ key: number }>('SELECT key FROM entity WHERE id = ?', id);
    if (found) reached.add(found.key);
  }
  const next = createNeighbours(project, filter);
  let total = reached.size;
  let frontier = [...reached].slice(0, wanted.limit);
  for (let hop = 0; hop < wanted.hops && frontier.length > 0; hop += 1) {
    const ranked = rank(project, countLinks(frontier, next, reached), wanted.types);
    total += ranked.length;
    frontier = ranked.slice(0, Math.max(0, wanted.limit - reached.size));
    for (const key of frontier) reached.add(key);
  }
  return { keys: [...reached].slice(0, wanted.limit), total };
}

type Neighbours = (key: number) => Iterable<number>;

function createNeighbours(project: Project, filter: EdgeFilter): Neighbours {
  if (filter.document !== undefined)
    return fromPairs(listDocumentNeighbours(project, filter.document, filter));
  return function* (key) {
    for (const side of ['subject', 'object'] as const)
      for (const record of project.all<EdgeRecord>(statements[side], key, MOST_FACTS))
        if (passes(record, filter)) yield side === 'subject' ? record.object : record.subject;
  };
}

const statements = {
  subject: 'SELECT id, subject, object, predicate, score FROM triple WHERE subject = ? LIMIT ?',
  object: 'SELECT id, subject, object, predicate, score FROM triple WHERE object = ? LIMIT ?',
} as const;

function fromPairs(pairs: readonly (readonly [number, number])[]): Neighbours {
  const neighbours = new Map<number, number[]>();
  for (const [subject, object] of pairs)
    for (const [key, other] of [
      [subject, object],
      [object, subject],
    ] as const)
      neighbours.set(key, [...(neighbours.get(key) ?? []), other]);
  return (key) => neighbours.get(key) ?? [];
}

function countLinks(
  frontier: readonly number[],
  next: Neighbours,
  reached: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const links = new Map<number, number>();
  for (const key of frontier)
    for (const other of next(key))
      if (!reached.has(other)) links.set(other, (links.get(other) ?? 0) + 1);
  return links;
}

function rank(
  project: Project,
  links: ReadonlyMap<number, number>,
  types: readonly string[] | undefined,
): readonly number[] {
  const sql = 'SELECT type, triples FROM entity WHERE key = ?';
  return [...links]
    .map(([key, count]) => ({
      key,
      count,
      ...project.get<{ type: string; triples: number }>(sql, key),
    }))
    .filter(({ type }) => types?.includes(type) ?? true)
    .sort((a, b) => b.count - a.count || b.triples - a.triples || a.key - b.key)
    .map(({ key }) => key);
}
