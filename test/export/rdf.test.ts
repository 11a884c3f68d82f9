import { DataFactory, Parser, Writer } from 'n3';
import { Store } from 'oxigraph';
import { describe, expect, test } from 'vitest';
import { jsonld } from '#export/rdf/jsonld';
import { nquads, ntriples } from '#export/rdf/nquads';
import { rdfxml } from '#export/rdf/rdfxml';
import { listStatements } from '#export/rdf/statements';
import { createMint, toLiteral, type Quad } from '#export/rdf/terms';
import { trig, turtle } from '#export/rdf/turtle';
import { toOptions, write } from './chosen.ts';
import { hostile, small, toSource, writtenGraph, type Graph } from './graph.ts';
import { fc } from '../random.ts';

const profiles = ['1.1', '1.2'] as const;

function load(text: string, format = 'application/n-quads'): Store {
  const store = new Store();
  store.load(text, { format });
  return store;
}

/** Sorted lines of canonical N-Quads, by Oxigraph. */
function toLines(store: Store): readonly string[] {
  return store.dump({ format: 'application/n-quads' }).trim().split('\n').toSorted();
}

function listQuads(graph: Graph, profile: '1.1' | '1.2'): Quad[] {
  return [...listStatements(toSource(graph), toOptions({ rdf: { profile } }))];
}

function toText(quads: readonly Quad[]): string {
  return quads
    .map(
      ({ subject, predicate, object, graph = '' }) =>
        `${subject} ${predicate} ${object} ${graph} .\n`,
    )
    .join('');
}

describe.each(profiles)('profile %s', (profile) => {
  const options = toOptions({ rdf: { profile } });

  test('two parsers read as many different quads as were stated', () => {
    fc.assert(
      fc.property(writtenGraph, (graph) => {
        const stated = listQuads(graph, profile).length;
        const text = write(nquads, graph, options);
        const lines = text.split('\n').slice(0, -1);
        expect(lines).toHaveLength(stated);
        expect(new Set(lines).size).toBe(stated);
        expect(new Parser({ format: 'N-Quads' }).parse(text)).toHaveLength(stated);
        expect(load(text).size).toBe(stated);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    [trig, 'application/trig', () => true],
    [turtle, 'text/turtle', isDefault],
    [ntriples, 'application/n-triples', isDefault],
  ] as const)('$name says what the quads say', (target, format, isWanted) => {
    fc.assert(
      fc.property(writtenGraph, (graph) => {
        const wanted = listQuads(graph, profile).filter(isWanted);
        const text = write(target, graph, options);
        expect(toLines(load(text, format))).toEqual(toLines(load(toText(wanted))));
        expect(new Parser({ format }).parse(text)).toHaveLength(wanted.length);
      }),
      { numRuns: 20 },
    );
  });
});

test('JSON-LD says what the quads say', () => {
  fc.assert(
    fc.property(writtenGraph, (graph) => {
      const text = write(jsonld, graph);
      JSON.parse(text);
      expect(toLines(load(text, 'application/ld+json'))).toEqual(
        toLines(load(toText(listQuads(graph, '1.1')))),
      );
    }),
    { numRuns: 15 },
  );
});

test('RDF/XML says what the quads say, as far as XML can hold it', () => {
  fc.assert(
    fc.property(writtenGraph, (graph) => {
      const wanted = listQuads(graph, '1.1').filter(isDefault);
      const held = wanted.map((quad) => ({ ...quad, object: toHeld(quad.object) }));
      expect(toLines(load(write(rdfxml, graph), 'application/rdf+xml'))).toEqual(
        toLines(load(toText(held))),
      );
    }),
    { numRuns: 15 },
  );
});

function isDefault({ graph }: Quad): boolean {
  return graph === undefined;
}

/** As XML 1.0 can hold it: escapes of what it cannot become U+FFFD. */
function toHeld(term: string): string {
  return term.startsWith('"')
    ? term.replace(
        /(?<!\\)((?:\\\\)*)\\(?:[bf]|u(?:00[0-9A-F]{2}|FFF[EF]))/gu,
        (whole, before: string) => (whole.endsWith('u007F') ? whole : `${before}\ufffd`),
      )
    : term;
}

/** 5,000 strings a syntax, each as name of an entity; the number of statements must stay. */
describe('hostile strings', () => {
  const strings = fc.sample(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 30 })), {
    numRuns: 5000,
    seed: 20261121,
  });
  const graph: Graph = {
    documents: [],
    sentences: [],
    triples: [],
    entities: strings.map((text, at) => ({
      id: `e${at.toString(16).padStart(24, '0')}`,
      name: text,
      type: strings[(at * 7) % 50] ?? '',
      aliases: [],
      mentions: [],
    })),
  };
  const stated = listQuads(graph, '1.1').length;

  test.each([
    [trig, 'application/trig'],
    [turtle, 'text/turtle'],
    [ntriples, 'application/n-triples'],
    [nquads, 'application/n-quads'],
    [jsonld, 'application/ld+json'],
    [rdfxml, 'application/rdf+xml'],
  ] as const)('$name keeps 5,000 of them, and the number of statements', (target, format) => {
    const store = load(write(target, graph), format);
    expect(store.size).toBe(stated);
    for (const { id, name } of graph.entities) {
      const [found] = store.query(
        `SELECT ?name { <urn:espalier:entity:${id}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }`,
      ) as ReadonlyMap<string, { readonly value: string }>[];
      const held = target === rdfxml ? toXmlHeld(name) : name.toWellFormed();
      expect(found?.get('name')?.value).toBe(held);
    }
  });

  // oxlint-disable-next-line no-control-regex -- XML 1.0, production 2
  const ILLEGAL = /[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;
  const toXmlHeld = (text: string): string => text.toWellFormed().replace(ILLEGAL, '\ufffd');

  test('the hole of n3, by which one quad becomes two, is where we think it is: we hash what it prints', () => {
    const label = 'x> <urn:b> <urn:c> . <urn:d';
    const { namedNode, quad } = DataFactory;
    const [a, b] = [namedNode(`urn:${label}`), namedNode('urn:p')];
    const printed = new Writer({ format: 'N-Triples' }).quadsToString([quad(a, b, b)]);
    expect(new Parser({ format: 'N-Triples' }).parse(printed)).toHaveLength(2);
    const mint = createMint('urn:espalier:');
    expect(mint('type', label)).toMatch(/^<urn:espalier:type:x[0-9a-f]{24}>$/u);
    for (const text of strings)
      expect(mint('type', text)).toMatch(/^<urn:espalier:type:[A-Za-z0-9_.-]+>$/u);
  });

  test('literals come back as they were, save for lone surrogates', () => {
    for (const text of strings) {
      const line = `<urn:a> <urn:b> ${toLiteral(text)} .\n`;
      expect(new Parser({ format: 'N-Quads' }).parse(line)[0]?.object.value).toBe(
        text.toWellFormed(),
      );
    }
  });
});

test.each([
  '',
  'no iri',
  'urn:x',
  'https://example.org/a b/',
  'https://example.org/>',
  'relative/',
  'https://example.org/graph',
])('the base "%s" is refused', (base) => {
  expect(() => createMint(base)).toThrowError(expect.objectContaining({ code: 'export-refused' }));
});

test('a base of one’s own', () => {
  const text = write(nquads, small, toOptions({ rdf: { base: 'https://example.org/graph/' } }));
  expect(text).toContain('<https://example.org/graph/entity/e');
  expect(text).not.toMatch(/urn:espalier:(?!vocabulary)/u);
  expect(load(text).size).toBe(listQuads(small, '1.2').length);
});

test('equal graphs give equal bytes', () => {
  expect(write(nquads, small)).toBe(write(nquads, structuredClone(small)));
});

test('without texts no sentence leaves', () => {
  const text = write(nquads, small, toOptions({ withText: false }));
  expect(text).toContain('Ada Lovelace');
  expect(text).not.toContain('🚀');
});
