import { expect, it } from 'vitest';
import type { FactSelection } from '#domain/curation';
import { factStates } from '#domain/graph';
import { undoDecision } from '#store/decide';
import { countFacets } from '#store/facets';
import type { Project } from '#store/project';
import { forgetSource } from '#store/store-document';
import { getTriple, listTriples } from '#store/triples';
import { toNaming } from '#resolve/name';
import { decide, entity, makeProject, rules, signature, triple } from './make.ts';

const list = (project: Project, filter: FactSelection) =>
  listTriples(project, { ...filter, sort: 'subject', descending: false }).rows.map(
    ({ subject, predicate, object, decided }) =>
      `${subject.name} ${predicate} ${object.name}${decided ? ` ${decided.state}` : ''}`,
  );

function makeDecided(): Project {
  const project = makeProject();
  decide(project, { kind: 'triple.accept', triple: triple(project, 'Ada Byron Work_For Ford') });
  decide(project, { kind: 'triple.reject', triple: triple(project, 'Bo Berg Live_In Rome') });
  const edited = triple(project, 'Ada Byron Work_For Fiat');
  decide(project, { kind: 'triple.edit', triple: edited, predicate: 'Leads' });
  const { best } = listTriples(project, { entity: entity(project, 'Ada Lovelace') }).rows[0] ?? {};
  if (!best) throw new Error('no fact');
  const { document, subject, object } = best;
  decide(project, { kind: 'triple.add', document, subject, predicate: 'Knows', object });
  return project;
}

it('lists facts by what was decided of them', () => {
  const project = makeDecided();
  expect(list(project, { state: 'accepted' })).toEqual(['Ada Byron Work_For Ford accepted']);
  expect(list(project, { state: 'edited' })).toEqual(['Ada Byron Leads Fiat edited']);
  expect(list(project, { state: 'added' })).toHaveLength(1);
  expect(list(project, { state: 'rejected' })).toEqual(['Bo Berg Live_In Rome rejected']);
  const all = list(project, {});
  expect(all).not.toContain('Bo Berg Live_In Rome rejected');
  const undecided = list(project, { state: 'undecided' });
  expect(undecided).toEqual(all.filter((line) => !/ (?:accepted|edited|added)$/u.test(line)));
  for (const state of factStates) {
    const { total, rows } = listTriples(project, { state });
    expect(total, `those ${state}`).toBe(rows.length);
    const facets = countFacets(project, { state }).predicates;
    expect(
      facets.reduce((sum, { count }) => sum + count, 0),
      `those ${state}`,
    ).toBe(total);
  }
});

it('narrows rejected facts as all others, shows their sentences, and brings them back', () => {
  const project = makeDecided();
  const rome = entity(project, 'Rome');
  for (const filter of [
    { query: 'berg' },
    { entity: rome },
    { predicates: ['Live_In'], objectTypes: ['Loc'] },
  ])
    expect(list(project, { ...filter, state: 'rejected' })).toHaveLength(1);
  for (const filter of [{ query: 'ada' }, { predicates: ['Kill'] }, { minScore: 1 }])
    expect(list(project, { ...filter, state: 'rejected' })).toEqual([]);
  const [row] = listTriples(project, { state: 'rejected' }).rows;
  if (!row?.decided) throw new Error('nothing is rejected');
  const { evidence, decided } = getTriple(project, row.id);
  expect(decided).toEqual({ state: 'rejected', decision: row.decided.decision, isAlone: true });
  expect(evidence.map(({ subject, object }) => [subject.text, object.text])).toEqual([
    ['Bo Berg', 'Rome'],
  ]);
  undoDecision(project, { decision: row.decided.decision }, signature, rules);
  expect(list(project, { state: 'rejected' })).toEqual([]);
  expect(list(project, {})).toContain('Bo Berg Live_In Rome');
});

it('lists a rejected fact only while a document says it', () => {
  const project = makeDecided();
  forgetSource(project, '/in/b.txt', toNaming);
  expect(list(project, { state: 'rejected' })).toEqual([]);
});
