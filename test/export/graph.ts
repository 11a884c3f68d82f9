import { createHash } from 'node:crypto';
import type { CitedEntity, CitedTriple } from '#domain/graph';
import { type DocumentId, toDocumentId, toEntityId, toRunId, toTripleId } from '#domain/ids';
import type { Schema } from '#domain/schema';
import type {
  AnnotatedDocument,
  ExportMention,
  ExportRelation,
  ExportSource,
} from '#export/source';
import { fc } from '../random.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A graph written down as what its documents say; ids, offsets, passes and order follow. */
export interface Saying {
  readonly subject: string;
  readonly subjectType: string;
  readonly predicate: string;
  readonly object: string;
  readonly objectType: string;
  readonly page?: number;
  readonly score?: number;
}

export interface Written {
  readonly path: string;
  readonly title?: string;
  readonly says: readonly Saying[];
}

interface SaidSentence {
  readonly document: DocumentId;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly page?: number;
}

export interface Graph {
  readonly documents: readonly AnnotatedDocument[];
  readonly sentences: readonly SaidSentence[];
  readonly entities: readonly CitedEntity[];
  readonly triples: readonly CitedTriple[];
}

const MODEL = 'minilm/news@0123456789ab';
const RUN = toRunId(digest, [MODEL]);

export function createGraph(written: readonly Written[]): Graph {
  const documents: AnnotatedDocument[] = [];
  const sentences: SaidSentence[] = [];
  const entities = new Map<string, CitedEntity & { mentions: CitedEntity['mentions'][number][] }>();
  const triples = new Map<
    string,
    CitedTriple & { score: number; evidence: CitedTriple['evidence'][number][] }
  >();
  for (const [number, { path, title, says }] of written.entries()) {
    const sha256 = digest(`${number}\0${path}`);
    const id = toDocumentId(sha256);
    let text = '';
    const mentions: ExportMention[] = [];
    const relations: ExportRelation[] = [];
    const own: { start: number; end: number; page?: number }[] = [];
    for (const saying of says) {
      const { predicate, page, score = 0.9 } = saying;
      const start = text.length;
      const subject = { start, end: start + saying.subject.length, text: saying.subject };
      const middle = ` 🚀 ${predicate} `;
      const from = subject.end + middle.length;
      const object = { start: from, end: from + saying.object.length, text: saying.object };
      const sentence = {
        start,
        end: object.end + 1,
        text: `${saying.subject}${middle}${saying.object}.`,
      };
      text += `${sentence.text}\n`;
      const paged = page === undefined ? {} : { page };
      sentences.push({ document: id, ...sentence, ...paged });
      own.push({ start, end: sentence.end, ...paged });
      const [head, tail] = [
        { name: saying.subject, type: saying.subjectType, span: subject },
        { name: saying.object, type: saying.objectType, span: object },
      ].map(({ name, type, span }) => {
        const entityId = toEntityId(digest, type, name);
        const entity = entities.get(entityId) ?? {
          id: entityId,
          name,
          type,
          aliases: [],
          mentions: [],
        };
        entity.mentions.push({ document: id, ...span, score });
        mentions.push({
          start: span.start,
          end: span.end,
          score,
          sentence: own.length - 1,
          entity: entityId,
          type,
          found: { entity: entityId, type, key: name },
        });
        entities.set(entityId, entity);
        return entity;
      }) as unknown as [CitedEntity, CitedEntity];
      const tripleId = toTripleId(digest, head.id, predicate, tail.id);
      const triple = triples.get(tripleId) ?? {
        id: tripleId,
        subject: { id: head.id, name: head.name, type: head.type },
        predicate,
        object: { id: tail.id, name: tail.name, type: tail.type },
        score,
        evidence: [],
      };
      triple.score = Math.max(triple.score, score);
      triple.evidence.push({
        document: id,
        sentence,
        subject,
        object,
        ...(page === undefined ? {} : { page }),
        model: MODEL,
        run: RUN,
        score,
      });
      triples.set(tripleId, triple);
      const last = mentions.length;
      relations.push({ head: last - 2, tail: last - 1, type: predicate, score, triple: tripleId });
    }
    documents.push({
      id,
      path,
      paths: [path],
      sha256,
      bytes: text.length,
      format: 'txt',
      ...(title === undefined ? {} : { title }),
      state: 'done',
      code: null,
      detail: null,
      run: RUN,
      model: MODEL,
      text,
      blocks: [{ start: 0, end: text.length, kind: 'paragraph' }],
      pages: [],
      metadata: title === undefined ? {} : { title },
      sentences: own,
      mentions,
      relations,
    });
  }
  return {
    documents: documents.sort(byId),
    sentences: sentences.sort(byPlace),
    entities: [...entities.values()]
      .map((one) => ({ ...one, mentions: one.mentions.sort(byPlace) }))
      .sort(byId),
    triples: [...triples.values()]
      .map((one) => ({
        ...one,
        evidence: one.evidence.sort(
          (a, b) => compare(a.document, b.document) || a.sentence.start - b.sentence.start,
        ),
      }))
      .sort(byId),
  };
}

export const news: Schema = {
  name: 'news',
  entityTypes: ['Loc', 'Org', 'Other', 'Peop'],
  relationTypes: [
    { name: 'Live_In', phrase: 'lives in', symmetric: false, head: ['Peop'], tail: ['Loc'] },
    { name: 'OrgBased_In', phrase: 'is based in', symmetric: false, head: ['Org'], tail: ['Loc'] },
    { name: 'Work_For', phrase: 'works for', symmetric: false, head: ['Peop'], tail: ['Org'] },
  ],
};

export function toSource(graph: Graph, project = 'test-project'): ExportSource {
  const { documents, entities, triples } = graph;
  return {
    project,
    count: () => ({
      documents: documents.length,
      entities: entities.length,
      triples: triples.length,
    }),
    schemas: () => [news],
    documents: () => documents,
    annotated: () => documents,
    decisions: () => [],
    entities: () => entities,
    triples: () => triples,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a: { id: string }, b: { id: string }): number => compare(a.id, b.id);
const byPlace = (
  a: { document: string; start: number; end: number },
  b: { document: string; start: number; end: number },
): number => compare(a.document, b.document) || a.start - b.start || a.end - b.end;

/** Strings meant to break out of a literal, an IRI, a cell or a line. */
export const hostile = fc.oneof(
  fc.constantFrom(
    '"> <urn:x> <urn:y> <urn:z> .',
    'a" . <s> <p> "b',
    'ends with \\',
    'x\r\ny\u2028z',
    '=HYPERLINK("x")',
    '@SUM(1)',
    "'; MATCH (n) DETACH DELETE n //",
    'a`b',
    '\u0001\u0008\u000b\u001f\u007f\u0085',
    '\ud800 lone',
    'lone \udfff',
    '\ufeffbom\ufffe\uffff',
    '🚀👩‍👩‍👧',
    '{"json": "\\u0022"}',
    '</script><b>',
    '%3E%',
    '"""',
    ' ',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
);

const saying: fc.Arbitrary<Saying> = fc.record(
  {
    subject: hostile,
    subjectType: fc.oneof(fc.constantFrom('Peop', 'Org'), hostile),
    predicate: fc.oneof(fc.constantFrom('Work_For', 'Live_In'), hostile),
    object: hostile,
    objectType: fc.constantFrom('Loc', 'Org'),
    page: fc.integer({ min: 1, max: 9 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ['subject', 'subjectType', 'predicate', 'object', 'objectType'] },
);

export const writtenGraph: fc.Arbitrary<Graph> = fc
  .array(
    fc.record(
      { path: hostile, title: hostile, says: fc.array(saying, { maxLength: 5 }) },
      { requiredKeys: ['path', 'says'] },
    ),
    { maxLength: 4 },
  )
  .map(createGraph);

/** Two documents, three facts, one of them said twice. */
export const small = createGraph([
  {
    path: 'letters/ada.txt',
    title: 'Ada’s letter',
    says: [
      {
        subject: 'Ada Lovelace',
        subjectType: 'Peop',
        predicate: 'Work_For',
        object: 'Analytical Society',
        objectType: 'Org',
        page: 1,
      },
      {
        subject: 'Ada Lovelace',
        subjectType: 'Peop',
        predicate: 'Live_In',
        object: 'London',
        objectType: 'Loc',
        page: 3,
        score: 0.7,
      },
    ],
  },
  {
    path: 'letters/charles.txt',
    says: [
      {
        subject: 'Ada Lovelace',
        subjectType: 'Peop',
        predicate: 'Work_For',
        object: 'Analytical Society',
        objectType: 'Org',
        score: 0.95,
      },
      {
        subject: 'Analytical Society',
        subjectType: 'Org',
        predicate: 'OrgBased_In',
        object: 'London',
        objectType: 'Loc',
      },
    ],
  },
]);
