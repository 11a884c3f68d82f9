import { describe, expect, it, onTestFinished } from 'vitest';
import { toNaming } from '#resolve/name';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { eachDocument, getDocument, listDocuments } from '#store/documents';
import { getEntity, listEntities } from '#store/entities';
import { countFacets } from '#store/facets';
import { getAnnotations, listMentions } from '#store/mentions';
import { createProject } from '#store/open';
import type { Project } from '#store/project';
import { storeSchema } from '#store/schemas';
import { storeDocument } from '#store/store-document';
import { getSummary } from '#store/summary';
import { getTriple, listTriples, type TripleSort } from '#store/triples';
import { lives, makeInput, makePath, works } from './make.ts';

/** Three documents, seven sentences, six triples. */
function make(): Project {
  const project = createProject(makePath());
  onTestFinished(() => project.close());
  const documents = {
    '/in/a.txt': [
      works('Ada King', 'Ford', 0.5),
      lives('Ada King', 'Rome', 0.95),
      works('Bo Li', 'Fiat', 0.8),
    ],
    '/in/b.md': [works('Ada King', 'Ford', 0.9), lives('Çelik Ö.', 'Rome', 0.6)],
    '/in/ü.txt': [works('Çelik Ö.', 'Ford', 0.7), lives('Bo Li', 'Lüneburg', 0.4)],
  };
  for (const [path, said] of Object.entries(documents))
    storeDocument(project, makeInput(path, said), toNaming);
  storeSchema(project, {
    name: 'news',
    entityTypes: ['Peop', 'Org', 'Loc'],
    relationTypes: [
      { name: 'Work_For', phrase: 'works for', symmetric: false, head: [], tail: [] },
    ],
  });
  return project;
}

const named = (project: Project, name: string) => {
  const row = listEntities(project, { query: name }).rows[0];
  if (!row) throw new Error(`no ${name}`);
  return row;
};

describe('facts', () => {
  const told = (project: Project, query: Parameters<typeof listTriples>[1]) =>
    listTriples(project, query).rows.map(
      ({ subject, predicate, object }) => `${subject.name} ${predicate} ${object.name}`,
    );

  it.each<[TripleSort, string]>([
    ['score', 'Ada King Live_In Rome'],
    ['subject', 'Çelik Ö.'],
    ['object', 'Rome'],
    ['predicate', 'Work_For'],
    ['documents', 'Ada King Work_For Ford'],
  ])('are sorted by %s, either way, with and without a filter', (sort, first) => {
    const project = make();
    for (const narrow of [{}, { query: 'o' }, { minScore: 0.1 }]) {
      const down = listTriples(project, { sort, descending: true, ...narrow });
      expect(down).toMatchObject({ total: 6 });
      expect(JSON.stringify(down.rows[0])).toContain(first.split(' ').at(-1));
      const up = told(project, { sort, descending: false, ...narrow });
      expect(up.toReversed()).toEqual(told(project, { sort, ...narrow }));
      const paged = [0, 2, 4].flatMap((offset) =>
        told(project, { sort, offset, limit: 2, ...narrow }),
      );
      expect(paged).toEqual(told(project, { sort, ...narrow }));
    }
  });

  it('are narrowed by each field, and counted the same', () => {
    const project = make();
    const ada = named(project, 'ada').id;
    const document = makeInput('/in/ü.txt', [
      works('Çelik Ö.', 'Ford', 0.7),
      lives('Bo Li', 'Lüneburg', 0.4),
    ]).documentId;
    const cases = [
      [{ entity: ada }, 2],
      [{ document }, 2],
      [{ document, entity: ada }, 0],
      [{ predicates: ['Work_For'] }, 3],
      [{ predicates: ['Work_For', 'Live_In'] }, 6],
      [{ predicates: [] }, 0],
      [{ subjectTypes: ['Peop'], objectTypes: ['Loc'] }, 3],
      [{ objectTypes: ['Peop'] }, 0],
      [{ minScore: 0.7 }, 4],
      [{ query: 'celik' }, 2],
      [{ query: 'ÇELIK' }, 2],
      [{ query: 'works f' }, 3],
      [{ query: 'LI' }, 2 + 3],
      [{ query: '%' }, 0],
      [{ query: '"' }, 0],
      [{ query: 'ford', minScore: 0.8, predicates: ['Work_For'] }, 1],
    ] as const;
    for (const [filter, count] of cases) {
      const { total, rows } = listTriples(project, filter);
      expect([filter, total, rows.length]).toEqual([filter, count, count]);
    }
  });

  it('show what speaks best for them, and all of it on demand', () => {
    const project = make();
    const [row] = listTriples(project, { query: 'ford', sort: 'documents' }).rows;
    expect(row).toMatchObject({
      phrase: 'works for',
      documents: 2,
      sentences: 2,
      score: 0.9,
      best: { documentName: 'b.md', score: 0.9 },
    });
    expect(row?.best.sentence.text).toBe('Ada King 🍎 works for Ford.');
    const detail = getTriple(project, row?.id ?? 't');
    expect(detail.evidence.map(({ documentName, score }) => [documentName, score])).toEqual([
      ['b.md', 0.9],
      ['a.txt', 0.5],
    ]);
    expect(() => getTriple(project, 't0')).toThrowError(
      expect.objectContaining({ code: 'not-found' }) as Error,
    );
  });

  it('are counted by facet, each under the others', () => {
    const project = make();
    expect(countFacets(project, { predicates: ['Live_In'] })).toEqual({
      predicates: [
        { value: 'Live_In', count: 3 },
        { value: 'Work_For', count: 3 },
      ],
      subjectTypes: [{ value: 'Peop', count: 3 }],
      objectTypes: [{ value: 'Loc', count: 3 }],
      states: [],
    });
    expect(countFacets(project, { entity: named(project, 'Rome').id }).predicates).toEqual([
      { value: 'Live_In', count: 2 },
    ]);
  });
});

describe('entities', () => {
  it('are sorted, narrowed and counted', () => {
    const project = make();
    const names = (filter: Parameters<typeof listEntities>[1]) =>
      listEntities(project, filter).rows.map(({ name }) => name);
    expect(names({})[0]).toMatch(/Ada King|Ford/u);
    expect(names({ sort: 'name', descending: false })).toEqual([
      'Ada King',
      'Bo Li',
      'Çelik Ö.',
      'Fiat',
      'Ford',
      'Lüneburg',
      'Rome',
    ]);
    expect(names({ sort: 'type', descending: false })[0]).toBe('Lüneburg');
    expect(names({ types: ['Org'], sort: 'documents' })).toEqual(['Ford', 'Fiat']);
    expect(names({ query: 'luneb' })).toEqual(['Lüneburg']);
    expect(names({ query: 'o', types: ['Peop'], sort: 'name' })).toEqual(['Çelik Ö.', 'Bo Li']);
    expect(listEntities(project, { offset: 6, limit: 5 })).toMatchObject({ total: 7, rows: [{}] });
    expect(listEntities(project, { document: 'd0' })).toEqual({ total: 0, rows: [] });
  });

  it('show their spellings, facts and mentions', () => {
    const project = make();
    const { id } = named(project, 'Ada');
    const detail = getEntity(project, id);
    expect(detail).toMatchObject({ name: 'Ada King', mentions: 3, documents: 2, triples: 2 });
    expect(detail.facts.map(({ object }) => object.name)).toEqual(['Ford', 'Rome']);
    const { total, rows } = listMentions(project, { entity: id, offset: 1, limit: 5 });
    expect([total, rows.length]).toEqual([3, 2]);
    for (const { document, start, end, text, sentence } of rows) {
      const whole = getDocument(project, document).text;
      expect([whole.slice(start, end), whole.slice(sentence.start, sentence.end)]).toEqual([
        text,
        sentence.text,
      ]);
    }
    expect(() => getEntity(project, 'e0')).toThrowError(
      expect.objectContaining({ code: 'not-found' }) as Error,
    );
  });
});

describe('documents', () => {
  it('are listed by state, name and figures', () => {
    const project = make();
    const paths = (filter: Parameters<typeof listDocuments>[1]) =>
      listDocuments(project, filter).rows.map(({ path }) => path);
    expect(paths({})).toEqual(['/in/a.txt', '/in/b.md', '/in/ü.txt']);
    expect(paths({ sort: 'triples', descending: true })[0]).toBe('/in/a.txt');
    expect(paths({ query: 'B.M' })).toEqual(['/in/b.md']);
    expect(paths({ query: '3 things' })).toEqual(['/in/a.txt']);
    expect(paths({ states: [] })).toEqual([]);
    expect([...eachDocument(project)].map(({ path }) => path)).toEqual(paths({}));
  });

  it('carry their annotations', () => {
    const project = make();
    const { id } = listDocuments(project).rows[0] ?? {};
    const { mentions, triples } = getAnnotations(project, id ?? 'd');
    const { text } = getDocument(project, id ?? 'd');
    expect(
      mentions.every((mention) => text.slice(mention.start, mention.end) === mention.text),
    ).toBe(true);
    expect(triples.map(({ object }) => object.name)).toEqual(['Ford', 'Rome', 'Fiat']);
  });
});

it('streams everything in an order of its own', () => {
  const project = make();
  const entities = [...eachCitedEntity(project)];
  const triples = [...eachCitedTriple(project)];
  expect(entities.map(({ id }) => id)).toEqual(entities.map(({ id }) => id).toSorted());
  expect(triples.map(({ id }) => id)).toEqual(triples.map(({ id }) => id).toSorted());
  expect(entities.flatMap(({ mentions }) => mentions)).toHaveLength(14);
  expect(triples.flatMap(({ evidence }) => evidence)).toHaveLength(7);
  for (const { subject, object, evidence } of triples)
    for (const { document, sentence, subject: head, object: tail } of evidence) {
      const { text } = getDocument(project, document);
      for (const span of [sentence, head, tail])
        expect(text.slice(span.start, span.end)).toBe(span.text);
      expect([head.text, tail.text]).toEqual([subject.name, object.name]);
    }
});

it('sums itself up', () => {
  expect(getSummary(make())).toMatchObject({
    documents: { done: 3, queued: 0 },
    sentences: 7,
    mentions: 14,
    entities: 7,
    triples: 6,
    entityTypes: [
      { type: 'Peop', entities: 3 },
      { type: 'Loc', entities: 2 },
      { type: 'Org', entities: 2 },
    ],
    predicates: [
      { predicate: 'Live_In', phrase: 'Live_In', triples: 3 },
      { predicate: 'Work_For', phrase: 'works for', triples: 3 },
    ],
    heads: ['news'],
  });
});
