import type { DocumentId } from '#domain/ids';
import type { Project } from './project.ts';
import { createTextReader } from './text.ts';

/** Names this project among others: made with it, never changed, the same in every copy. */
export function getIdentity(project: Project): string {
  return project.get<{ id: string }>('SELECT id FROM identity').id;
}

export function countDocuments(project: Project): number {
  return project.get<{ documents: number }>('SELECT count(*) AS documents FROM document').documents;
}

export interface StoredSentence {
  readonly document: DocumentId;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly page?: number;
}

/** Every sentence that is evidence, once each, by document and place. */
export function* eachEvidenceSentence(project: Project): Generator<StoredSentence> {
  const read = createTextReader(project);
  const rows = project.each<{
    key: number;
    document: DocumentId;
    start: number;
    end: number;
    page: number | null;
  }>(
    `SELECT d.key, d.id AS document, s.start, s.end, s.page
     FROM document d CROSS JOIN sentence s ON s.document = d.key
     WHERE s.position IN (SELECT r.sentence FROM relation r WHERE r.document = d.key)
     ORDER BY d.id, s.start, s.end`,
  );
  for (const { key, page, ...span } of rows)
    yield { ...span, text: read(key, span.start, span.end), ...(page === null ? {} : { page }) };
}
