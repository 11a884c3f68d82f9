import { Parser, Store as QuadStore } from 'n3';
import { Store } from 'oxigraph';
import SHACLValidator from 'rdf-validate-shacl';
import { describe, expect, test } from 'vitest';
import { nquads, ntriples } from '#export/rdf/nquads';
import { listQueries, toQueryPage, toSparql } from '#export/rdf/queries';
import { trig } from '#export/rdf/turtle';
import { createExportSource } from '#engine/outgoing/export-source';
import type { TargetOptions } from '#export/target';
import { toOptions, write } from './chosen.ts';
import { small, type Graph } from './graph.ts';
import { makeProject } from './make-project.ts';

function load(text: string): Store {
  const store = new Store();
  store.load(text, { format: 'application/trig' });
  return store;
}

type Row = ReadonlyMap<string, { readonly value: string }>;

function ask(store: Store, options: TargetOptions, name: string): Record<string, string>[] {
  const example = listQueries(options).find((each) => each.name === name);
  if (example === undefined) throw new Error(name);
  const rows = store.query(toSparql(example)) as Row[];
  return rows.map((row) => Object.fromEntries([...row].map(([key, term]) => [key, term.value])));
}

const says = (rows: Record<string, string>[]): string[] =>
  rows.map(({ from, says: how, to }) => `${from} ${how} ${to}`);

describe.each(['1.1', '1.2'] as const)('the questions beside an export, profile %s', (profile) => {
  const options = toOptions({ rdf: { profile } });
  const store = load(write(trig, small, options));

  test('all of them are answered', () => {
    for (const { name } of listQueries(options)) expect(ask(store, options, name)).not.toEqual([]);
  });

  test('all facts, the surest first', () => {
    expect(says(ask(store, options, 'facts'))).toEqual([
      'Ada Lovelace Work_For Analytical Society',
      'Analytical Society OrgBased_In London',
      'Ada Lovelace Live_In London',
    ]);
  });

  test('all facts from page 3 of this document', () => {
    const rows = ask(store, options, 'facts-of-page');
    expect(says(rows)).toEqual(['Ada Lovelace Live_In London']);
    expect(rows[0]?.['sentence']).toBe('Ada Lovelace 🚀 Live_In London.');
  });

  test('who says so', () => {
    const rows = ask(store, options, 'who-says-so').filter(({ says: how }) => how === 'Work_For');
    expect(rows.map(({ path, by, words }) => ({ path, by, words }))).toEqual(
      ['letters/ada.txt', 'letters/charles.txt'].map((path) => ({
        path,
        by: 'minilm/news@0123456789ab',
        words: 'Analytical Society',
      })),
    );
  });

  test('in which documents, how well supported, every spelling, and in other words', () => {
    expect(ask(store, options, 'said-in')).toHaveLength(4);
    expect(ask(store, options, 'well-supported')).toMatchObject([{ documents: '2' }]);
    const document = small.documents.find(({ path }) => path === 'letters/charles.txt');
    for (const row of ask(store, options, 'names-of').filter(
      ({ path }) => path === document?.path,
    )) {
      const at = Number(row['start']);
      expect([...(document?.text ?? '')].slice(at).join('')).toMatch(
        new RegExp(`^${row['words']}`, 'u'),
      );
    }
    expect(ask(store, options, 'schema-org').map(({ general }) => general)).toContain(
      'https://schema.org/worksFor',
    );
  });

  test('the page has them as they were tested', () => {
    const page = toQueryPage(options);
    for (const example of listQueries(options)) expect(page).toContain(toSparql(example));
  });
});

/** Shapes and data as a validator without Oxigraph sees them. */
async function validate(data: string, shapes: string) {
  const read = (text: string, format: string) => new QuadStore(new Parser({ format }).parse(text));
  const validator = new SHACLValidator(read(shapes, 'Turtle'));
  const report = await validator.validate(read(data, 'N-Triples'));
  return report.results.map(({ severity, path, message }) => ({
    severity: severity?.value.replace(/.*#/u, ''),
    path: (path as { readonly value?: string } | null)?.value,
    message: String(message[0]?.value),
  }));
}

describe.each(['1.1', '1.2'] as const)('SHACL shapes, profile %s', (profile) => {
  const options = toOptions({ rdf: { profile } });
  const shapes = write(ntriples, small, options, 1);

  test('an export fits them', async () => {
    expect(await validate(write(ntriples, small, options), shapes)).toEqual([]);
  });

  test.each([true, false])('a real project fits them, with texts: %s', async (withText) => {
    const chosen = toOptions({ withText, rdf: { profile } });
    const source = createExportSource(makeProject(2));
    const [main, ours] = ntriples.files;
    if (!main || !('records' in main) || !ours || !('records' in ours)) throw new Error('no files');
    const data = [...main.records(source, chosen)].join('');
    const own = typeof ours.head === 'function' ? ours.head(chosen, source) : '';
    const results = await validate(data, own);
    // The crowd connects anything with anything, which a schema only warns of.
    expect(results.filter(({ severity }) => severity !== 'Warning')).toEqual([]);
  });

  test.each([
    ['evidence of nothing', /^.*subjectMention.*\n/gmu],
    ['a name of nobody', /^.*refersTo.*\n/gmu],
    ['a fact without proof', /^.*vocabulary:evidence>.*\n/gmu],
    ['a document without its hash', /^.*sha256.*\n/gmu],
    ['an entity without a name', /^.*prefLabel.*\n/gmu],
  ])('%s does not', async (_, lines) => {
    const data = write(ntriples, small, options).replace(lines, '');
    expect(await validate(data, shapes)).not.toEqual([]);
  });

  test('a score beyond 1 and a wrong type do not either', async () => {
    const data = write(ntriples, small, options);
    const beyond = data.replaceAll('"0.7"^^', '"1.7"^^');
    expect((await validate(beyond, shapes)).map(({ severity }) => severity)).toContain('Violation');
    const graph: Graph = {
      ...small,
      entities: small.entities.map((entity) => ({ ...entity, type: 'Loc' })),
    };
    const wrong = await validate(write(ntriples, graph, options), shapes);
    expect(new Set(wrong.map(({ severity }) => severity))).toEqual(new Set(['Warning']));
  });
});

test('the quads of both syntaxes are the same graph', () => {
  expect(load(write(trig, small)).size).toBe(write(nquads, small).trim().split('\n').length);
});
