import { describe, expect, test } from 'vitest';
import { csv } from '#export/csv';
import { jsonl } from '#export/jsonl';
import { toOptions, write } from './chosen.ts';
import { small, writtenGraph } from './graph.ts';
import { fc } from '../random.ts';

/** RFC 4180, read strictly: throws at a quote out of place. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null) throw new Error(`no cell at ${at}: ${text.slice(at, at + 40)}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('csv', () => {
  test('a row for each place that says a fact', () => {
    const [header = [], ...rows] = parseCsv(write(csv, small));
    const records = rows.map((row) =>
      Object.fromEntries(row.map((cell, at) => [header[at], cell])),
    );
    expect(records).toHaveLength(4);
    expect(records.filter((record) => record['predicate'] === 'Work_For')).toMatchObject([
      { subject: 'Ada Lovelace', object: 'Analytical Society', triple_score: '0.95' },
      { subject: 'Ada Lovelace', object: 'Analytical Society', triple_score: '0.95' },
    ]);
    for (const record of records) {
      const document = small.documents.find(({ id }) => id === record['document_id']);
      const [start, end] = [Number(record['object_start']), Number(record['object_end'])];
      expect(document?.text.slice(start, end)).toBe(record['object_text']);
      expect(document?.path).toBe(record['document']);
    }
  });

  test('a row an entity', () => {
    const rows = parseCsv(write(csv, small, toOptions(), 1));
    expect(rows).toContainEqual([
      expect.stringMatching(/^e/u),
      'Ada Lovelace',
      'Peop',
      '',
      '3',
      '2',
    ]);
  });

  test('hostile text neither breaks a row nor becomes a formula', () => {
    fc.assert(
      fc.property(writtenGraph, fc.constantFrom(0, 1), (graph, at) => {
        const [header = [], ...rows] = parseCsv(write(csv, graph, toOptions(), at));
        const evidence = graph.triples.reduce((sum, { evidence: { length } }) => sum + length, 0);
        expect(rows).toHaveLength(at === 0 ? evidence : graph.entities.length);
        for (const row of rows) {
          expect(row).toHaveLength(header.length);
          for (const cell of row) expect(cell).not.toMatch(/^\s*[=+@\-|%]/u);
        }
        if (at === 1)
          expect(
            rows.map(([, name = '']) => name.replace(/^'(?=\s*[=+\-@\t\r\n|%])/u, '')),
          ).toEqual(
            graph.entities.map(({ name }) => name.toWellFormed().replaceAll('\0', '\ufffd')),
          );
      }),
      { numRuns: 300 },
    );
  });
});

describe('jsonl', () => {
  test('every line is a record of the command line, told apart by its kind', () => {
    fc.assert(
      fc.property(writtenGraph, (graph) => {
        const records = write(jsonl, graph)
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as { kind: string });
        expect(records.filter(({ kind }) => kind === 'entity')).toEqual(
          graph.entities.map((entity) => ({ kind: 'entity', ...entity })),
        );
        expect(records.filter(({ kind }) => kind === 'triple')).toEqual(
          graph.triples.map((triple) => ({ kind: 'triple', ...triple })),
        );
        expect(records.filter(({ kind }) => kind === 'document')).toHaveLength(
          graph.documents.length,
        );
      }),
      { numRuns: 100 },
    );
  });
});
