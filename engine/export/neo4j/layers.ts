import { toQuoted } from './names.ts';
import {
  toDocumentRow,
  toEntityRow,
  toFactRow,
  toMentionRow,
  toRelationshipRow,
  toSentenceRow,
  type Edition,
  type Preset,
  type Row,
} from './rows.ts';
import type { Change, MirrorSource } from './source.ts';

export type LayerKind = 'document' | 'entity' | 'sentence' | 'mention' | 'fact' | 'relationship';

/**
 * One kind of thing in the database. Layers are written in order, so that what a row points to is there before it. Every
 * statement takes `$rows` and `$project`, may be run twice without harm, and returns `done`: how many rows found their
 * neighbours. All relationships of ours carry `project`; what does not is somebody else's.
 */
export interface Layer {
  /** Second part of its uids. */
  readonly kind: LayerKind;
  readonly of: 'node' | 'relationship';
  /** The label of all its nodes; relationships lie on a shelf a type. */
  readonly shelf?: string;
  readonly presets: readonly Preset[];
  /** Changes of this kind are looked for here: by uid, or, where one thing has many rows, by the beginning of theirs. */
  readonly owner: Change['kind'];
  readonly isMany?: true;
  /** What is compared with the database. */
  readonly keys: readonly string[];
  /** Name of a link → Cypher for the list of it, from `n` (or, of relationships, `a` and `b`). */
  readonly links: Readonly<Record<string, string>>;
  readonly rows: (source: MirrorSource, edition: Edition, ids?: readonly string[]) => Iterable<Row>;
  /** Cypher for rows of one shelf and label. */
  readonly write: (shelf: string, like: RowsLike) => string;
}

/** What rows of one statement have in common. */
export interface RowsLike {
  /** An entity's type. */
  readonly label?: string | undefined;
  /** The database has them, in another state. */
  readonly isThere: boolean;
  /** The label they have there instead. */
  readonly before?: string | undefined;
}

const uids = (type: string): string => `[(n)-[r:${type}]->(m) WHERE r.project = $project | m.uid]`;

/** Joins `n` to its one neighbour of this type and lets go of a former one; a relationship that somebody drew becomes ours. */
const join = (type: string, to: string): string => `
FOREACH (old IN [(n)-[r:${type} {project: $project}]->(m) WHERE m.uid <> ${to}.uid | r] | DELETE old)
MERGE (n)-[r${type}:${type}]->(${to}) SET r${type}.project = $project`;

const documents: Layer = {
  kind: 'document',
  of: 'node',
  shelf: 'Document',
  presets: ['everything'],
  owner: 'document',
  keys: ['project', 'id', 'path', 'sha256', 'format', 'title'],
  links: {},
  *rows(source, edition, ids) {
    for (const document of source.documents(ids)) yield toDocumentRow(edition, document);
  },
  write: () => `UNWIND $rows AS row
MERGE (n:Document {uid: row.uid})
SET n += row.properties
RETURN count(n) AS done`,
};

const entities: Layer = {
  kind: 'entity',
  of: 'node',
  shelf: 'Entity',
  presets: ['names', 'everything'],
  owner: 'entity',
  keys: ['project', 'id', 'name', 'type', 'aliases', 'mentions'],
  links: {},
  *rows(source, edition, ids) {
    for (const entity of source.entities(ids)) yield toEntityRow(edition, entity);
  },
  write: (_, { label = 'Entity', before = label }) => `UNWIND $rows AS row
MERGE (n:Entity {uid: row.uid})
SET n += row.properties${before === label ? '' : ` REMOVE n:${toQuoted(before)}`}
SET n:${toQuoted(label)}
RETURN count(n) AS done`,
};

const sentences: Layer = {
  kind: 'sentence',
  of: 'node',
  shelf: 'Sentence',
  presets: ['everything'],
  owner: 'document',
  isMany: true,
  keys: ['project', 'text', 'start', 'end', 'page'],
  links: { document: uids('PART_OF') },
  *rows(source, edition, ids) {
    for (const sentence of source.sentences(ids)) yield toSentenceRow(edition, sentence);
  },
  write: () => `UNWIND $rows AS row
MATCH (document:Document {uid: row.links.document[0]})
MERGE (n:Sentence {uid: row.uid})
SET n += row.properties${join('PART_OF', 'document')}
RETURN count(n) AS done`,
};

const mentions: Layer = {
  kind: 'mention',
  of: 'node',
  shelf: 'Mention',
  presets: ['everything'],
  owner: 'document',
  isMany: true,
  keys: ['project', 'text', 'start', 'end', 'type', 'score'],
  links: { entity: uids('REFERS_TO'), sentence: uids('MENTIONED_IN') },
  *rows(source, edition, ids) {
    let rows: Row[] = [];
    for (const mention of source.mentions(ids)) {
      const row = toMentionRow(edition, mention);
      if (rows[0]?.owner.id !== row.owner.id) {
        yield* toSorted(rows);
        rows = [];
      }
      rows.push(row);
    }
    yield* toSorted(rows);
  },
  write: () => `UNWIND $rows AS row
MATCH (entity:Entity {uid: row.links.entity[0]})
MATCH (sentence:Sentence {uid: row.links.sentence[0]})
MERGE (n:Mention {uid: row.uid})
SET n += row.properties${join('REFERS_TO', 'entity')}${join('MENTIONED_IN', 'sentence')}
RETURN count(n) AS done`,
};

/** Two heads may have found the same words; of two rows with one uid the first stands. */
function* toSorted(rows: readonly Row[]): Iterable<Row> {
  let before = '';
  for (const row of rows.toSorted((a, b) => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0))) {
    if (row.uid !== before) yield row;
    before = row.uid;
  }
}

const facts: Layer = {
  kind: 'fact',
  of: 'node',
  shelf: 'Fact',
  presets: ['everything'],
  owner: 'triple',
  keys: ['project', 'id', 'predicate', 'probability', 'support'],
  links: {
    subject: uids('SUBJECT'),
    object: uids('OBJECT'),
    evidence: `[(n)-[r:SUPPORTED_BY]->(m) WHERE r.project = $project |
  r {.probability, .model, .run, .decision, .subjectStart, .subjectEnd, .objectStart, .objectEnd, sentence: m.uid}]`,
  },
  *rows(source, edition, ids) {
    for (const triple of source.triples(ids)) yield toFactRow(edition, triple);
  },
  write: () => `UNWIND $rows AS row
MATCH (subject:Entity {uid: row.links.subject[0]})
MATCH (object:Entity {uid: row.links.object[0]})
MERGE (n:Fact {uid: row.uid})
SET n += row.properties${join('SUBJECT', 'subject')}${join('OBJECT', 'object')}
FOREACH (old IN [(n)-[r:SUPPORTED_BY {project: $project}]->() | r] | DELETE old)
WITH n, row
UNWIND (CASE WHEN row.links.evidence = [] THEN [null] ELSE row.links.evidence END) AS proof
OPTIONAL MATCH (sentence:Sentence {uid: proof.sentence})
FOREACH (_ IN CASE WHEN sentence IS NULL THEN [] ELSE [true] END |
  CREATE (n)-[r:SUPPORTED_BY {project: $project}]->(sentence)
  SET r.probability = proof.probability, r.model = proof.model, r.run = proof.run, r.decision = proof.decision,
    r.subjectStart = proof.subjectStart, r.subjectEnd = proof.subjectEnd,
    r.objectStart = proof.objectStart, r.objectEnd = proof.objectEnd)
RETURN count(DISTINCT n) AS done`,
};

const relationships: Layer = {
  kind: 'relationship',
  of: 'relationship',
  presets: ['names', 'everything'],
  owner: 'triple',
  keys: ['project', 'id', 'probability', 'support', 'documents', 'sentences', 'evidence'],
  links: { subject: '[a.uid]', object: '[b.uid]' },
  *rows(source, edition, ids) {
    for (const triple of source.triples(ids)) yield toRelationshipRow(edition, triple);
  },
  // One that is there with other ends cannot be bent: it is made anew, with what others noted on it.
  write: (shelf, { isThere }) => `UNWIND $rows AS row
MATCH (subject:Entity {uid: row.links.subject[0]})
MATCH (object:Entity {uid: row.links.object[0]})
${
  isThere
    ? `OPTIONAL MATCH (a)-[old:${toQuoted(shelf)} {uid: row.uid}]->(b) WHERE a <> subject OR b <> object
WITH row, subject, object, old, coalesce(properties(old), {}) AS noted
DELETE old
WITH row, subject, object, noted
`
    : ''
}MERGE (subject)-[n:${toQuoted(shelf)} {uid: row.uid}]->(object)${isThere ? '\nSET n += noted' : ''}
SET n += row.properties
RETURN count(n) AS done`,
};

export const layers: readonly Layer[] = [
  documents,
  entities,
  sentences,
  mentions,
  facts,
  relationships,
];
