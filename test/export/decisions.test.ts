import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from 'oxigraph';
import { expect, test } from 'vitest';
import { createExportSource } from '#engine/outgoing/export-source';
import { importGraph } from '#engine/import/import-graph';
import { exportToFile } from '#export/file';
import { nquads } from '#export/rdf/nquads';
import { listQueries, toSparql } from '#export/rdf/queries';
import { findTarget } from '#export/targets';
import { undoDecision } from '#store/decide';
import { digest } from '#store/digest';
import { listDecisions } from '#store/decisions';
import { listMentions } from '#store/mentions';
import type { Project } from '#store/project';
import {
  decide,
  entity,
  listSaid,
  makeEmpty,
  makeProject,
  rules,
  signature,
  triple,
} from '../curation/make.ts';
import { makeFolder } from '../store/make.ts';
import { toOptions } from './chosen.ts';

/** A bit of everything that people do. */
function makeCurated(): Project {
  const project = makeProject();
  const [byron, lovelace] = [entity(project, 'Ada Byron'), entity(project, 'Ada Lovelace')];
  decide(project, { kind: 'entity.merge', entities: [byron, lovelace] });
  decide(project, { kind: 'entity.rename', entity: byron, name: 'Countess Ada' });
  decide(project, { kind: 'triple.accept', triple: triple(project, 'Countess Ada Work_For Ford') });
  decide(project, { kind: 'triple.reject', triple: triple(project, 'Bo Berg Live_In Rome') });
  decide(project, {
    kind: 'triple.edit',
    triple: triple(project, 'Countess Ada Live_In Oslo'),
    predicate: 'Visited',
  });
  decide(project, { kind: 'entity.retype', entity: entity(project, 'Fiat'), type: 'Club' });
  decide(project, { kind: 'entity.hide', entity: entity(project, 'Ford Motor') });
  const [mention] = listMentions(project, { entity: entity(project, 'Rome') }).rows;
  if (mention === undefined) throw new Error('no mention');
  const { document, sentence } = mention;
  decide(project, {
    kind: 'mention.add',
    document,
    start: sentence.start,
    end: sentence.start + 2,
    type: 'Other',
  });
  const { decision } = decide(project, {
    kind: 'entity.rename',
    entity: entity(project, 'Rome'),
    name: 'Roma',
  });
  undoDecision(project, { decision: decision.id }, signature, rules);
  return project;
}

async function exportText(project: Project, options = toOptions()): Promise<string> {
  const path = join(makeFolder(), 'graph.nq');
  await exportToFile(createExportSource(project), nquads, path, options);
  return readFileSync(path, 'utf8');
}

test.each(['trig', 'jsonld', 'rdfxml', 'nquads'])(
  'decisions go out as %s and come back',
  async (name) => {
    const project = makeCurated();
    const target = findTarget(name) ?? nquads;
    const path = join(makeFolder(), `graph${target.extension}`);
    await exportToFile(createExportSource(project), target, path, toOptions());
    const back = makeEmpty();
    await importGraph({
      project: back,
      path,
      signal: new AbortController().signal,
      onDocument: () => undefined,
    });
    expect(listSaid(back)).toEqual(listSaid(project));
    expect(digest(back)).toBe(digest(project));
    expect(listDecisions(back, {}).total).toBe(listDecisions(project, {}).total);
    const lines = (text: string) => text.split('\n').toSorted();
    expect(lines(await exportText(back))).toEqual(lines(await exportText(project)));
  },
);

test('a fact is attributed to the person whose decision made or accepted it', async () => {
  const options = toOptions();
  const store = new Store();
  store.load(await exportText(makeCurated()), { format: 'application/n-quads' });
  const who = listQueries(options).find((example) => example.name === 'who-says-so');
  const rows = store.query(toSparql(who ?? { query: '' })) as ReadonlyMap<
    string,
    { value: string }
  >[];
  const by = new Map(
    rows.map((row) => {
      const [from, says, to, person] = ['from', 'says', 'to', 'by'].map(
        (key) => row.get(key)?.value,
      );
      return [`${from} ${says} ${to}`, person];
    }),
  );
  expect(by.get('Countess Ada Work_For Ford')).toBe('Ada');
  expect(by.get('Countess Ada Visited Oslo')).toBe('Ada');
  expect(by.get('Countess Ada Live_In Rome')).toBe('minilm/news@0123456789ab');
  expect([...by.keys()]).not.toContain('Bo Berg Live_In Rome');
});

test('without texts the words of decisions stay at home', async () => {
  const text = await exportText(makeCurated(), toOptions({ withText: false }));
  expect(text).toContain('vocabulary:Decision');
  expect(text).not.toContain('vocabulary:operation');
  expect(text).not.toContain('🍎');
});
