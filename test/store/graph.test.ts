import { expect, it, onTestFinished } from 'vitest';
import type { EntityId } from '#domain/ids';
import { toNaming } from '#resolve/name';
import { listDocuments } from '#store/documents';
import { listEntities } from '#store/entities';
import { viewGraph } from '#store/graph-view';
import { createProject } from '#store/open';
import { keepPositions } from '#store/positions';
import type { Project } from '#store/project';
import { forgetSource, storeDocument } from '#store/store-document';
import { listTriples } from '#store/triples';
import { createDice, makeCrowd } from './crowd.ts';
import { lives, makeInput, makePath, works } from './make.ts';

function make(): Project {
  const project = createProject(makePath());
  onTestFinished(() => project.close());
  return project;
}

/** Ford – Ada – Rome – Bo – Fiat – Eve, and Zoe alone. */
function makeChain(): Project {
  const project = make();
  const said = [
    works('Ada', 'Ford', 0.9),
    lives('Ada', 'Rome', 0.5),
    lives('Bo', 'Rome', 0.8),
    works('Bo', 'Fiat', 0.7),
  ];
  storeDocument(project, makeInput('/in/a.txt', said), toNaming);
  storeDocument(
    project,
    makeInput('/in/b.txt', [works('Eve', 'Fiat', 0.6), { parts: [['Zoe', 'Peop']] }]),
    toNaming,
  );
  return project;
}

function idOf(project: Project, name: string): EntityId {
  return listEntities(project, { query: name }).rows[0]?.id ?? 'e';
}

it('shows the most connected, with every fact between them', () => {
  const project = makeChain();
  const view = viewGraph(project);
  expect(view.names.toSorted()).toEqual(['Ada', 'Bo', 'Eve', 'Fiat', 'Ford', 'Rome', 'Zoe']);
  expect([view.total, view.triples.length, view.names.at(-1)]).toEqual([7, 5, 'Zoe']);
  for (const [at, id] of view.triples.entries()) {
    const { rows } = listTriples(project, { limit: 100 });
    const triple = rows.find((row) => row.id === id);
    expect([triple?.subject.name, triple?.object.name, triple?.predicate]).toEqual([
      view.names[view.from[at] ?? -1],
      view.names[view.to[at] ?? -1],
      view.predicates[view.predicate[at] ?? -1],
    ]);
    expect(view.score[at]).toBeCloseTo(triple?.score ?? 0, 6);
  }
  expect([...view.type].map((code) => view.types[code])[view.names.indexOf('Rome')]).toBe('Loc');
  expect(view.degree[view.names.indexOf('Ada')]).toBe(2);
  const few = viewGraph(project, { limit: 3, types: ['Peop'] });
  expect([few.total, few.names.length, few.triples.length]).toEqual([4, 3, 0]);
});

it('walks outwards from where one stands', () => {
  const project = makeChain();
  const ada = idOf(project, 'Ada');
  const around = (hops: number, more: Parameters<typeof viewGraph>[1] = {}) =>
    viewGraph(project, { around: [ada], hops, ...more }).names;
  expect(around(0)).toEqual(['Ada']);
  expect(around(1).toSorted()).toEqual(['Ada', 'Ford', 'Rome']);
  expect(around(2).at(-1)).toBe('Bo');
  expect(around(3)).toHaveLength(5);
  expect(around(3, { limit: 2 })).toHaveLength(2);
  expect(around(3, { types: ['Org'] })).toEqual(['Ada', 'Ford']);
  expect(around(3, { minScore: 0.6 })).toEqual(['Ada', 'Ford']);
  expect(around(3, { predicates: ['Live_In'] })).toEqual(['Ada', 'Rome', 'Bo']);
  expect(viewGraph(project, { around: ['e0', ada, ada], hops: 0 }).names).toEqual(['Ada']);
  expect(viewGraph(project, { around: ['e0'] })).toMatchObject({ ids: [], total: 0 });
});

it('shows what a document, a predicate or a score leaves', () => {
  const project = makeChain();
  const [, second] = listDocuments(project).rows;
  const document = viewGraph(project, { document: second?.id ?? 'd' });
  expect([document.names.toSorted(), document.triples.length, document.total]).toEqual([
    ['Eve', 'Fiat', 'Zoe'],
    1,
    3,
  ]);
  const fiat = viewGraph(project, { document: second?.id ?? 'd', around: [idOf(project, 'Fiat')] });
  expect(fiat.names).toEqual(['Fiat', 'Eve']);
  const lived = viewGraph(project, { predicates: ['Live_In'] });
  expect([lived.names, lived.total, lived.predicates]).toEqual([
    ['Rome', 'Ada', 'Bo'],
    3,
    ['Live_In'],
  ]);
  expect(viewGraph(project, { minScore: 0.75 }).triples).toHaveLength(2);
  expect(viewGraph(project, { minScore: 0.75, types: ['Loc'] }).names).toEqual(['Rome']);
  expect(viewGraph(project, { document: 'd0' }).total).toBe(0);
});

it('keeps positions with the entity they belong to', () => {
  const project = makeChain();
  const ids = [idOf(project, 'Ada'), idOf(project, 'Eve'), 'e0' as const];
  keepPositions(project, ids, new Float32Array([1.5, -2, NaN, 3, 4, 5]));
  const view = viewGraph(project, { around: ids, hops: 0 });
  expect([...view.positions]).toEqual([1.5, -2, NaN, NaN]);
  forgetSource(project, '/in/a.txt', toNaming);
  expect(project.get('SELECT count(*) AS kept FROM position')).toEqual({ kept: 0 });
});

it('gives the same facts for hubs as for anybody', () => {
  const project = make();
  const dice = createDice(3);
  for (let n = 0; n < 60; n += 1) storeDocument(project, makeCrowd(dice, n, 20, 300), toNaming);
  const { rows } = listTriples(project, { limit: 1000 });
  const { rows: more } = listTriples(project, { limit: 1000, offset: 1000 });
  for (const limit of [3, 20, 1000]) {
    const view = viewGraph(project, { limit });
    const ids = new Set(view.ids);
    const between = [...rows, ...more].filter(
      ({ subject, object }) => ids.has(subject.id) && ids.has(object.id),
    );
    expect(view.triples.toSorted()).toEqual(between.map(({ id }) => id).toSorted());
    expect(view.degree).toEqual(view.degree.toSorted().toReversed());
  }
});
