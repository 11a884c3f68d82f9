import type { EntityId } from '#domain/ids';
import type { Link, Profile } from '#domain/linking';
import { listBlocks, MOST_MEMBERS, toStep } from './blocks.ts';
import { compareFeatures, type Statistics } from './compare.ts';
import { type Features, toFeatures } from './features.ts';
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
  const features = new Map(profiles.map((profile) => [profile.id, toFeatures(profile)]));
  const { pairs, statistics } = findPairs([...features.values()]);
  const links: Link[] = [];
  for (const [a, b] of pairs) {
    const found = compareFeatures(a, b, statistics);
    if (found.outcome !== 'apart') links.push(found);
  }
  links.sort((a, b) => (a.left < b.left ? -1 : a.left > b.left ? 1 : a.right < b.right ? -1 : 1));
  const clusters = partition(links, constraints, (left, right) => {
    const [a, b] = [features.get(left), features.get(right)];
    return a !== undefined && b !== undefined && isContradicted(a, b, statistics);
  });
  return { links, clusters };
}

/** Compared or not, these two cannot be one: what they are called or known by contradicts. */
export function isContradicted(a: Features, b: Features, statistics: Statistics): boolean {
  return compareFeatures(a, b, statistics).reasons.some(
    ({ kind }) => kind.endsWith('Differs') || kind === 'attribute.contradicts',
  );
}

function findPairs(features: readonly Features[]): {
  readonly pairs: Iterable<readonly [Features, Features]>;
  readonly statistics: Statistics;
} {
  const members = new Map<string, Features[]>();
  const askers = new Map<string, Features[]>();
  for (const each of features)
    for (const { name, asks } of listBlocks(each)) {
      const block = asks ? askers : members;
      const found = block.get(name);
      if (found === undefined) block.set(name, [each]);
      else found.push(each);
    }
  return {
    statistics: { members: (name) => toStep(members.get(name)?.length ?? 0) },
    pairs: eachPair(members, askers),
  };
}

function* eachPair(
  members: ReadonlyMap<string, readonly Features[]>,
  askers: ReadonlyMap<string, readonly Features[]>,
): Generator<readonly [Features, Features]> {
  const seen = new Set<string>();
  for (const [name, block] of members) {
    if (block.length > MOST_MEMBERS) continue;
    for (const [at, a] of block.entries())
      for (const b of [...block.slice(at + 1), ...(askers.get(name) ?? [])]) {
        const [x, y] = [a.profile.id, b.profile.id];
        const pair = x < y ? `${x} ${y}` : `${y} ${x}`;
        if (x === y || seen.has(pair)) continue;
        seen.add(pair);
        yield [a, b];
      }
  }
}
