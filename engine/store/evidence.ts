import type { DecisionId, DocumentId, RunId, TripleId } from '#domain/ids';
import type { EvidenceRow } from '#domain/views';
import { DOCUMENT_NAME } from './documents.ts';
import type { Layouts } from './boxes.ts';
import { ADDED } from './bind.ts';
import type { Project } from './project.ts';
import type { TextReader } from './text.ts';

interface Row {
  readonly document: number;
  readonly id: DocumentId;
  readonly name: string | null;
  readonly model: string;
  readonly run: RunId;
  readonly score: number;
  readonly page: number | null;
  readonly start: number;
  readonly end: number;
  readonly subjectStart: number;
  readonly subjectEnd: number;
  readonly subjectText: string;
  readonly objectStart: number;
  readonly objectEnd: number;
  readonly objectText: string;
  readonly decision: DecisionId | null;
  /** 1 where no model says it. */
  readonly isAdded: number;
}

/** Stands where a model would: a fact that only a person read in the text. */
const BY_PERSON = 'person';

/** CROSS JOIN keeps SQLite to this order: from the triple outwards, each step by key. */
const toSql = (
  table: string,
  decision: string,
) => `SELECT r.document, d.id, ${DOCUMENT_NAME} AS name, d.model, d.run, r.score, s.page, s.start, s.end,
  h.start AS subjectStart, h.end AS subjectEnd, h.text AS subjectText,
  t.start AS objectStart, t.end AS objectEnd, t.text AS objectText,
  c.id AS decision, r.position >= ${ADDED} AS isAdded
  FROM ${table} r
  CROSS JOIN document d ON d.key = r.document
  CROSS JOIN sentence s ON s.document = r.document AND s.position = r.sentence
  CROSS JOIN mention h ON h.document = r.document AND h.position = r.head
  CROSS JOIN mention t ON t.document = r.document AND t.position = r.tail
  LEFT JOIN decision c ON ${decision}
  WHERE r.triple = ?
  ORDER BY r.score DESC`;
const EVIDENCE = toSql('relation', 'c.number = r.decision');
const REJECTED = toSql('aside_relation', 'FALSE');

/** What says so, most certain first; the order is the same in every copy of the project. `triple` is its key. */
export function listEvidence(
  project: Project,
  read: TextReader,
  layouts: Layouts,
  triple: number,
): readonly EvidenceRow[] {
  const rows = project.all<Row>(`${EVIDENCE}, d.id, h.start, t.start, r.position`, triple);
  return rows.map((row) => withPlace(toEvidence(row, read), row.document, layouts));
}

/**
 * The most certain, found along the index; among equals any. A LIMIT on the order above would make SQLite build a table
 * for every triple of a page, five times the price of the rest.
 */
export function findBestEvidence(
  project: Project,
  read: TextReader,
  triple: number,
): EvidenceRow | undefined {
  const row = project.find<Row>(`${EVIDENCE} LIMIT 1`, triple);
  return row && toEvidence(row, read);
}

/** What says a rejected fact, which has its id and no key. */
export function listRejectedEvidence(
  project: Project,
  read: TextReader,
  layouts: Layouts,
  triple: TripleId,
): readonly EvidenceRow[] {
  const rows = project.all<Row>(`${REJECTED}, d.id, h.start, t.start, r.position`, triple);
  return rows.map((row) => withPlace(toEvidence(row, read), row.document, layouts));
}

function toEvidence(row: Row, read: TextReader): EvidenceRow {
  return {
    document: row.id,
    documentName: row.name ?? '',
    sentence: { start: row.start, end: row.end, text: read(row.document, row.start, row.end) },
    subject: { start: row.subjectStart, end: row.subjectEnd, text: row.subjectText },
    object: { start: row.objectStart, end: row.objectEnd, text: row.objectText },
    ...(row.page === null ? {} : { page: row.page }),
    model: row.isAdded ? BY_PERSON : row.model,
    run: row.run,
    score: row.score,
    ...(row.decision === null ? {} : { decision: row.decision }),
  };
}

/** Where both arguments stand on their pages, and how their text came to be. */
function withPlace(row: EvidenceRow, document: number, layouts: Layouts): EvidenceRow {
  if (row.page === undefined) return row;
  const subject = layouts.findBoxes(document, row.subject);
  const object = layouts.findBoxes(document, row.object);
  const origin = layouts.findOrigin(document, row.sentence);
  return {
    ...row,
    ...(subject && { subject: { ...row.subject, boxes: subject } }),
    ...(object && { object: { ...row.object, boxes: object } }),
    ...((subject ?? object) && { boxes: [...(subject ?? []), ...(object ?? [])] }),
    ...(origin && { origin }),
  };
}
