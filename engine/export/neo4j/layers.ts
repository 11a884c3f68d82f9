import type { ExportSource } from '../source.ts';
import { toQuoted } from './names.ts';
import {
  toDocumentRow,
  toEntityRow,
  toFactRow,
  toMentionRows,
  toRelationshipRow,
  toSentenceRow,
  type Row,
} from './rows.ts';

/**
 * One kind of thing on the server. Layers are written in order, so that what a row points to is there before it. Every
 * statement takes `$rows`, may be run twice without harm, and returns `done`: how many rows found their neighbours.
 */
export interface Layer {
  /** Second part of its uids, and of its progress. */
  readonly kind: 'document' | 'entity' | 'sentence' | 'mention' | 'fact' | 'relationship';
  readonly of: 'node' | 'relationship';
  /** The label of all its nodes; relationships lie on a shelf a type. */
  readonly shelf?: string;
  readonly rows: (source: ExportSource) => Iterable<Row>;
  /** Cypher for rows of one shelf and label; `before` is the label that rows had until now. */
  readonly write: (shelf: string, label?: string, before?: string) => string;
}

const documents: Layer = {
  kind: 'document',
  of: 'node',
  shelf: 'Document',
  *rows(source) {
    for (const document of source.documents()) yield toDocumentRow(source, document);
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
  *rows(source) {
    for (const entity of source.entities()) yield toEntityRow(source, entity);
  },
  write: (_, label = 'Entity', before = label) => `UNWIND $rows AS row
MERGE (n:Entity {uid: row.uid})
SET n += row.properties${before === label ? '' : ` REMOVE n:${toQuoted(before)}`}
SET n:${toQuoted(label)}
RETURN count(n) AS done`,
};

const sentences: Layer = {
  kind: 'sentence',
  of: 'node',
  shelf: 'Sentence',
  *rows(source) {
    for (const sentence of source.sentences()) yield toSentenceRow(source, sentence);
  },
  write: () => `UNWIND $rows AS row
MATCH (document:Document {uid: row.links.document})
MERGE (n:Sentence {uid: row.uid})
SET n += row.properties
MERGE (n)-[:PART_OF]->(document)
RETURN count(n) AS done`,
};

const mentions: Layer = {
  kind: 'mention',
  of: 'node',
  shelf: 'Mention',
  *rows(source) {
    for (const entity of source.entities()) yield* toMentionRows(source, entity);
  },
  write: () => `UNWIND $rows AS row
MATCH (entity:Entity {uid: row.links.entity})
MATCH (document:Document {uid: row.links.document})
MERGE (n:Mention {uid: row.uid})
SET n += row.properties
MERGE (n)-[:REFERS_TO]->(entity)
MERGE (n)-[:MENTIONED_IN]->(document)
RETURN count(n) AS done`,
};

const facts: Layer = {
  kind: 'fact',
  of: 'node',
  shelf: 'Fact',
  *rows(source) {
    for (const triple of source.triples()) yield toFactRow(source, triple);
  },
  write: () => `UNWIND $rows AS row
MATCH (subject:Entity {uid: row.links.subject})
MATCH (object:Entity {uid: row.links.object})
MERGE (n:Fact {uid: row.uid})
SET n += row.properties
MERGE (n)-[:SUBJECT]->(subject)
MERGE (n)-[:OBJECT]->(object)
FOREACH (old IN [(n)-[r:SUPPORTED_BY]->() | r] | DELETE old)
WITH n, row
UNWIND (CASE WHEN row.links.evidence = [] THEN [null] ELSE row.links.evidence END) AS proof
OPTIONAL MATCH (sentence:Sentence {uid: proof.sentence})
FOREACH (_ IN CASE WHEN sentence IS NULL THEN [] ELSE [true] END |
  CREATE (n)-[r:SUPPORTED_BY]->(sentence) SET r = proof.properties)
RETURN count(DISTINCT n) AS done`,
};

const relationships: Layer = {
  kind: 'relationship',
  of: 'relationship',
  *rows(source) {
    for (const triple of source.triples()) yield toRelationshipRow(source, triple);
  },
  write: (shelf) => `UNWIND $rows AS row
MATCH (subject:Entity {uid: row.links.subject})
MATCH (object:Entity {uid: row.links.object})
MERGE (subject)-[n:${toQuoted(shelf)} {uid: row.uid}]->(object)
SET n += row.properties
RETURN count(n) AS done`,
};

/** Names and relations, with the proof: everything. */
export const layers: readonly Layer[] = [
  documents,
  entities,
  sentences,
  mentions,
  facts,
  relationships,
];

export function toDeletion(layer: Layer, shelf: string): string {
  return layer.of === 'node'
    ? `UNWIND $uids AS uid MATCH (n:${toQuoted(shelf)} {uid: uid}) DETACH DELETE n RETURN count(n) AS done`
    : `UNWIND $uids AS uid MATCH ()-[n:${toQuoted(shelf)} {uid: uid}]->() DELETE n RETURN count(n) AS done`;
}

/** A page of what the server has on a shelf, in uid order: an index scan, whatever else the database holds. */
export function toPage(layer: Layer, shelf: string): string {
  const pattern = layer.of === 'node' ? `(n:${toQuoted(shelf)})` : `()-[n:${toQuoted(shelf)}]->()`;
  return `MATCH ${pattern}
WHERE n.uid STARTS WITH $prefix AND n.uid > $after
RETURN n.uid AS uid, n.stamp AS stamp, n.type AS label
ORDER BY n.uid LIMIT $limit`;
}
