import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EntityId } from '#domain/ids';
import type { ExportChoice } from '#engine/outgoing/export-files';
import { runRecordedExport } from '#engine/outgoing/export-job';
import { listTargets } from '#engine/outgoing/export-list';
import { createMeter } from '#engine/progress';
import { toNaming } from '#resolve/name';
import type { Project } from '#store/project';
import { addMirror, getOutboxRange, settleMirror } from '#store/outbox';
import { forgetSource, storeDocument } from '#store/store-document';
import { listTriples } from '#store/triples';
import { lives, makeFolder, makeInput, works } from '../store/make.ts';
import { makeEmpty, makeProject } from './make-project.ts';

const never = new AbortController().signal;

interface Line {
  readonly kind: string;
  readonly id: string;
  readonly name?: string;
  readonly predicate?: string;
  readonly score?: number;
  readonly subject?: { readonly id: string };
  readonly object?: { readonly id: string };
}

async function exportLines(project: Project, choice: ExportChoice = {}) {
  const folder = makeFolder();
  const path = join(folder, 'graph.jsonl');
  const report = await runRecordedExport(
    project,
    { target: 'jsonl', path, choice },
    never,
    createMeter(),
  );
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const gone = readdirSync(folder).includes('graph.gone.csv')
    ? readFileSync(join(folder, 'graph.gone.csv'), 'utf8').trim().split('\r\n').slice(1)
    : undefined;
  return { report, lines, gone, of: (kind: string) => lines.filter((line) => line.kind === kind) };
}

test('since the last export to the target: what came, what changed, what went', async () => {
  const project = makeProject(3);
  const first = await exportLines(project, { since: 'last' });
  expect(first.gone).toBeUndefined();
  expect(first.of('triple').length).toBeGreaterThan(20);

  const nothing = await exportLines(project, { since: 'last' });
  expect(nothing.lines).toEqual([]);
  expect(nothing.gone).toEqual([]);

  const input = makeInput('/in/new.txt', [
    works('Zoë Quill', 'Inkwell House'),
    lives('Zoë Quill', 'Oslo'),
  ]);
  storeDocument(project, input, toNaming);
  const more = await exportLines(project, { since: 'last' });
  expect(
    more
      .of('triple')
      .map(({ predicate }) => String(predicate))
      .toSorted(),
  ).toEqual(['Live_In', 'Work_For']);
  expect(
    more
      .of('entity')
      .map(({ name }) => String(name))
      .toSorted(),
  ).toEqual(['Inkwell House', 'Oslo', 'Zoë Quill']);
  expect(more.of('document')).toHaveLength(1);
  expect(more.gone).toEqual([]);

  forgetSource(project, '/in/new.txt', toNaming);
  const less = await exportLines(project, { since: 'last' });
  expect(less.of('triple')).toEqual([]);
  expect(less.report.deleted).toBe(6);
  expect(less.gone?.map((line) => line.split(',')[0]).toSorted()).toEqual([
    'document',
    'entity',
    'entity',
    'entity',
    'triple',
    'triple',
  ]);

  // By the number that a report gave, and by a date.
  const again = await exportLines(project, { since: String(nothing.report.sequence) });
  expect(again.gone).toEqual(less.gone);
  const byDate = await exportLines(project, { since: new Date(Date.now() + 1000).toISOString() });
  expect(byDate.lines).toEqual([]);
});

test.each(['yesterday', '1999-01-01', '99999999', '-1', ''])(
  'since "%s" is refused with a sentence',
  async (since) => {
    const project = makeProject(1);
    await exportLines(project);
    await expect(exportLines(project, { since })).rejects.toMatchObject({ code: 'export-refused' });
  },
);

test('changes that were let go are not said to be none, whatever was begun since', async () => {
  const project = makeProject(1);
  addMirror(project, 'bolt');
  storeDocument(project, makeInput('/in/new.txt', [works('Zoë Quill', 'Acme')]), toNaming);
  settleMirror(project, 'bolt', getOutboxRange(project).end, []);
  const { kept } = getOutboxRange(project);
  expect(kept).toBeGreaterThan(1);
  // An export that was cut off leaves a mirror that was never written to.
  addMirror(project, 'file:csv');
  expect(getOutboxRange(project).kept).toBe(kept);
  await expect(exportLines(project, { since: '1' })).rejects.toMatchObject({
    code: 'export-refused',
  });
});

test('only what is selected', async () => {
  const project = makeProject(3);
  const all = await exportLines(project);
  const { rows } = listTriples(project, { minScore: 0.9 });
  const sure = await exportLines(project, { selection: { filter: { minScore: 0.9 } } });
  expect(sure.of('triple').map(({ id }) => id)).toEqual(
    all
      .of('triple')
      .filter(({ score = 0 }) => score >= 0.9)
      .map(({ id }) => id),
  );
  expect(rows.length).toBeGreaterThan(0);

  const ada = all.of('entity').find(({ name }) => name?.startsWith('Ada Byron'))?.id as EntityId;
  const about = await exportLines(project, { selection: { entities: [ada] } });
  const ends = new Set(
    about.of('triple').flatMap(({ subject, object }) => [subject?.id, object?.id]),
  );
  expect(ends).toContain(ada);
  for (const { subject, object } of about.of('triple'))
    expect([subject?.id, object?.id]).toContain(ada);
  expect(new Set(about.of('entity').map(({ id }) => id))).toEqual(ends);

  const killed = await exportLines(project, { selection: { filter: { predicates: ['Kill'] } } });
  expect(new Set(killed.of('triple').map(({ predicate }) => predicate))).toEqual(new Set(['Kill']));

  // A part leaves the mark where it was: what was not in it is still to be told.
  storeDocument(
    project,
    makeInput('/in/late.txt', [works('Zoë Quill', 'Inkwell House')]),
    toNaming,
  );
  await exportLines(project, { selection: { entities: [ada] } });
  expect((await exportLines(project, { since: 'last' })).of('triple')).toHaveLength(1);
});

test('every target tells its last run', async () => {
  const project = makeEmpty();
  storeDocument(project, makeInput('/in/a.txt', [works('Ada Byron', 'Acme')]), toNaming);
  expect(listTargets(project).every(({ last }) => last === null)).toBe(true);
  const { report } = await exportLines(project);
  const { last } = listTargets(project).find(({ target }) => target === 'jsonl') ?? {};
  expect(last).toMatchObject({ state: 'done', report });
  const nowhere = { target: 'csv', path: '/nowhere/at/all.csv' };
  await expect(runRecordedExport(project, nowhere, never, createMeter())).rejects.toThrow();
  expect(listTargets(project).find(({ target }) => target === 'csv')?.last).toMatchObject({
    state: 'failed',
    error: { code: 'path-missing' },
  });
});

test('the project itself is not written over', async () => {
  const project = makeEmpty();
  for (const path of [project.path, `${project.path}-wal`])
    await expect(
      runRecordedExport(project, { target: 'jsonl', path }, never, createMeter()),
    ).rejects.toMatchObject({ code: 'export-refused' });
});
