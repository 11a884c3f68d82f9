import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importKnown } from '#engine/import/known-lists';
import { linkProject } from '#engine/import/linking';
import { toNaming } from '#engine/pipeline';
import { toKnownEntities } from '#resolve/known';
import { toTable } from '#resolve/records/table';
import { listKnownOf } from '#store/known';
import { createProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { makeDocument } from './made-documents.ts';

test('columns are told by their names', () => {
  const table = toTable(
    'qid;x,Label,Class,Also known as,Born\n,Ottilie Quarnwell,person,Otti|O. Q.,1801\n,,person,,\n',
  );
  expect(toKnownEntities(table)).toEqual([
    {
      name: 'Ottilie Quarnwell',
      type: 'person',
      aliases: ['Otti', 'O. Q.'],
      attributes: { born: '1801' },
    },
  ]);
  const [one] = toKnownEntities(
    toTable('name,wikidata\nOldham,https://www.wikidata.org/wiki/Q123\n'),
  );
  expect(one?.attributes).toEqual({ wikidata: 'Q123' });
});

test('documents are linked to a list with its ids, and let go when it changes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-known-'));
  const project = createProject(join(folder, 'p.espalier'));
  try {
    const document = makeDocument('/1', [
      [
        ['Peop', 'Ottilie Quarnwell'],
        ['Org', 'IWM'],
        ['Loc', 'Oldham'],
        ['Peop', 'Bertram Zorn'],
      ],
    ]);
    storeDocument(project, document, toNaming);
    await linkProject(project);
    const list = join(folder, 'people 🚂.csv');
    const idOf = (key: string) =>
      document.resolution.clusters.find((cluster) => cluster.key === key)?.entity ?? 'e';
    const ids = (key: string, outcome: string) =>
      listKnownOf(project, idOf(key))
        .filter((row) => row.outcome === outcome)
        .map(({ attributes }) => attributes['wikidata']);
    writeFileSync(
      list,
      'name,type,aliases,wikidata\nOttilie Quarnwell,person,,Q1\nInternational Widget Machines,organization,IWM,Q2\nOldham,location,,Q3\nOldham,location,,Q4\n',
    );
    expect(await importKnown(project, list)).toMatchObject({ entities: 4, linked: 2 });
    expect(ids('ottilie quarnwell', 'merged')).toEqual(['Q1']);
    expect(ids('iwm', 'merged')).toEqual(['Q2']);
    // Two of one name: a person has to say which.
    expect(ids('oldham', 'merged')).toEqual([]);
    expect(new Set(ids('oldham', 'proposed'))).toEqual(new Set(['Q3', 'Q4']));
    expect(ids('bertram zorn', 'merged')).toEqual([]);
    expect(listKnownOf(project, idOf('iwm'))[0]?.reasons.map(({ kind }) => kind)).toContain(
      'name.alias',
    );

    writeFileSync(list, 'name,type,wikidata\nOldham,location,Q3\n');
    expect(await importKnown(project, list)).toMatchObject({ entities: 1, linked: 1 });
    expect(ids('oldham', 'merged')).toEqual(['Q3']);
    expect(ids('ottilie quarnwell', 'merged')).toEqual([]);
  } finally {
    project.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
