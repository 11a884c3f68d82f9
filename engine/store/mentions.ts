import { Failure } from '#domain/failure';
import type { DocumentId, EntityId } from '#domain/ids';
import type { Annotations, MentionInText, MentionRow, Rows } from '#domain/views';
import { DOCUMENT_NAME, getDocumentKey } from './documents.ts';
import type { Project } from './project.ts';
import { createTextReader } from './text.ts';
import { loadTripleRows } from './triple-rows.ts';

interface Row extends MentionRow {
  readonly key: number;
  readonly documentName: string | null;
  readonly sentenceStart: number;
  readonly sentenceEnd: number;
  readonly page: number | null;
}

/** Where an entity is mentioned, document by document, each with its sentence. @throws Failure `not-found` */
export function listMentions(
  project: Project,
  {
    entity,
    offset = 0,
    limit = 100,
  }: { readonly entity: EntityId; readonly offset?: number; readonly limit?: number },
): Rows<MentionInText> {
  const found = project.find<{ key: number; mentions: number }>(
    'SELECT key, mentions FROM entity WHERE id = ?',
    entity,
  );
  if (!found) throw new Failure('not-found', entity);
  const read = createTextReader(project);
  const rows = project.all<Row>(
    `SELECT d.key, d.id AS document, ${DOCUMENT_NAME} AS documentName, m.start, m.end, m.text, e.type, m.score,
       n.start AS sentenceStart, n.end AS sentenceEnd, n.page
     FROM (SELECT document, position FROM mention WHERE entity = ? ORDER BY document, position LIMIT ? OFFSET ?) f
     CROSS JOIN mention m ON m.document = f.document AND m.position = f.position
     CROSS JOIN entity e ON e.key = m.entity
     CROSS JOIN document d ON d.key = m.document
     CROSS JOIN sentence n ON n.document = m.document AND n.position = m.sentence
     ORDER BY m.document, m.position`,
    found.key,
    limit,
    offset,
  );
  return {
    total: found.mentions,
    rows: rows.map(({ key, documentName, sentenceStart, sentenceEnd, ...row }) => ({
      ...row,
      entity,
      documentName: documentName ?? '',
      sentence: {
        start: sentenceStart,
        end: sentenceEnd,
        text: read(key, sentenceStart, sentenceEnd),
      },
    })),
  };
}

/** What a document says: its mentions in order, and its triples. @throws Failure `not-found` */
export function getAnnotations(project: Project, id: DocumentId): Annotations {
  const key = getDocumentKey(project, id);
  const mentions = project.all<Omit<MentionRow, 'document'>>(
    `SELECT m.start, m.end, m.text, e.type, m.score, e.id AS entity
     FROM mention m CROSS JOIN entity e ON e.key = m.entity WHERE m.document = ? ORDER BY m.position`,
    key,
  );
  const triples = project.all<{ triple: number }>(
    'SELECT triple, min(position) AS place FROM relation WHERE document = ? GROUP BY triple ORDER BY place',
    key,
  );
  return {
    mentions: mentions.map((row) => ({ document: id, ...row })),
    triples: loadTripleRows(
      project,
      triples.map(({ triple }) => triple),
    ),
  };
}
