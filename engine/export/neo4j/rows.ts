import { createHash } from 'node:crypto';
import neo4j from 'neo4j-driver';
import type { CitedEntity, CitedTriple } from '#domain/graph';
import type { ExportDocument, ExportSentence } from '../source.ts';

type Value =
  string | number | boolean | null | ReturnType<typeof neo4j.int> | readonly Value[] | Values;
export interface Values {
  readonly [name: string]: Value;
}

/** One node or relationship as it should be on the server. */
export interface Row {
  /** `project/kind/…`: unique in the database, ascending within a layer, ASCII. */
  readonly uid: string;
  /** The label or relationship type under which the server keeps it. */
  readonly shelf: string;
  /** A second label, of an entity: its type. */
  readonly label?: string;
  /** Digest of all that is written, so that a comparison needs one short string from the server. */
  readonly stamp: string;
  /** Absent properties are null, which removes them. */
  readonly properties: Values;
  /** What the statement needs besides: uids of neighbours. */
  readonly links: Values;
  /** How many things its statement touches. */
  readonly weight: number;
  /** For the samples of a dry run. */
  readonly title: string;
}

/** How many sentences a relationship carries itself; all of them hang on its Fact. */
const QUOTED = 10;

/** Part of every stamp: raise it when rows of an older Espalier must be written anew. */
const EDITION = 1;

export interface Naming {
  readonly project: string;
}

export function toDocumentRow({ project }: Naming, document: ExportDocument): Row {
  const { id, path, sha256, format, title = null } = document;
  return toRow({
    uid: `${project}/document/${id}`,
    shelf: 'Document',
    properties: { project, id, path, sha256, format, title },
    title: `document ${path}`,
  });
}

export function toEntityRow({ project }: Naming, entity: CitedEntity): Row {
  const { id, name, type, aliases, mentions } = entity;
  return toRow({
    uid: toEntityUid(project, id),
    shelf: 'Entity',
    label: type,
    properties: {
      project,
      id,
      name,
      type,
      aliases: [...aliases],
      mentions: neo4j.int(mentions.length),
    },
    title: `${type} ${name}`,
  });
}

export function toSentenceRow({ project }: Naming, sentence: ExportSentence): Row {
  const { document, start, end, text, page } = sentence;
  return toRow({
    uid: toSentenceUid(project, document, sentence),
    shelf: 'Sentence',
    properties: {
      ...{ project, text, start: neo4j.int(start), end: neo4j.int(end) },
      page: page === undefined ? null : neo4j.int(page),
    },
    links: { document: `${project}/document/${document}` },
    title: `sentence ${text.slice(0, 80)}`,
  });
}

export function* toMentionRows({ project }: Naming, entity: CitedEntity): Iterable<Row> {
  let before = '';
  for (const { document, start, end, text, score } of entity.mentions) {
    const uid = `${project}/mention/${entity.id}/${document}/${toPlace(start, end)}`;
    // Two heads may have found the same words.
    if (uid === before) continue;
    before = uid;
    yield toRow({
      uid,
      shelf: 'Mention',
      properties: { project, text, start: neo4j.int(start), end: neo4j.int(end), score },
      links: {
        entity: toEntityUid(project, entity.id),
        document: `${project}/document/${document}`,
      },
      title: `mention ${text}`,
    });
  }
}

export function toFactRow({ project }: Naming, triple: CitedTriple): Row {
  const { subject, predicate, object, score, evidence } = triple;
  return toRow({
    uid: `${project}/fact/${triple.id}`,
    shelf: 'Fact',
    properties: {
      project,
      id: triple.id,
      predicate,
      probability: score,
      support: neo4j.int(evidence.length),
    },
    links: {
      ...toEnds(project, triple),
      evidence: evidence.map((proof) => ({
        sentence: toSentenceUid(project, proof.document, proof.sentence),
        properties: {
          probability: proof.score,
          model: proof.model,
          run: proof.run,
          subjectStart: neo4j.int(proof.subject.start),
          subjectEnd: neo4j.int(proof.subject.end),
          objectStart: neo4j.int(proof.object.start),
          objectEnd: neo4j.int(proof.object.end),
        },
      })),
    },
    weight: 1 + evidence.length,
    title: `fact ${subject.name} ${predicate} ${object.name}`,
  });
}

export function toRelationshipRow({ project }: Naming, triple: CitedTriple): Row {
  const { id, subject, predicate, object, score, evidence } = triple;
  const best = [...evidence].sort((a, b) => b.score - a.score).slice(0, QUOTED);
  return toRow({
    uid: `${project}/relationship/${id}`,
    shelf: predicate,
    properties: {
      ...{ project, id, probability: score, support: neo4j.int(evidence.length) },
      documents: neo4j.int(new Set(evidence.map((proof) => proof.document)).size),
      sentences: best.map((proof) => proof.sentence.text),
      evidence: best.map((proof) => toSentenceUid(project, proof.document, proof.sentence)),
    },
    links: toEnds(project, triple),
    title: `${subject.name} ${predicate} ${object.name}`,
  });
}

function toEnds(project: string, { subject, object }: CitedTriple): Values {
  return { subject: toEntityUid(project, subject.id), object: toEntityUid(project, object.id) };
}

function toEntityUid(project: string, id: string): string {
  return `${project}/entity/${id}`;
}

function toSentenceUid(
  project: string,
  document: string,
  span: { start: number; end: number },
): string {
  return `${project}/sentence/${document}/${toPlace(span.start, span.end)}`;
}

/** Padded, so that text order is number order. */
function toPlace(start: number, end: number): string {
  return `${String(start).padStart(10, '0')}-${String(end).padStart(10, '0')}`;
}

type Draft = Omit<Row, 'stamp' | 'links' | 'weight'> & Partial<Pick<Row, 'links' | 'weight'>>;

function toRow(row: Draft): Row {
  const { label = '', properties, links = {}, weight = 1 } = row;
  const written = JSON.stringify([EDITION, label, properties, links]);
  return {
    ...row,
    links,
    weight,
    stamp: createHash('sha256').update(written).digest('hex').slice(0, 20),
  };
}
