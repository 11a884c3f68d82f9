import type { Block, DocumentCode, Format, MetadataKey, Page } from '#domain/document';
import type { DocumentId, EntityId, RunId, TripleId } from '#domain/ids';
import { ADDED } from './bind.ts';
import type { Chosen } from './chosen.ts';
import { loadShown, toBaseOfShown } from './load-shown.ts';
import { countEntries } from './log.ts';
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
  /** What the model said, where people made it read otherwise. */
  readonly base?: StoredBase;
}

export interface StoredBase {
  readonly mentions: readonly {
    readonly start: number;
    readonly end: number;
    readonly type: string;
    readonly score: number;
    readonly entity: EntityId;
    readonly key: string;
  }[];
  /** Head and tail are positions in `mentions`. */
  readonly relations: readonly Omit<StoredRelation, 'triple'>[];
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
export function* eachHead(project: Project, chosen?: Chosen): Generator<StoredHead> {
  for (const row of project.each<HeadRow>(HEAD))
    if (chosen?.hasDocument(row.key) !== false) yield toHead(row);
}

/** Every document with its text, its layout and all that is marked in it, by id; one at a time in memory. */
export function* eachAnnotated(project: Project, chosen?: Chosen): Generator<StoredAnnotations> {
  const isCurated = countEntries(project) > 0;
  for (const row of project.each<HeadRow>(HEAD)) {
    if (chosen?.hasDocument(row.key) === false) continue;
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
      ...listMarks(project, row.key, chosen),
      ...(isCurated ? findBase(project, row.key) : {}),
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

interface MentionRow extends Omit<StoredMention, 'found'> {
  readonly position: number;
  readonly key: number;
  readonly found: EntityId;
  readonly foundType: string;
  readonly foundKey: string;
}

/** Relations count in the list of mentions that are handed on, not in positions of the file. */
function listMarks(
  project: Project,
  document: number,
  chosen: Chosen | undefined,
): Pick<StoredAnnotations, 'mentions' | 'relations'> {
  const rows = project
    .all<MentionRow>(
      `SELECT m.position, e.key, m.start, m.end, m.score, m.sentence, e.id AS entity, e.type,
         coalesce(h.id, e.id) AS found, m.type AS foundType, coalesce(h.form, e.form) AS foundKey
       FROM mention m CROSS JOIN entity e ON e.key = m.entity LEFT JOIN home h ON h.key = m.home WHERE m.document = ? ORDER BY m.start, m.end, m.position`,
      document,
    )
    .filter(({ key }) => chosen?.hasEntity(key) !== false);
  const places = new Map(rows.map(({ position }, at) => [position, at]));
  const relations = project
    .all<StoredRelation & { readonly key: number }>(
      `SELECT r.head, r.tail, r.type, r.score, t.id AS triple, t.key
       FROM relation r CROSS JOIN triple t ON t.key = r.triple WHERE r.document = ? ORDER BY r.position`,
      document,
    )
    .flatMap(({ key, head, tail, ...relation }) => {
      const [from, to] = [places.get(head), places.get(tail)];
      if (chosen?.hasTriple(key) === false || from === undefined || to === undefined) return [];
      return [{ ...relation, head: from, tail: to }];
    });
  return {
    mentions: rows.map(({ position: _, key: __, found, foundType, foundKey, ...mention }) => ({
      ...mention,
      found: { entity: found, type: foundType, key: foundKey },
    })),
    relations,
  };
}

/** Empty where the document reads as the model said. */
function findBase(project: Project, document: number): { readonly base?: StoredBase } {
  const shown = loadShown(project, document);
  const isAsRead =
    shown.mentions.every(({ entity, position }) => entity !== undefined && position < ADDED) &&
    shown.relations.every(
      ({ isAside, base, position }) => !isAside && base === null && position < ADDED,
    );
  if (isAsRead) return {};
  const { mentions, relations } = toBaseOfShown(shown);
  const places = new Map(mentions.map(({ position }, at) => [position, at]));
  return {
    base: {
      mentions: mentions.map(({ start, end, type, score, home, homeForm }) => ({
        ...{ start, end, type, score },
        entity: home,
        key: homeForm,
      })),
      relations: relations.map(({ head, tail, type, score }) => ({
        head: places.get(head) ?? 0,
        tail: places.get(tail) ?? 0,
        type,
        score,
      })),
    },
  };
}
