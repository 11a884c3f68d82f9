import type { Link } from '#domain/linking';
import type { EntityId } from '#domain/ids';

/** What people decided: pairs that are one thing, and pairs that never are. */
export interface Constraints {
  readonly together: readonly (readonly [EntityId, EntityId])[];
  readonly apart: readonly (readonly [EntityId, EntityId])[];
}

export const UNCONSTRAINED: Constraints = { together: [], apart: [] };

/** Whether two homes of one growing cluster speak against each other although no link says so. */
export type Contradicts = (left: EntityId, right: EntityId) => boolean;

/** Homes of a cluster that are asked whether they speak against a newcomer. */
const MOST_ASKED = 12;

interface Cluster {
  members: EntityId[];
  /** Those that are asked; a home that says nothing new is not among them. */
  asked: EntityId[];
  readonly apart: Set<Cluster>;
}

/**
 * Clusters of two or more homes, from merged links: greedy joining by falling probability (Keuper et al. 2015, additive
 * edges taken one at a time), where what people decided goes first and two clusters that may not be one, or whose homes
 * contradict each other, stay two. A function of the set of links and constraints, not of their order.
 */
export function partition(
  links: readonly Link[],
  { together, apart }: Constraints = UNCONSTRAINED,
  contradicts: Contradicts = () => false,
): readonly (readonly EntityId[])[] {
  const of = new Map<EntityId, Cluster>();
  const find = (id: EntityId): Cluster => {
    let cluster = of.get(id);
    if (cluster === undefined)
      of.set(id, (cluster = { members: [id], asked: [id], apart: new Set() }));
    return cluster;
  };
  for (const [left, right] of together) join(of, find(left), find(right));
  // A decision that two are one stands against an older one that they are not: the log does not allow both.
  for (const [left, right] of apart) {
    const [a, b] = [find(left), find(right)];
    if (a === b) continue;
    a.apart.add(b);
    b.apart.add(a);
  }
  for (const { left, right } of links
    .filter(({ outcome }) => outcome === 'merged')
    .sort(byStrength)) {
    const [a, b] = [find(left), find(right)];
    if (a === b || a.apart.has(b)) continue;
    if (a.asked.some((one) => b.asked.some((other) => contradicts(one, other)))) continue;
    join(of, a, b);
  }
  const clusters = new Set(of.values());
  return [...clusters]
    .filter(({ members }) => members.length > 1)
    .map(({ members }) => members.sort())
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

function join(of: Map<EntityId, Cluster>, a: Cluster, b: Cluster): void {
  if (a === b) return;
  const [large, small] = a.members.length >= b.members.length ? [a, b] : [b, a];
  for (const id of small.members) {
    large.members.push(id);
    of.set(id, large);
  }
  // Sorted, so that who is asked does not depend on which of the two was the larger.
  large.asked = [...large.asked, ...small.asked].sort().slice(0, MOST_ASKED);
  for (const other of small.apart) {
    other.apart.delete(small);
    other.apart.add(large);
    large.apart.add(other);
  }
}

function byStrength(a: Link, b: Link): number {
  return (
    b.probability - a.probability ||
    (a.left < b.left ? -1 : a.left > b.left ? 1 : 0) ||
    (a.right < b.right ? -1 : a.right > b.right ? 1 : 0)
  );
}
