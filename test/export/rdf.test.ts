import fc from 'fast-check';
import { Parser } from 'n3';
import { Store } from 'oxigraph';
import { describe, expect, test } from 'vitest';
import { nquads } from '#export/nquads';
import { ntriples } from '#export/ntriples';
import { listStatements } from '#export/statements';
import type { FileTarget } from '#export/target';
import { toIri, toLiteral } from '#export/terms';
import { trig, turtle } from '#export/turtle';
import { hostile, small, toSource, writtenGraph, type Graph } from './graph.ts';

function write(graph: Graph, target: FileTarget = nquads): string {
  const source = toSource(graph);
  return target.files
    .map(({ head = '', records, tail = '' }) => head + [...records(source)].join('') + tail)
    .join('');
}

function load(text: string, format = 'application/n-quads'): Store {
  const store = new Store();
  store.load(text, { format });
  return store;
}

/** Sorted lines of canonical N-Quads, by Oxigraph. */
function toLines(store: Store): readonly string[] {
  return store.dump({ format: 'application/n-quads' }).trim().split('\n').toSorted();
}

type Row = ReadonlyMap<string, { readonly value: string }>;

function select(store: Store, query: string): Record<string, string>[] {
  const rows = store.query(
    `PREFIX e: <urn:espalier:vocabulary:> PREFIX oa: <http://www.w3.org/ns/oa#>
     PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
     PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
     ${query}`,
  ) as Row[];
  return rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name, term.value])));
}

describe('hostile text stays text', () => {
  test('two parsers read as many different quads as were stated', () => {
    fc.assert(
      fc.property(writtenGraph, (graph) => {
        const stated = [...listStatements(toSource(graph))].length;
        const text = write(graph);
        const lines = text.split('\n').slice(0, -1);
        expect(lines).toHaveLength(stated);
        expect(new Set(lines).size).toBe(stated);
        expect(new Parser({ format: 'N-Quads' }).parse(text)).toHaveLength(stated);
        expect(load(text).size).toBe(stated);
      }),
      { numRuns: 200 },
    );
  });

  test('literals come back as they were, save for lone surrogates', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 30 })), (text) => {
        const line = `<urn:a> <urn:b> ${toLiteral(text)} .\n`;
        expect(new Parser({ format: 'N-Quads' }).parse(line)[0]?.object.value).toBe(
          text.toWellFormed(),
        );
        expect(load(line).match()[0]?.object.value).toBe(text.toWellFormed());
      }),
      { numRuns: 5000 },
    );
  });

  test('different labels get different IRIs, and each tells its label', () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        fc.pre(a.toWellFormed() !== b.toWellFormed());
        expect(toIri('type', a)).not.toBe(toIri('type', b));
        const name = toIri('type', a).slice('<urn:espalier:type:'.length, -1);
        expect(decodeURIComponent(name)).toBe(a.toWellFormed());
        expect(name).toMatch(/^[A-Za-z0-9_.%-]*$/u);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  [trig, 'application/trig', () => true],
  [turtle, 'text/turtle', ({ graph }: { graph?: string }) => graph === undefined],
  [ntriples, 'application/n-triples', ({ graph }: { graph?: string }) => graph === undefined],
] as const)('$name says what the quads say', (target, format, isWanted) => {
  fc.assert(
    fc.property(writtenGraph, (graph) => {
      const wanted = [...listStatements(toSource(graph))].filter(isWanted);
      const lines = wanted.map((quad) =>
        [
          quad.subject,
          quad.predicate,
          quad.object,
          ...(quad.graph === undefined ? [] : [quad.graph]),
        ].join(' '),
      );
      const text = write(graph, target);
      expect(toLines(load(text, format))).toEqual(
        toLines(load(lines.map((line) => `${line} .\n`).join(''))),
      );
      expect(new Parser({ format }).parse(text)).toHaveLength(wanted.length);
    }),
    { numRuns: 40 },
  );
});

test('equal graphs give equal bytes', () => {
  expect(write(small)).toBe(write(structuredClone(small)));
});

describe('SPARQL over the export', () => {
  const store = load(write(small));

  test('facts are plain triples', () => {
    expect(
      select(
        store,
        `SELECT ?s ?o { ?a <urn:espalier:relation:Work_For> ?b . ?a skos:prefLabel ?s . ?b skos:prefLabel ?o }`,
      ),
    ).toEqual([{ s: 'Ada Lovelace', o: 'Analytical Society' }]);
  });

  test('who says so: the graph of a statement is its document', () => {
    expect(
      select(
        store,
        `SELECT ?path { GRAPH ?d { ?a <urn:espalier:relation:Work_For> ?b } ?d e:path ?path } ORDER BY ?path`,
      ),
    ).toEqual([{ path: 'letters/ada.txt' }, { path: 'letters/charles.txt' }]);
  });

  test('all facts from page 3', () => {
    expect(
      select(
        store,
        `SELECT ?p ?score { ?t rdf:predicate ?p ; e:evidence ?e . ?e e:score ?score ; e:sentence/e:page 3 }`,
      ),
    ).toEqual([{ p: 'urn:espalier:relation:Live_In', score: '0.7' }]);
  });

  test('evidence leads to the words: positions are code points, starts UTF-16 units', () => {
    const rows = select(
      store,
      `SELECT ?path ?start ?end ?unit ?exact ?agent {
         ?t rdf:predicate <urn:espalier:relation:Live_In> ; e:evidence ?e .
         ?e e:objectMention ?m ; prov:wasGeneratedBy/prov:wasAssociatedWith/rdfs:label ?agent .
         ?m oa:hasSource/e:path ?path ; e:start ?unit .
         ?m oa:hasSelector [ oa:start ?start ; oa:end ?end ] , [ oa:exact ?exact ] }`,
    );
    const document = small.documents.find(({ path }) => path === 'letters/ada.txt');
    const text = document?.text ?? '';
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(row).toMatchObject({
      path: 'letters/ada.txt',
      exact: 'London',
      agent: 'minilm/news@0123456789ab',
    });
    expect([...text].slice(Number(row?.['start']), Number(row?.['end'])).join('')).toBe('London');
    expect(text.slice(Number(row?.['unit']))).toMatch(/^London/u);
    expect(row?.['unit']).not.toBe(row?.['start']);
  });
});
