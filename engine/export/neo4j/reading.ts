import type { Layer } from './layers.ts';
import { toQuoted } from './names.ts';
import type { Links, Properties } from './stamp.ts';

/** What the database has of one row. */
export interface Stored {
  readonly uid: string;
  readonly stamp: string | null;
  readonly labels: readonly string[];
  readonly properties: Properties;
  readonly links: Links;
}

/** A page of what the database has on a shelf, in uid order: an index scan, whatever else it holds. */
export function toPage(layer: Layer, shelf: string, limit: number): string {
  return `MATCH ${toPattern(layer, shelf)}
WHERE n.uid STARTS WITH $prefix AND n.uid > $after
WITH * ORDER BY n.uid LIMIT ${limit}
RETURN ${toColumns(layer)} ORDER BY uid`;
}

/** What the database has of these rows, in any order. */
export function toLookup(layer: Layer, shelf: string): string {
  return `UNWIND $uids AS wanted
MATCH ${toPattern(layer, shelf)} WHERE n.uid ${layer.isMany ? 'STARTS WITH' : '='} wanted
RETURN ${toColumns(layer)}`;
}

/**
 * Takes away what left the graph, save what bears something of somebody else's: a property, a label, a relationship, or a
 * relationship of ours that was kept because somebody changed it.
 */
export function toDeletion(layer: Layer, shelf: string): string {
  return `UNWIND $uids AS uid MATCH ${toPattern(layer, shelf)} WHERE n.uid = uid AND NOT ${hasOthers(layer)}
${layer.of === 'node' ? 'DETACH DELETE' : 'DELETE'} n RETURN count(*) AS done`;
}

/** Of these, the ones that bear something of somebody else's. In a plan, relationships of ours are still there. */
export function toOthers(layer: Layer, shelf: string, isPlan: boolean): string {
  return `UNWIND $uids AS uid MATCH ${toPattern(layer, shelf)} WHERE n.uid = uid AND ${hasOthers(layer, isPlan)}
RETURN n.uid AS uid`;
}

function hasOthers({ of, shelf = '', keys }: Layer, isPlan = false): string {
  const own = ['uid', 'stamp', ...keys].map((key) => `'${key}'`).join(', ');
  const noted = `any(key IN keys(n) WHERE NOT key IN [${own}])`;
  if (of === 'relationship') return noted;
  return `(${noted}
  OR any(label IN labels(n) WHERE label <> '${shelf}' AND label <> coalesce(n.type, ''))
  OR EXISTS { MATCH (n)-[r]-() WHERE r.project IS NULL OR r.project <> $project${isPlan ? '' : ' OR r.uid IS NOT NULL'} })`;
}

function toPattern({ of }: Layer, shelf: string): string {
  return of === 'node' ? `(n:${toQuoted(shelf)})` : `(a)-[n:${toQuoted(shelf)}]->(b)`;
}

/** Named one by one: others may have put much on our nodes. */
function toColumns({ of, keys, links }: Layer): string {
  const joined = Object.entries(links).map(([name, cypher]) => `${name}: ${cypher}`);
  return `n.uid AS uid, n.stamp AS stamp, ${of === 'node' ? 'labels(n)' : '[]'} AS labels,
  n {${keys.map((key) => `.${toQuoted(key)}`).join(', ')}} AS properties, {${joined.join(', ')}} AS links`;
}

/** A database may hold anything; what does not look like ours reads as empty and therefore as drift. */
export function toStored(answer: Readonly<Record<string, unknown>>): Stored {
  const { uid, stamp, labels, properties, links } = answer;
  return {
    uid: String(uid),
    stamp: typeof stamp === 'string' ? stamp : null,
    labels: Array.isArray(labels) ? labels.map(String) : [],
    properties: (properties ?? {}) as Properties,
    links: (links ?? {}) as Links,
  };
}
