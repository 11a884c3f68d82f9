import type { DocumentId } from '#domain/ids';
import type { Found, StoredDocumentRow } from '#domain/views';
import { DOCUMENT_NAME, listDocuments } from './documents.ts';
import { loadEntityRows } from './entities.ts';
import { fold } from './fold.ts';
import type { Project } from './project.ts';
import { createTextReader } from './text.ts';
import { toNamed } from './triple-filter.ts';
import { loadTripleRows } from './triple-rows.ts';
import { toWordQuery } from './words.ts';

export interface StoredFound extends Omit<Found, 'documents'> {
  readonly documents: readonly StoredDocumentRow[];
}

/** Matches that are ranked; a word that is everywhere is not worth ranking to the end. */
const RANKED = 2000;

/** The few best of each kind for what somebody typed; nothing for nothing. */
export function find(project: Project, typed: string, limit = 8): StoredFound {
  const folded = fold(typed.trim());
  if (folded === '') return { entities: [], triples: [], sentences: [], documents: [] };
  const entities = findEntities(project, folded, limit);
  return {
    entities: loadEntityRows(project, entities),
    triples: loadTripleRows(project, findTriples(project, entities, limit)),
    sentences: findSentences(project, typed, limit),
    documents: listDocuments(project, { query: typed.trim(), limit }).rows,
  };
}

/** The same name first, then names that begin so, then the most connected. */
function findEntities(project: Project, folded: string, limit: number): readonly number[] {
  const [named, value] = toNamed(folded);
  return project
    .all<{ key: number }>(
      `SELECT e.key FROM (SELECT key AS found FROM (${named.replace('SELECT rowid', 'SELECT rowid AS key')}) LIMIT ${RANKED}) f
       CROSS JOIN entity e ON e.key = f.found
       ORDER BY e.folded = ?2 DESC, substr(e.folded, 1, length(?2)) = ?2 DESC, e.triples DESC, e.mentions DESC, e.key
       LIMIT ?3`,
      value,
      folded,
      limit,
    )
    .map(({ key }) => key);
}

/** The best supported facts of the entities that were found. */
function findTriples(
  project: Project,
  entities: readonly number[],
  limit: number,
): readonly number[] {
  return project
    .all<{ key: number }>(
      `SELECT t.key FROM triple t WHERE t.key IN (
         SELECT key FROM triple WHERE subject IN (SELECT value FROM json_each(?1))
         UNION ALL SELECT key FROM triple WHERE object IN (SELECT value FROM json_each(?1)))
       ORDER BY +t.documents DESC, +t.score DESC, t.key LIMIT ?2`,
      JSON.stringify(entities),
      limit,
    )
    .map(({ key }) => key);
}

function findSentences(project: Project, typed: string, limit: number): Found['sentences'] {
  const query = toWordQuery(typed);
  if (query === undefined) return [];
  const read = createTextReader(project);
  return project
    .all<{
      key: number;
      document: DocumentId;
      documentName: string | null;
      start: number;
      end: number;
    }>(
      `SELECT d.key, d.id AS document, ${DOCUMENT_NAME} AS documentName, n.start, n.end
       FROM (SELECT rowid AS found FROM (
         SELECT rowid, rank AS weight FROM sentence_words WHERE sentence_words MATCH ? LIMIT ${RANKED}
       ) ORDER BY weight LIMIT ?) f
       CROSS JOIN sentence n ON n.key = f.found CROSS JOIN document d ON d.key = n.document`,
      query,
      limit,
    )
    .map(({ key, document, documentName, start, end }) => ({
      document,
      documentName: documentName ?? '',
      start,
      end,
      text: read(key, start, end),
    }));
}
