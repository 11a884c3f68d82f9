import type { EntityId } from '#domain/ids';
import { toEdgeConditions, type EdgeFilter } from './edges.ts';
import type { Nodes } from './nodes.ts';
import type { Project } from './project.ts';

/** Facts followed in one step and one direction: hubs have more than any view can use. */
const MOST_FACTS = 200_000;

export interface Neighbourhood {
  readonly around: readonly EntityId[];
  readonly hops: number;
  readonly types: readonly string[] | undefined;
  readonly limit: number;
}

/**
 * The entities at most `hops` steps away, nearest first; within a step those with most links to the step before, then
 * the better connected. Ids that are not in the project are passed over. `total` counts what the steps saw.
 */
export function listNearest(project: Project, wanted: Neighbourhood, filter: EdgeFilter): Nodes {
  let frontier = findKeys(project, wanted.around).slice(0, wanted.limit);
  const reached = new Set(frontier);
  let total = reached.size;
  for (let hop = 0; hop < wanted.hops && frontier.length > 0; hop += 1) {
    const found = listNext(project, frontier, [...reached], wanted, filter);
    total += found[0]?.total ?? 0;
    frontier = found.map(({ key }) => key);
    for (const key of frontier) reached.add(key);
  }
  return { keys: [...reached], total };
}

function findKeys(project: Project, ids: readonly EntityId[]): number[] {
  return [...new Set(ids)].flatMap((id) => {
    const found = project.find<{ key: number }>('SELECT key FROM entity WHERE id = ?', id);
    return found ? [found.key] : [];
  });
}

function listNext(
  project: Project,
  frontier: readonly number[],
  reached: readonly number[],
  { types, limit }: Neighbourhood,
  filter: EdgeFilter,
): readonly { readonly key: number; readonly total: number }[] {
  const [conditions, ...values] = toEdgeConditions(filter);
  const from = JSON.stringify(frontier);
  const side = (near: 'subject' | 'object', far: 'subject' | 'object'): string =>
    `SELECT * FROM (SELECT t.${far} AS key FROM json_each(?) given
       CROSS JOIN triple t INDEXED BY triple_${near} ON t.${near} = given.value WHERE 1${conditions} LIMIT ${MOST_FACTS})`;
  return project.all(
    `WITH linked AS MATERIALIZED (${side('subject', 'object')} UNION ALL ${side('object', 'subject')}),
       counted AS MATERIALIZED (SELECT key, count(*) AS links FROM linked GROUP BY key)
     SELECT e.key, count(*) OVER () AS total FROM counted c CROSS JOIN entity e ON e.key = c.key
     WHERE e.key NOT IN (SELECT value FROM json_each(?))${types ? ' AND e.type IN (SELECT value FROM json_each(?))' : ''}
     ORDER BY c.links DESC, e.triples DESC, e.key LIMIT ?`,
    from,
    ...values,
    from,
    ...values,
    JSON.stringify(reached),
    ...(types ? [JSON.stringify(types)] : []),
    Math.max(0, limit - reached.length),
  );
}
