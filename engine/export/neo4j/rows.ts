import type { CitedTriple } from '#domain/graph';
import type {
  Change,
  MirrorDocument,
  MirrorEntity,
  MirrorMention,
  MirrorSentence,
} from './source.ts';
import { toStamp, type Links, type Properties } from './stamp.ts';

/** One node or relationship as it should be in the database. */
export interface Row {
  /** `project/kind/…`: unique in the database, ascending within a layer, ASCII. */
  readonly uid: string;
  /** The label or relationship type under which the database keeps it. */
  readonly shelf: string;
  /** A second label, of an entity: its type. */
  readonly label?: string;
  /** Tells whether the database has it, and whether somebody changed it there. */
  readonly stamp: string;
  /** Absent properties are null, which removes them. Plain numbers: `toParameters` says which are integers. */
  readonly properties: Properties;
  readonly links: Links;
  /** How many things its statement touches. */
  readonly weight: number;
  /** For people. */
  readonly title: string;
  /** The thing of the graph it belongs to: what the outbox would name. */
  readonly owner: Pick<Change, 'kind' | 'id'>;
}

/** `names`: entities and relationships, no text of any document. `everything`: with sentences, mentions and facts. */
export type Preset = 'names' | 'everything';

export function isPreset(value: unknown): value is Preset {
  return value === 'names' || value === 'everything';
}

/** What all rows of one write share. */
export interface Edition {
  readonly project: string;
  readonly preset: Preset;
}

/** How many sentences a relationship carries itself; all of them hang on its Fact. */
const QUOTED = 10;

export function toDocumentRow({ project }: Edition, document: MirrorDocument): Row {
  const { id, path, sha256, format, title = null } = document;
  return toRow({
    uid: toDocumentUid(project, id),
    shelf: 'Document',
    properties: { project, id, path, sha256, format, title },
    title: `document ${path}`,
    owner: { kind: 'document', id },
  });
}

export function toEntityRow({ project }: Edition, entity: MirrorEntity): Row {
  const { id, name, type, aliases, mentions } = entity;
  return toRow({
    uid: toEntityUid(project, id),
    shelf: 'Entity',
    label: type,
    properties: { project, id, name, type, aliases, mentions },
    title: `${type} ${name}`,
    owner: { kind: 'entity', id },
  });
}

export function toSentenceRow({ project }: Edition, sentence: MirrorSentence): Row {
  const { document, start, end, text, page = null } = sentence;
  return toRow({
    uid: toSentenceUid(project, document, sentence),
    shelf: 'Sentence',
    properties: { project, text, start, end, page },
    links: { document: [toDocumentUid(project, document)] },
    title: `sentence ${text.slice(0, 80)}`,
    owner: { kind: 'document', id: document },
  });
}

/** Named by its place and not by its entity, so that merging two entities moves it. */
export function toMentionRow({ project }: Edition, mention: MirrorMention): Row {
  const { document, start, end, text, type, score, entity, sentence } = mention;
  const place = `${toPlace(start, end)}/${encodeURIComponent(type.toWellFormed())}`;
  return toRow({
    uid: `${project}/mention/${document}/${place}`,
    shelf: 'Mention',
    properties: { project, text, start, end, type, score },
    links: {
      entity: [toEntityUid(project, entity)],
      sentence: [toSentenceUid(project, document, sentence)],
    },
    title: `name ${text}`,
    owner: { kind: 'document', id: document },
  });
}

export function toFactRow({ project }: Edition, triple: CitedTriple): Row {
  const { id, subject, predicate, object, score, evidence } = triple;
  return toRow({
    uid: `${project}/fact/${id}`,
    shelf: 'Fact',
    properties: { project, id, predicate, probability: score, support: evidence.length },
    links: {
      ...toEnds(project, triple),
      evidence: evidence.map((proof) => ({
        sentence: toSentenceUid(project, proof.document, proof.sentence),
        probability: proof.score,
        model: proof.model,
        run: proof.run,
        decision: proof.decision ?? null,
        subjectStart: proof.subject.start,
        subjectEnd: proof.subject.end,
        objectStart: proof.object.start,
        objectEnd: proof.object.end,
      })),
    },
    weight: 1 + evidence.length,
    title: `fact ${subject.name} ${predicate} ${object.name}`,
    owner: { kind: 'triple', id },
  });
}

export function toRelationshipRow({ project, preset }: Edition, triple: CitedTriple): Row {
  const { id, subject, predicate, object, score, evidence } = triple;
  const best = [...evidence].sort((a, b) => b.score - a.score).slice(0, QUOTED);
  return toRow({
    uid: `${project}/relationship/${id}`,
    shelf: predicate,
    properties: {
      ...{ project, id, probability: score, support: evidence.length },
      documents: new Set(evidence.map((proof) => proof.document)).size,
      sentences: preset === 'names' ? null : best.map((proof) => proof.sentence.text),
      evidence: best.map((proof) => toSentenceUid(project, proof.document, proof.sentence)),
    },
    links: toEnds(project, triple),
    title: `${subject.name} ${predicate} ${object.name}`,
    owner: { kind: 'triple', id },
  });
}

function toEnds(project: string, { subject, object }: CitedTriple): Links {
  return { subject: [toEntityUid(project, subject.id)], object: [toEntityUid(project, object.id)] };
}

export function toEntityUid(project: string, id: string): string {
  return `${project}/entity/${id}`;
}

function toDocumentUid(project: string, id: string): string {
  return `${project}/document/${id}`;
}

function toSentenceUid(
  project: string,
  document: string,
  span: { readonly start: number; readonly end: number },
): string {
  return `${project}/sentence/${document}/${toPlace(span.start, span.end)}`;
}

/** Padded, so that text order is number order. */
function toPlace(start: number, end: number): string {
  return `${String(start).padStart(10, '0')}-${String(end).padStart(10, '0')}`;
}

type Draft = Omit<Row, 'stamp' | 'links' | 'weight'> & Partial<Pick<Row, 'links' | 'weight'>>;

function toRow(draft: Draft): Row {
  const { label = null, properties, links = {}, weight = 1 } = draft;
  return { ...draft, links, weight, stamp: toStamp(label, properties, links) };
}
