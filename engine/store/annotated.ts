import type { Block, DocumentCode, Format, MetadataKey, Page } from '#domain/document';
import type { DocumentId, EntityId, RunId, TripleId } from '#domain/ids';
import type { Project } from './project.ts';
import { getText } from './text.ts';

export interface StoredHead {
  readonly id: DocumentId;
  readonly path: string;
  readonly paths: readonly string[];
  readonly sha256: string;
  readonly bytes: number;
  readonly format: Format;
  readonly title?: string;
  readonly language?: string;
  readonly state: 'done' | 'partial';
  readonly code: DocumentCode | null;
  readonly detail: string | null;
  readonly run: RunId;
  readonly model: string;
}

export interface StoredAnnotations extends StoredHead {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly pages: readonly Page[];
  readonly metadata: Readonly<Partial<Record<MetadataKey, string>>>;
  readonly sentences: readonly {
    readonly start: number;
    readonly end: number;
    readonly page?: number;
  }[];
  readonly mentions: readonly StoredMention[];
  readonly relations: readonly StoredRelation[];
}

export interface StoredMention {
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly sentence: number;
  readonly entity: EntityId;
  readonly type: string;
  readonly found: { readonly entity: EntityId; readonly type: string; readonly key: string };
}

export interface StoredRelation {
  readonly head: number;
  readonly tail: number;
  readonly type: string;
  readonly score: number;
  readonly triple: TripleId;
}

/** Which keys of `document` are wanted; all where it is left out. */
export type IsWanted = (key: number) => boolean;

interface HeadRow extends Omit<StoredHead, 'paths' | 'path' | 'title' | 'language'> {
  readonly key: number;
  readonly title: string | null;
  readonly language: string | null;
  readonly paths: string;
}

const HEAD = `SELECT d.key, d.id, d.sha256, d.format, d.title, d.language, d.state, d.code, d.detail, d.run, d.model,
  coalesce((SELECT min(s.bytes) FROM source s WHERE s.document = d.key), 0) AS bytes,
  (SELECT json_group_array(path) FROM (SELECT s.path FROM source s WHERE s.document = d.key ORDER BY s.path)) AS paths
  FROM document d ORDER BY d.id`;

/** Every document without its text, by id. */
export function* eachHead(
  project: Project,
  isWanted: IsWanted = () => true,
): Generator<StoredHead> {
  for (const row of project.each<HeadRow>(HEAD)) if (isWanted(row.key)) yield toHead(row);
}

/** Every document with its text, its layout and all that is marked in it, by id; one at a time in memory. */
export function* eachAnnotated(
  project: Project,
  isWanted: IsWanted = () => true,
): Generator<StoredAnnotations> {
  for (const row of project.each<HeadRow>(HEAD)) {
    if (!isWanted(row.key)) continue;
    const layout = project.get<{ blocks: string; pages: string; metadata: string }>(
      'SELECT blocks, pages, metadata FROM layout WHERE document = ?',
      row.key,
    );
    yield {
      ...toHead(row),
      text: getText(project, row.key),
      blocks: JSON.parse(layout.blocks) as readonly Block[],
      pages: JSON.parse(layout.pages) as readonly Page[],
      metadata: JSON.parse(layout.metadata) as StoredAnnotations['metadata'],
      sentences: listSentences(project, row.key),
      mentions: listMentions(project, row.key),
      relations: project.all<StoredRelation>(
        `SELECT r.head, r.tail, r.type, r.score, t.id AS triple FROM relation r CROSS JOIN triple t ON t.key = r.triple
         WHERE r.document = ? ORDER BY r.position`,
        row.key,
      ),
    };
  }
}

function toHead({ key: _, title, language, paths, ...row }: HeadRow): StoredHead {
  const list = JSON.parse(paths) as readonly string[];
  return {
    ...row,
    path: list[0] ?? '',
    paths: list,
    ...(title === null ? {} : { title }),
    ...(language === null ? {} : { language }),
  };
}

function listSentences(project: Project, document: number): StoredAnnotations['sentences'] {
  return project
    .all<{ start: number; end: number; page: number | null }>(
      'SELECT start, end, page FROM sentence WHERE document = ? ORDER BY position',
      document,
    )
    .map(({ start, end, page }) => ({ start, end, ...(page === null ? {} : { page }) }));
}

function listMentions(project: Project, document: number): readonly StoredMention[] {
  return project
    .all<Omit<StoredMention, 'found'> & { found: string; foundType: string; foundKey: string }>(
      `SELECT m.start, m.end, m.score, m.sentence, e.id AS entity, e.type, e.id AS found, m.type AS foundType,
         e.form AS foundKey
       FROM mention m CROSS JOIN entity e ON e.key = m.entity WHERE m.document = ? ORDER BY m.position`,
      document,
    )
    .map(({ found, foundType, foundKey, ...mention }) => ({
      ...mention,
      found: { entity: found as EntityId, type: foundType, key: foundKey },
    }));
}
