import { expect, test } from 'vitest';
import type { EntityId } from '#domain/ids';
import type { Link } from '#domain/linking';
import { partition } from '#resolve/partition';
import { fc } from '../random.ts';

const id = fc.integer({ min: 0, max: 11 }).map((number): EntityId => `e${number.toString(16)}`);
const pair = fc.tuple(id, id).filter(([a, b]) => a !== b);
const link = fc
  .tuple(pair, fc.double({ min: 0.1, max: 1, noNaN: true }), fc.constantFrom('merged', 'proposed'))
  .map(([[a, b], probability, outcome]): Link => ({
    left: a < b ? a : b,
    right: a < b ? b : a,
    probability,
    outcome: outcome as Link['outcome'],
    reasons: [],
  }));
const links = fc.uniqueArray(link, {
  maxLength: 25,
  selector: ({ left, right }) => `${left} ${right}`,
});

function toIndex(clusters: readonly (readonly EntityId[])[]) {
  return new Map(clusters.flatMap((cluster, at) => cluster.map((home) => [home, at] as const)));
}

test('each home is in one cluster at most, and hangs there by merged links', () => {
  fc.assert(
    fc.property(links, (all) => {
      const clusters = partition(all);
      const homes = clusters.flat();
      expect(new Set(homes).size).toBe(homes.length);
      for (const cluster of clusters) {
        const reached = new Set([cluster[0]]);
        for (const home of reached)
          for (const { left, right, outcome } of all) {
            if (outcome !== 'merged') continue;
            if (left === home) reached.add(right);
            if (right === home) reached.add(left);
          }
        for (const home of cluster) expect(reached).toContain(home);
      }
    }),
  );
});

test('what people keep apart is apart, what they merge is one, and merging comes first', () => {
  fc.assert(
    fc.property(
      links,
      fc.array(pair, { maxLength: 4 }),
      fc.array(pair, { maxLength: 4 }),
      (all, together, apart) => {
        const merged = toIndex(partition([], { together, apart: [] }));
        const index = toIndex(partition(all, { together, apart }));
        for (const [a, b] of together) expect(index.get(a)).toBe(index.get(b));
        for (const [a, b] of apart) {
          const isDecided = merged.get(a) !== undefined && merged.get(a) === merged.get(b);
          if (!isDecided && index.get(a) !== undefined) expect(index.get(a)).not.toBe(index.get(b));
        }
      },
    ),
  );
});

test('the order of links changes nothing', () => {
  const shuffled = links.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      expect(partition(other)).toEqual(partition(all));
    }),
  );
});

test('two who contradict each other are not joined by a third', () => {
  const between = (left: EntityId, right: EntityId, probability: number): Link => ({
    left,
    right,
    probability,
    outcome: 'merged',
    reasons: [],
  });
  const all = [between('e1', 'e2', 0.99), between('e2', 'e3', 0.98)];
  expect(partition(all)).toEqual([['e1', 'e2', 'e3']]);
  const contradicts = (a: EntityId, b: EntityId) => new Set([a, b, 'e1', 'e3']).size === 2;
  expect(partition(all, undefined, contradicts)).toEqual([['e1', 'e2']]);
});
