import type { Span } from '#domain/document';
import { Failure } from '#domain/failure';
import type { DocumentId } from '#domain/ids';
import { getDocumentKey } from './documents.ts';
import type { Project } from './project.ts';
import { createTextReader } from './text.ts';

export interface StoredSentence extends Span {
  readonly text: string;
}

/** The sentence that a span of a document lies in, or begins in. @throws Failure `not-found` */
export function getSentence(
  project: Project,
  document: DocumentId,
  { start }: Pick<Span, 'start'>,
): StoredSentence {
  const key = getDocumentKey(project, document);
  const found = project.find<Span>(
    `SELECT start, end FROM sentence WHERE document = ?1 AND start <= ?2 AND end > ?2
     ORDER BY position LIMIT 1`,
    key,
    start,
  );
  if (!found) throw new Failure('not-found', 'A sentence at this place');
  return { ...found, text: createTextReader(project)(key, found.start, found.end) };
}
