import { describe, expect, test } from 'vitest';
import { fromHash, home, toHash, type Route } from '../../renderer/state/route.ts';

const e = 'e0123456789abcdef01234567' as const;
const t = 't0123456789abcdef01234567' as const;
const d = 'd0123456789abcdef01234567' as const;

const routes: readonly Route[] = [
  home,
  { view: 'graph', open: null, selection: { kind: 'entity', id: e } },
  { view: 'reader', open: d, selection: { kind: 'triple', id: t, evidence: 2 } },
  { view: 'reader', open: d, selection: { kind: 'sentence', document: d, start: 0, end: 12 } },
  { view: 'documents', open: null, selection: { kind: 'document', path: 'C:\\a b\\ü?&=#%.pdf' } },
];

describe('the address', () => {
  test.each(routes)('carries $view with $selection.kind and gives it back', (route) => {
    expect(fromHash(toHash(route))).toEqual(route);
  });

  test.each([
    ['', home],
    ['#/nowhere?entity=x', home],
    ['#/reader/../../etc?fact=t12', { view: 'reader', open: null, selection: null }],
    [`#/reader/${d}?sentence=${d}.9.3`, { view: 'reader', open: d, selection: null }],
    [
      `#/facts?fact=${t}&evidence=-4`,
      { view: 'facts', open: null, selection: { kind: 'triple', id: t, evidence: 0 } },
    ],
  ])('leaves out of %j what does not parse', (hash, route) => {
    expect(fromHash(hash)).toEqual(route);
  });
});
