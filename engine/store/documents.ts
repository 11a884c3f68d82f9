import type { Block, Page } from '#domain/document';
import { Failure } from '#domain/failure';
import type { DocumentId } from '#domain/ids';
import type { DocumentText, Rows, StoredDocumentRow } from '#domain/views';
import type { Project } from './project.ts';
import { getText } from './text.ts';
import { toLike } from './words.ts';

export type DocumentSort = 'path' | 'state' | 'format' | 'pages' | 'sentences' | 'triples';

export interface DocumentFilter {
  readonly states?: readonly string[] | undefined;
  /** Of what has not wholly been read: the reason's code. */
  readonly codes?: readonly string[] | undefined;
  /** Part of the path or the title. */
  readonly query?: string | undefined;
  readonly sort?: DocumentSort | undefined;
  readonly descending?: boolean | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** The fixed text with its layout, under the first of its sources by path. */
export interface StoredDocument extends Omit<DocumentText, 'row'> {
  readonly row: StoredDocumentRow;
}

/** As the layout keeps them: where each was found stands among them. */
type StoredMetadata = StoredDocument['metadata'] & {
  readonly from?: StoredDocument['metadata'];
};

/** Closed: what a caller names never becomes SQL. */
const sorts: Readonly<Record<DocumentSort, string>> = {
  path: 's.path',
  state: 's.state',
  format: 'd.format',
  pages: 'd.pages',
  sentences: 'd.sentences',
  triples: 'd.triples',
};

/** The reason of a source that waits again belongs to its last reading. */
const ROW = `SELECT d.id, s.path, d.title, s.sha256, s.bytes, d.format, s.state, d.pages, d.language,
  iif(s.state = s.settled, s.code, NULL) AS code, iif(s.state = s.settled, s.detail, NULL) AS detail,
  coalesce(d.sentences, 0) AS sentences, coalesce(d.mentions, 0) AS mentions, coalesce(d.triples, 0) AS triples,
  (SELECT p.file FROM part p WHERE p.path = s.path) AS container,
  (SELECT count(*) FROM part p WHERE p.container = s.path) AS parts,
  (SELECT json_object('path', c.path, 'job', c.job, 'kind', c.kind, 'other', c.other, 'added', c.added,
     'removed', c.removed, 'kept', c.kept) FROM source_change c WHERE c.path = s.path) AS change
  FROM source s LEFT JOIN document d ON d.key = s.document`;

type Row = Omit<StoredDocumentRow, 'change'> & { readonly change: string | null };

/** Read where documents are found by name or text as well. */
export const toDocumentRow = ({ change, ...row }: Row): StoredDocumentRow => ({
  ...row,
  change: change === null ? null : (JSON.parse(change) as StoredDocumentRow['change']),
});

/** One row a source, by path unless asked otherwise. */
export function listDocuments(
  project: Project,
  filter: DocumentFilter = {},
): Rows<StoredDocumentRow> {
  const {
    states,
    codes,
    query,
    sort = 'path',
    descending = false,
    offset = 0,
    limit = 100,
  } = filter;
  const conditions: string[] = [];
  const values: string[] = [];
  if (codes) {
    conditions.push('s.state = s.settled AND s.code IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(codes));
  }
  if (states) {
    conditions.push('s.state IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(states));
  }
  if (query) {
    conditions.push(`(s.path LIKE ? ESCAPE '\\' OR d.title LIKE ? ESCAPE '\\')`);
    values.push(toLike(query), toLike(query));
  }
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const direction = descending ? 'DESC' : 'ASC';
  const order = sort === 'path' ? `s.path ${direction}` : `${sorts[sort]} ${direction}, s.path`;
  const { total } = project.get<{ total: number }>(
    `SELECT count(*) AS total FROM source s LEFT JOIN document d ON d.key = s.document${where}`,
    ...values,
  );
  const rows = project.all<Row>(
    `${ROW}${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
    limit,
    offset,
  );
  return { total, rows: rows.map(toDocumentRow) };
}

/** Every source, by path. */
export function* eachDocument(project: Project): Generator<StoredDocumentRow> {
  for (const row of project.each<Row>(`${ROW} ORDER BY s.path`)) yield toDocumentRow(row);
}

/** @throws Failure `not-found` */
export function getDocument(project: Project, id: DocumentId): StoredDocument {
  const key = getDocumentKey(project, id);
  const row = project.find<Row>(`${ROW} WHERE s.document = ? ORDER BY s.path LIMIT 1`, key);
  if (!row) throw new Failure('not-found', id);
  const layout = project.get<{ blocks: string; pages: string; metadata: string }>(
    'SELECT blocks, pages, metadata FROM layout WHERE document = ?',
    key,
  );
  const { from, ...metadata } = JSON.parse(layout.metadata) as StoredMetadata;
  return {
    row: toDocumentRow(row),
    text: getText(project, key),
    blocks: JSON.parse(layout.blocks) as readonly Block[],
    pages: JSON.parse(layout.pages) as readonly Page[],
    metadata,
    ...(from && { metadataFrom: from }),
  };
}

/** @throws Failure `not-found` */
export function getDocumentKey(project: Project, id: DocumentId): number {
  const found = project.find<{ key: number }>('SELECT key FROM document WHERE id = ?', id);
  if (!found) throw new Failure('not-found', id);
  return found.key;
}

/** The name a document goes by: that of its first source by path. For a column of a larger statement. */
export const DOCUMENT_NAME =
  '(SELECT s.name FROM source s WHERE s.document = d.key ORDER BY s.path LIMIT 1)';
