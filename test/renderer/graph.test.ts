import type { GraphView } from '#domain/views';
import { describe, expect, test } from 'vitest';
import { mergeViews, withoutLoners } from '../../renderer/state/graph-view.ts';
import { createLayout, toStart } from '../../renderer/views/graph/layout.ts';
import { findNearest, toDrawn } from '../../renderer/views/graph/model.ts';
import { toOutline } from '../../renderer/views/graph/outline.ts';

type Fact = readonly [from: string, predicate: string, to: string];

/** A view from facts between names; every name is of the type `Peop` save those that begin with `O`. */
function toView(facts: readonly Fact[], alone: readonly string[] = []): GraphView {
  const names = [...new Set([...facts.flatMap(([from, , to]) => [from, to]), ...alone])];
  const types = ['Peop', 'Org'];
  const predicates = [...new Set(facts.map(([, predicate]) => predicate))];
  return {
    ids: names.map((name) => `e${name}` as const),
    names,
    types,
    type: Uint16Array.from(names, (name) => (name.startsWith('O') ? 1 : 0)),
    degree: Uint32Array.from(names, (name) => facts.filter((fact) => fact.includes(name)).length),
    from: Uint32Array.from(facts, ([from]) => names.indexOf(from)),
    to: Uint32Array.from(facts, ([, , to]) => names.indexOf(to)),
    triples: facts.map((fact) => `t${fact.join('-')}` as const),
    predicates,
    phrases: predicates.map((predicate) => `${predicate}s`),
    predicate: Uint16Array.from(facts, ([, predicate]) => predicates.indexOf(predicate)),
    score: Float32Array.from(facts, () => 0.5),
    positions: new Float32Array(2 * names.length).fill(NaN),
    total: names.length,
  };
}

describe('mergeViews', () => {
  test('has every entity and fact of both once, with the right ends, type and words', () => {
    const a = toView([['Ann', 'know', 'Bob']]);
    const b = toView([
      ['Bob', 'serve', 'Orb'],
      ['Ann', 'know', 'Bob'],
    ]);
    const merged = mergeViews(a, b);
    expect(merged.names).toEqual(['Ann', 'Bob', 'Orb']);
    expect(toOutline(merged).map(({ name, type, edges }) => [name, type, edges.length])).toEqual([
      ['Ann', 'Peop', 1],
      ['Bob', 'Peop', 2],
      ['Orb', 'Org', 1],
    ]);
    expect(toOutline(merged)[1]?.edges).toMatchObject([
      { name: 'Ann', phrase: 'knows', away: false },
      { name: 'Orb', phrase: 'serves', away: true },
    ]);
  });

  test('with itself it is itself', () => {
    const view = toView([
      ['Ann', 'know', 'Bob'],
      ['Bob', 'serve', 'Orb'],
    ]);
    expect(mergeViews(view, view)).toEqual(view);
  });
});

test('entities without a fact are left out, and edges still lead where they led', () => {
  const view = toView([['Bob', 'know', 'Cid']], ['Loner']);
  const reordered = mergeViews(toView([], ['Loner']), view);
  const kept = withoutLoners(reordered);
  expect(kept.names).toEqual(['Bob', 'Cid']);
  expect(toOutline(kept)[0]?.edges).toMatchObject([{ name: 'Cid', away: true }]);
  expect(withoutLoners(kept)).toBe(kept);
});

describe('the layout', () => {
  const chain = toView([
    ['A', 'know', 'B'],
    ['B', 'know', 'C'],
    ['C', 'know', 'D'],
  ]);

  function layOut(view: GraphView, known: Float32Array, fixKnown: boolean): Float32Array {
    const { positions, isNew } = toStart(known, view.from, view.to);
    const step = createLayout({
      positions,
      sizes: Float32Array.from(view.ids, () => 5),
      fixed: Uint8Array.from(isNew, (is) => (fixKnown && !is ? 1 : 0)),
      from: view.from,
      to: view.to,
    });
    step(100, false);
    return step(50, true);
  }

  test('is the same every time', () => {
    expect(layOut(chain, chain.positions, false)).toEqual(layOut(chain, chain.positions, false));
  });

  test('gives every node a place of its own', () => {
    const places = layOut(chain, chain.positions, false);
    expect(places.every(Number.isFinite)).toBe(true);
    const all = new Set(chain.ids.map((_, k) => `${places[2 * k]},${places[2 * k + 1]}`));
    expect(all.size).toBe(4);
  });

  test('leaves those who stand where they stand when others come', () => {
    const known = Float32Array.of(0, 0, 40, 0, 80, 0, NaN, NaN);
    const places = layOut(chain, known, true);
    expect([...places.slice(0, 6)]).toEqual([0, 0, 40, 0, 80, 0]);
    expect(Math.hypot((places[6] ?? 0) - 80, places[7] ?? 0)).toBeLessThan(200);
  });
});

test('facts between the same two in the same direction are one drawn edge that names them all', () => {
  const view = toView([
    ['Ann', 'know', 'Bob'],
    ['Ann', 'serve', 'Bob'],
    ['Bob', 'know', 'Ann'],
  ]);
  const drawn = toDrawn(view, new Float32Array(4));
  expect(drawn.size).toBe(2);
  expect(drawn.getEdgeAttributes('eAnn', 'eBob')).toMatchObject({
    label: 'knows, serves',
    triples: ['tAnn-know-Bob', 'tAnn-serve-Bob'],
  });
});

test('a press near an edge finds the nearest, one far off finds none', () => {
  const segments = Float32Array.of(0, 0, 100, 0, 0, 10, 100, 10);
  expect(findNearest(segments, 50, 2, 6)).toBe(0);
  expect(findNearest(segments, 50, 8, 6)).toBe(1);
  expect(findNearest(segments, 130, 0, 6)).toBe(-1);
});
