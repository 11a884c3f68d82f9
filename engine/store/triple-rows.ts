import type { SQLInputValue } from 'node:sqlite';
import type { EntityId, TripleId } from '#domain/ids';
import type { TripleRow } from '#domain/views';
import { findBestEvidence } from './evidence.ts';
import { listDecided, toDecidedFact } from './decided-facts.ts';
import type { Project } from './project.ts';
import { loadPhrases } from './schemas.ts';
import { createTextReader } from './text.ts';

export interface TripleRecord {
  readonly key: number;
  readonly id: TripleId;
  readonly predicate: string;
  readonly score: number;
  readonly documents: number;
  readonly sentences: number;
  readonly subjectId: EntityId;
  readonly subjectName: string;
  readonly subjectType: string;
  readonly objectId: EntityId;
  readonly objectName: string;
  readonly objectType: string;
}

export const TRIPLE_COLUMNS = `t.key, t.id, t.predicate, t.score, t.documents, t.sentences,
  s.id AS subjectId, s.name AS subjectName, s.type AS subjectType,
  o.id AS objectId, o.name AS objectName, o.type AS objectType`;

/** The rows of these triples, in this order. */
export function loadTripleRows(project: Project, keys: readonly number[]): readonly TripleRow[] {
  const records = new Map(
    listRecords(project, 't.key IN (SELECT value FROM json_each(?))', JSON.stringify(keys)).map(
      (record) => [record.key, record],
    ),
  );
  const read = createTextReader(project);
  const phraseOf = loadPhrases(project);
  const decisions = listDecided(project);
  return keys.flatMap((key) => {
    const record = records.get(key);
    const best = findBestEvidence(project, read, key);
    if (!record || !best) return [];
    const { documents, sentences } = record;
    const decided = decisions.get(record.id);
    return [
      {
        ...toTriple(record),
        phrase: phraseOf(record.predicate),
        documents,
        sentences,
        best,
        ...(decided && { decided: toDecidedFact(decided) }),
      },
    ];
  });
}

/** `condition` is a constant of the caller. */
export function listRecords(
  project: Project,
  condition: string,
  ...values: SQLInputValue[]
): TripleRecord[] {
  return project.all<TripleRecord>(
    `SELECT ${TRIPLE_COLUMNS} FROM triple t CROSS JOIN entity s ON s.key = t.subject
     CROSS JOIN entity o ON o.key = t.object WHERE ${condition}`,
    ...values,
  );
}

export function toTriple(
  record: TripleRecord,
): Pick<TripleRow, 'id' | 'subject' | 'predicate' | 'object' | 'score'> {
  return {
    id: record.id,
    subject: { id: record.subjectId, name: record.subjectName, type: record.subjectType },
    predicate: record.predicate,
    object: { id: record.objectId, name: record.objectName, type: record.objectType },
    score: record.score,
  };
}
