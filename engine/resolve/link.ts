import type { EntityId } from '#domain/ids';
import type { Link, Profile } from '#domain/linking';
import { findLink, isContradicted } from './compare.ts';
import { findPairs, type Homes } from './pairs.ts';
import { type Constraints, partition, UNCONSTRAINED } from './partition.ts';

/** A home that shows its Entity's id to the world: one of a document, with a full name before one of a single document. */
export function compareLeads(a: Profile, b: Profile): number {
  return toRank(a) - toRank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function toRank({ documents, key }: Profile): number {
  if (documents === 0) return 2;
  return key.includes('\n') ? 1 : 0;
}

export interface Linking {
  /** `merged` and `proposed` ones, in order of their ends. */
  readonly links: readonly Link[];
  /** Homes that are one thing, two or more each. */
  readonly clusters: readonly (readonly EntityId[])[];
}

/** All homes at once, in memory: what the incremental way must come to, whatever the order of import. */
export function link(
  profiles: readonly Profile[],
  constraints: Constraints = UNCONSTRAINED,
): Linking {
  const places = new Map(profiles.map(({ id }, place) => [id, place]));
  return linkHomes(
    { count: profiles.length, get: (place) => profiles[place] as Profile },
    (id) => places.get(id),
    constraints,
  );
}

/** The same for homes that are looked at by place; `find` gives the place of an id. */
export function linkHomes(
  homes: Homes,
  find: (id: EntityId) => number | undefined,
  constraints: Constraints = UNCONSTRAINED,
): Linking {
  const { each, features, statistics } = findPairs(homes);
  const links: Link[] = [];
  for (const [a, b] of each()) {
    const found = findLink(a, b, statistics);
    if (found) links.push(found);
  }
  links.sort((a, b) => (a.left < b.left ? -1 : a.left > b.left ? 1 : a.right < b.right ? -1 : 1));
  const clusters = partition(links, constraints, (left, right) => {
    const [a, b] = [find(left), find(right)];
    return (
      a !== undefined && b !== undefined && isContradicted(features(a), features(b), statistics)
    );
  });
  return { links, clusters };
}
