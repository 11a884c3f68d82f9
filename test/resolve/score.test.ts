import { describe, expect, test } from 'vitest';
import { assign } from '#resolve/assign';
import { scoreClusters } from '#resolve/score';
import { fc } from '../random.ts';

const labels = (length: number): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: length, maxLength: length });
const both = fc
  .integer({ min: 1, max: 12 })
  .chain((length) => fc.tuple(labels(length), labels(length)));

describe('scoreClusters', () => {
  test('the example of Bagga and Baldwin 1998', () => {
    // Gold {1..5} {6 7} {8..12}; the second answer joins the last two: precision 7/12·…, as printed in the paper.
    const gold = [...'aaaaabbccccc'];
    const first = scoreClusters(gold, [...'aaaaabbbbbbb']);
    expect(first.b3.precision).toBeCloseTo((5 + 2 * (2 / 7) + 5 * (5 / 7)) / 12);
    expect(first.b3.recall).toBe(1);
    const second = scoreClusters(gold, [...'aaaaabbaaaaa']);
    expect(second.b3.precision).toBeCloseTo((5 * (5 / 10) + 2 + 5 * (5 / 10)) / 12);
  });

  test('the example of Luo 2005: one answer for all is worth little', () => {
    const gold = [...'aaaaabbccccc'];
    const { ceaf } = scoreClusters(
      gold,
      gold.map(() => 'x'),
    );
    expect(ceaf.precision).toBeCloseTo(10 / 17);
    expect(ceaf.recall).toBeCloseTo(10 / 17 / 3);
  });

  test('pairs', () => {
    const { pairwise } = scoreClusters([...'aaab'], [...'xxyy']);
    expect(pairwise).toEqual({
      precision: 1 / 2,
      recall: 1 / 3,
      f1: expect.closeTo(0.4) as number,
    });
  });

  test('a clustering is all right by itself, whatever its labels are called', () => {
    fc.assert(
      fc.property(both, ([gold]) => {
        const { b3, pairwise, ceaf } = scoreClusters(
          gold,
          gold.map((label) => `other ${label}`),
        );
        for (const { f1 } of [b3, pairwise, ceaf]) expect(f1).toBeCloseTo(1);
      }),
    );
  });

  test('changing sides swaps precision and recall', () => {
    fc.assert(
      fc.property(both, ([gold, predicted]) => {
        const [there, back] = [scoreClusters(gold, predicted), scoreClusters(predicted, gold)];
        for (const name of ['b3', 'pairwise', 'ceaf'] as const) {
          expect(there[name].precision).toBeCloseTo(back[name].recall);
          expect(there[name].f1).toBeCloseTo(back[name].f1);
          expect(there[name].f1).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });
});

describe('assign', () => {
  const edge = fc.record({
    from: fc.constantFrom('a', 'b', 'c', 'd'),
    to: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    weight: fc.integer({ min: 1, max: 100 }),
  });
  const graph = fc.uniqueArray(edge, { selector: ({ from, to }) => from + to, maxLength: 12 });

  test('as good as trying everything', () => {
    const tryAll = (edges: readonly { from: string; to: string; weight: number }[]): number => {
      const [first, ...rest] = edges;
      if (first === undefined) return 0;
      const free = rest.filter(({ from, to }) => from !== first.from && to !== first.to);
      return Math.max(tryAll(rest), first.weight + tryAll(free));
    };
    fc.assert(
      fc.property(graph, (edges) => {
        expect(assign(edges)).toBe(tryAll(edges));
      }),
      { numRuns: 1000 },
    );
  });
});
