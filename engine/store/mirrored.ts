import type { CitedTriple, Entity } from '#domain/graph';
import type { Format, Span } from '#domain/document';
import type { DocumentId, EntityId } from '#domain/ids';
import { createLayouts } from './boxes.ts';
import { listEvidence } from './evidence.ts';
import type { Project } from './project.ts';
import { createTextReader } from './text.ts';
import { listRecords, toTriple, TRIPLE_COLUMNS, type TripleRecord } from './triple-rows.ts';

/**
 * The graph for a database that is kept in step with it: each pass over everything, by id, or over the things with these
 * ids. Few columns and no whole texts, so that a small change costs little.
 */

export function* eachDocumentHead(
  project: Project,
  ids?: readonly string[],
): Generator<{ id: DocumentId; path: string; sha256: string; format: Format; title?: string }> {
  const rows = each<{
    id: DocumentId;
    path: string | null;
    sha256: string;
    format: Format;
    title: string | null;
  }>(
    project,
    `SELECT d.id, d.sha256, d.format, d.title,
       (SELECT s.path FROM source s WHERE s.document = d.key ORDER BY s.path LIMIT 1) AS path
     FROM document d`,
    'd.id',
    ids,
  );
  for (const { title, path, ...row } of rows)
    yield { ...row, path: path ?? '', ...(title === null ? {} : { title }) };
}

export function* eachEntityHead(
  project: Project,
  ids?: readonly string[],
): Generator<Entity & { mentions: number }> {
  const rows = each<Omit<Entity, 'aliases'> & { aliases: string; mentions: number }>(
    project,
    'SELECT id, name, type, aliases, mentions FROM entity',
    'id',
    ids,
  );
  for (const row of rows) yield { ...row, aliases: JSON.parse(row.aliases) as readonly string[] };
}

/** Sentences in which something is named. */
export function* eachNamingSentence(
  project: Project,
  documents?: readonly string[],
): Generator<Span & { document: DocumentId; text: string; page?: number }> {
  const read = createTextReader(project);
  for (const { key, id } of eachDocumentKey(project, documents)) {
    const rows = project.all<{ start: number; end: number; page: number | null }>(
      `SELECT start, end, page FROM sentence WHERE document = ?1
         AND position IN (SELECT sentence FROM mention WHERE document = ?1)
       ORDER BY start, end`,
      key,
    );
    for (const { page, ...span } of rows)
      yield {
        ...{ document: id, ...span, text: read(key, span.start, span.end) },
        ...(page === null ? {} : { page }),
      };
  }
}

export function* eachMention(
  project: Project,
  documents?: readonly string[],
): Generator<
  Span & {
    document: DocumentId;
    text: string;
    type: string;
    score: number;
    entity: EntityId;
    sentence: Span;
  }
> {
  for (const { key, id } of eachDocumentKey(project, documents)) {
    const rows = project.all<{
      start: number;
      end: number;
      text: string;
      type: string;
      score: number;
      entity: EntityId;
      sentenceStart: number;
      sentenceEnd: number;
    }>(
      `SELECT m.start, m.end, m.text, m.type, m.score, e.id AS entity,
         s.start AS sentenceStart, s.end AS sentenceEnd
       FROM mention m CROSS JOIN entity e ON e.key = m.entity
       CROSS JOIN sentence s ON s.document = m.document AND s.position = m.sentence
       WHERE m.document = ?`,
      key,
    );
    for (const { sentenceStart: start, sentenceEnd: end, ...row } of rows)
      yield { document: id, ...row, sentence: { start, end } };
  }
}

export function* eachProvenTriple(
  project: Project,
  ids?: readonly string[],
): Generator<CitedTriple> {
  const read = createTextReader(project);
  const layouts = createLayouts(project);
  const records =
    ids === undefined
      ? project.each<TripleRecord>(
          `SELECT ${TRIPLE_COLUMNS} FROM triple t CROSS JOIN entity s ON s.key = t.subject
           CROSS JOIN entity o ON o.key = t.object ORDER BY t.id`,
        )
      : listRecords(project, 't.id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
  for (const record of records)
    yield {
      ...toTriple(record),
      evidence: listEvidence(project, read, layouts, record.key).map(
        ({ documentName: _, ...evidence }) => evidence,
      ),
    };
}

export function countMentions(project: Project): number {
  return project.get<{ mentions: number }>(
    'SELECT coalesce(sum(mentions), 0) AS mentions FROM document',
  ).mentions;
}

function eachDocumentKey(
  project: Project,
  ids?: readonly string[],
): Iterable<{ key: number; id: DocumentId }> {
  return each(project, 'SELECT d.key, d.id FROM document d', 'd.id', ids);
}

/** `select` and `column` are constants of the caller. */
function each<Row>(
  project: Project,
  select: string,
  column: string,
  ids: readonly string[] | undefined,
): Iterable<Row> {
  if (ids === undefined) return project.each<Row>(`${select} ORDER BY ${column}`);
  return project.all<Row>(
    `${select} WHERE ${column} IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  );
}
