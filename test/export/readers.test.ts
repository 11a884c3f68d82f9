import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { strFromU8, unzipSync } from 'fflate';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportToFile } from '#export/file';
import { findTarget } from '#export/targets';
import { toOptions } from './chosen.ts';
import { small, toSource, writtenGraph, type Graph } from './graph.ts';
import { fc } from '../random.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-readers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, graph: Graph): Promise<string> {
  const target = findTarget(name);
  if (target === undefined) throw new Error(name);
  const path = join(folder, `graph${target.extension || '-folder'}`);
  await exportToFile(toSource(graph), target, path, toOptions());
  return path;
}

const evidenceOf = (graph: Graph) =>
  graph.triples.flatMap((triple) => triple.evidence.map((evidence) => ({ triple, evidence })));

/** As XML 1.0 can hold it. */
// oxlint-disable-next-line no-control-regex -- XML 1.0, production 2
const ILLEGAL = /[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;
const toHeld = (text: string): string => text.toWellFormed().replace(ILLEGAL, '\ufffd');
const fromXml = (text: string): string =>
  text.replace(/&#(\d+);/gu, (_, code: string) => String.fromCharCode(Number(code)));

/** This reader drops a byte order mark at the beginning of a text; pandas keeps it. */
const toRead = (text: string): string => text.toWellFormed().replace(/^\ufeff/u, '');

test('Parquet, with hyparquet', async () => {
  await fc.assert(
    fc.asyncProperty(writtenGraph, async (graph) => {
      const file = await asyncBufferFromFile(await write('parquet', graph));
      const rows = await parquetReadObjects({ file });
      expect(rows).toHaveLength(evidenceOf(graph).length);
      for (const [at, { triple, evidence }] of evidenceOf(graph).entries())
        expect(rows[at]).toMatchObject({
          triple: triple.id,
          subject: toRead(triple.subject.name),
          triple_score: triple.score,
          sentence: toRead(evidence.sentence.text),
          sentence_start: evidence.sentence.start,
        });
    }),
    { numRuns: 25 },
  );
  const path = join(folder, 'graph.entities.parquet');
  await write('parquet', small);
  const entities = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  expect(entities.map(({ name }) => name)).toEqual(small.entities.map(({ name }) => name));
});

test('SQLite, with SQLite', async () => {
  await fc.assert(
    fc.asyncProperty(writtenGraph, async (graph) => {
      const database = new DatabaseSync(await write('sqlite', graph), { readOnly: true });
      try {
        expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
        const facts = database
          .prepare(
            `SELECT f.id, s.name AS subject, o.name AS object FROM fact f JOIN entity s ON s.id = f.subject
             JOIN entity o ON o.id = f.object ORDER BY f.id`,
          )
          .all();
        expect(facts.map(({ id }) => id)).toEqual(graph.triples.map(({ id }) => id));
        const { count } = database.prepare('SELECT count(*) AS count FROM evidence').get() ?? {};
        expect(count).toBe(evidenceOf(graph).length);
      } finally {
        database.close();
      }
    }),
    { numRuns: 25 },
  );
});

test('Excel, as the zip of XML that it is', async () => {
  await fc.assert(
    fc.asyncProperty(writtenGraph, async (graph) => {
      const parts = unzipSync(await readFile(await write('xlsx', graph)));
      const text = (name: string): string => strFromU8(parts[name] ?? new Uint8Array());
      expect(
        [...text('xl/workbook.xml').matchAll(/<sheet name="(\w+)"/gu)].map(([, name]) => name),
      ).toEqual(['Facts', 'Entities', 'Documents']);
      const sheet = text('xl/worksheets/sheet1.xml');
      expect(sheet.match(/<row /gu)).toHaveLength(evidenceOf(graph).length + 1);
      expect(sheet).not.toMatch(/<f[ >]/u);
      const cells = [...text('xl/worksheets/sheet2.xml').matchAll(/<t [^>]*>([^<]*)<\/t>/gu)].map(
        ([, cell = '']) => fromXml(cell).replaceAll('_x005F_', '_'),
      );
      for (const { name } of graph.entities) if (name !== '') expect(cells).toContain(toHeld(name));
    }),
    { numRuns: 25 },
  );
});

type Tree = DefaultTreeAdapterTypes.Node;

/** Every element's name with the names of its attributes. */
function* walk(node: Tree): Iterable<{ readonly tag: string; readonly attributes: string[] }> {
  if ('tagName' in node)
    yield { tag: node.tagName, attributes: node.attrs.map(({ name }) => name) };
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child);
}

test('the report holds no markup from documents, no script, and no way out', async () => {
  const ours =
    'html head meta title style body main h1 h2 h3 p small em section article ul li q mark cite'.split(
      ' ',
    );
  await fc.assert(
    fc.asyncProperty(writtenGraph, async (graph) => {
      const text = await readFile(await write('html', graph), 'utf8');
      const nodes = [...walk(parse(text))];
      for (const { tag, attributes } of nodes) {
        expect(ours).toContain(tag);
        for (const name of attributes) expect(name).not.toMatch(/^(on|src|href)/u);
      }
      expect(nodes.filter(({ tag }) => tag === 'article')).toHaveLength(graph.triples.length);
      expect(text).not.toMatch(/https?:\/\//u);
    }),
    { numRuns: 40 },
  );
  const report = await readFile(await write('html', small), 'utf8');
  expect(report).toContain(
    '<mark class="subject">Ada Lovelace</mark> 🚀 Live_In <mark class="object">London</mark>',
  );
  expect(report).toContain("default-src 'none'");
});

describe('training data', () => {
  interface Sentence {
    readonly tokens: string[];
    readonly entities: { type: string; start: number; end: number }[];
    readonly relations: { type: string; head: number; tail: number }[];
  }

  test('SpERT: the words of every name, and both ends of every fact', async () => {
    const sentences = JSON.parse(await readFile(await write('spert', small), 'utf8')) as Sentence[];
    const said = sentences.flatMap(({ tokens, entities, relations }) => {
      const names = entities.map(({ start, end }) => tokens.slice(start, end).join(' '));
      return relations.map(({ type, head, tail }) => `${names[head]} ${type} ${names[tail]}`);
    });
    expect(said.toSorted()).toEqual([
      'Ada Lovelace Live_In London',
      'Ada Lovelace Work_For Analytical Society',
      'Ada Lovelace Work_For Analytical Society',
      'Analytical Society OrgBased_In London',
    ]);
  });

  test('hostile text keeps every format in its lines', async () => {
    await fc.assert(
      fc.asyncProperty(writtenGraph, async (graph) => {
        const spert = JSON.parse(await readFile(await write('spert', graph), 'utf8')) as Sentence[];
        const all = graph.documents.flatMap(({ sentences }) => sentences);
        expect(spert).toHaveLength(all.length);
        for (const { tokens, entities } of spert)
          for (const { end } of entities) expect(end).toBeLessThanOrEqual(tokens.length);
        const conll = (await readFile(await write('conll', graph), 'utf8')).split('\n');
        for (const line of conll)
          if (line !== '' && !line.startsWith('#doc')) expect(line.split('\t')).toHaveLength(5);
        JSON.parse(await readFile(await write('spacy', graph), 'utf8'));
      }),
      { numRuns: 40 },
    );
  });

  test('brat: offsets are code points of the text beside', async () => {
    await fc.assert(
      fc.asyncProperty(writtenGraph, async (graph) => {
        const path = await write('brat', graph);
        for (const name of (await readdir(path)).filter((each) => each.endsWith('.ann'))) {
          const text = [...(await readFile(join(path, name.replace('.ann', '.txt')), 'utf8'))];
          const lines = (await readFile(join(path, name), 'utf8')).split('\n');
          for (const line of lines.filter((each) => each.startsWith('T'))) {
            const [, place = '', ...words] = line.split('\t');
            const spans = place.slice(place.indexOf(' ') + 1).split(';');
            const found = spans.map((span) => {
              const [start, end] = span.split(' ').map(Number);
              return text.slice(start, end).join('');
            });
            // A name of line ends alone cannot be shown on a line; any other name has none in its pieces.
            for (const piece of found)
              expect(piece).toMatch(/^(?:[^\n\r\u0085\u2028\u2029]*|\s+)$/u);
            const shown = found.join(' ').replace(/[\n\r\u0085\u2028\u2029]/gu, ' ');
            expect(words.join('\t')).toBe(shown);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
