import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createExportSource } from '#engine/outgoing/export-source';
import { importGraph } from '#engine/import/import-graph';
import { exportToFile } from '#export/file';
import { isGraphFile } from '#export/rdf/load';
import { nquads } from '#export/rdf/nquads';
import { findTarget } from '#export/targets';
import type { TargetOptions } from '#export/target';
import { digest } from '#store/digest';
import type { Project } from '#store/project';
import { makeFolder } from '../store/make.ts';
import { toOptions } from './chosen.ts';
import { makeEmpty, makeProject } from './make-project.ts';

const never = new AbortController().signal;

async function exportLines(project: Project, options: TargetOptions): Promise<readonly string[]> {
  const path = join(makeFolder(), 'again.nq');
  await exportToFile(createExportSource(project), nquads, path, options);
  return readFileSync(path, 'utf8').split('\n').toSorted();
}

test.each([
  ['trig', 'graph.trig', {}],
  ['trig', 'graph.trig.gz', {}],
  ['turtle', 'graph.ttl', {}],
  ['ntriples', 'graph.nt', {}],
  ['nquads', 'graph.nquads', { profile: '1.1' }],
  ['nquads', 'graph.nq.gz', { base: 'https://example.org/graph/' }],
  ['jsonld', 'graph.jsonld', {}],
  ['jsonld', 'graph.jsonld.gz', {}],
  ['rdfxml', 'graph.rdf', {}],
] as const)('%s as %s comes back as the same project', async (name, file, rdf) => {
  const project = makeProject();
  const path = join(makeFolder(), file);
  const target = findTarget(name) ?? nquads;
  await exportToFile(createExportSource(project), target, path, toOptions({ rdf }));
  expect(await isGraphFile(path)).toBe(true);
  const back = makeEmpty();
  const states: string[] = [];
  await importGraph({
    project: back,
    path,
    signal: never,
    onDocument: (_, state) => states.push(state),
  });
  expect(states).toHaveLength(15);
  expect(await exportLines(back, toOptions())).toEqual(await exportLines(project, toOptions()));
  // Not only what is exported: texts, layouts, hashes, counts.
  expect(digest(back)).toBe(digest(project));
  expect(await exportLines(back, toOptions())).not.toHaveLength(0);
});

test('importing twice changes nothing', async () => {
  const path = join(makeFolder(), 'graph.trig');
  const project = makeProject(2);
  await exportToFile(createExportSource(project), findTarget('trig') ?? nquads, path, toOptions());
  const before = digest(project);
  const deltas: number[] = [];
  await importGraph({
    project,
    path,
    signal: never,
    onDocument: ({ triples: { added, removed } }) => deltas.push(added.length + removed.length),
  });
  expect(digest(project)).toBe(before);
  expect(new Set(deltas)).toEqual(new Set([0]));
});

test('what cannot come back is refused with a sentence, and leaves nothing', async () => {
  const project = makeProject(1);
  const folder = makeFolder();
  const bare = join(folder, 'bare.trig');
  await exportToFile(
    createExportSource(project),
    findTarget('trig') ?? nquads,
    bare,
    toOptions({ withText: false }),
  );
  const whole = join(folder, 'whole.nq');
  await exportToFile(createExportSource(project), nquads, whole, toOptions());
  const torn = join(folder, 'torn.nq');
  writeFileSync(torn, `${readFileSync(whole, 'utf8')}<urn:a> <urn:b`);
  const holed = join(folder, 'holed.nq');
  writeFileSync(holed, readFileSync(whole, 'utf8').replaceAll(/^.*refersTo.*$/gmu, ''));
  for (const path of [bare, torn, holed]) {
    const back = makeEmpty();
    const empty = digest(back);
    await expect(
      importGraph({ project: back, path, signal: never, onDocument: () => undefined }),
    ).rejects.toMatchObject({ code: 'export-refused' });
    expect(digest(back)).toBe(empty);
  }
});

test.each([
  [
    'a mention beyond the text',
    /(:mention:\S+ <urn:espalier:vocabulary:end> )"\d+"/gu,
    '$1"999999"',
  ],
  ['a score that is none', /(vocabulary:score> )"[^"]*"/gu, '$1"NaN"'],
  [
    'a block before the text',
    /\\"blocks\\":\[\{/gu,
    '\\"blocks\\":[{\\"kind\\":\\"text\\",\\"start\\":-5,\\"end\\":3},{',
  ],
  [
    'a layout of another make',
    /(vocabulary:layout> )".*"\^\^/gu,
    '$1"{\\"blocks\\":7,\\"sentences\\":[]}"^^',
  ],
  [
    'a schema that is none',
    /(vocabulary:definition> )".*"\^\^/gu,
    '$1"{\\"name\\":\\"other\\"}"^^',
  ],
])('%s is refused with a sentence, and leaves nothing', async (_, wanted, instead) => {
  const path = join(makeFolder(), 'bent.nq');
  await exportToFile(createExportSource(makeProject(1)), nquads, path, toOptions());
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll(wanted, instead));
  expect(readFileSync(path, 'utf8')).not.toBe(text);
  const back = makeEmpty();
  const empty = digest(back);
  await expect(
    importGraph({ project: back, path, signal: never, onDocument: () => undefined }),
  ).rejects.toMatchObject({ code: 'export-refused' });
  expect(digest(back)).toBe(empty);
});

test('only our RDF is taken for it', async () => {
  const folder = makeFolder();
  const files = {
    'foreign.ttl': '<urn:a> <urn:b> <urn:c> .',
    'notes.txt': 'urn:espalier:vocabulary:',
    'empty.nq': '',
    'broken.nq.gz': 'no gzip',
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    expect(await isGraphFile(join(folder, name))).toBe(false);
  }
  expect(await isGraphFile(join(folder, 'missing.nq'))).toBe(false);
  expect(await isGraphFile(folder)).toBe(false);
});

test('a compressed export is the same text', async () => {
  const project = makeProject(1);
  const folder = makeFolder();
  for (const name of ['a.nq', 'a.nq.gz'])
    await exportToFile(createExportSource(project), nquads, join(folder, name), toOptions());
  expect(gunzipSync(readFileSync(join(folder, 'a.nq.gz')))).toEqual(
    readFileSync(join(folder, 'a.nq')),
  );
});
