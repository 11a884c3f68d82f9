import type { Span } from '#domain/document';
import { Failure } from '#domain/failure';
import type { DocumentId, EntityId } from '#domain/ids';
import type { UnitRef } from '#domain/recorded';
import type { AnchorMaker } from './anchors.ts';
import { ADDED } from './bind.ts';
import { findHome } from './homes.ts';
import type { Project } from './project.ts';
import type { Standing } from './standing.ts';

/** `normaliseName` of resolve: the key of a name of that type. */
export type ToForm = (text: string, type: string) => string;

/** Mentions kept to find a unit again, and places kept of a fact. */
const MOST_ANCHORS = 5;
/** Units of one side of "never the same". */
const MOST_UNITS = 200;

/** What recording an operation needs to know. */
export interface Context {
  readonly project: Project;
  readonly standing: Standing;
  readonly toForm: ToForm;
  readonly anchors: AnchorMaker;
}

export interface MentionRecord extends Span {
  readonly document: number;
  readonly position: number;
  readonly type: string;
  readonly home: EntityId;
  readonly entity: EntityId;
}

export const MENTION = `SELECT m.document, m.position, m.start, m.end, m.type, coalesce(h.id, e.id) AS home, e.id AS entity
  FROM mention m CROSS JOIN entity e ON e.key = m.entity LEFT JOIN home h ON h.key = m.home`;

export function getEntity(
  project: Project,
  id: EntityId,
): { key: number; name: string; type: string; form: string } {
  const sql = 'SELECT key, name, type, form FROM entity WHERE id = ?';
  const found = project.find<{ key: number; name: string; type: string; form: string }>(sql, id);
  if (!found) throw new Failure('not-found', id);
  return found;
}

export function getDocumentKey(project: Project, id: DocumentId): number {
  const found = project.find<{ key: number }>('SELECT key FROM document WHERE id = ?', id);
  if (!found) throw new Failure('not-found', id);
  return found.key;
}

/** The unit under whose id the entity shows. */
export function toUnitRef(context: Context, id: EntityId): UnitRef {
  const { name } = getEntity(context.project, id);
  return describe(context, id, name);
}

export function describe(
  { project, standing, anchors }: Context,
  unit: EntityId,
  name: string,
): UnitRef {
  const info = standing.readInfo(unit) ?? findHome(project, unit);
  const isSplit = standing.splits.has(unit);
  return {
    id: unit,
    type: info?.type ?? '',
    form: info?.form ?? '',
    name,
    ...(isSplit ? { isSplit } : {}),
    at: isSplit
      ? []
      : listMentionsOf(project, unit).map((mention) => anchors.toAnchor(mention.document, mention)),
  };
}

/** A few mentions of a home, from several documents where there are. */
function listMentionsOf(project: Project, home: EntityId): readonly MentionRecord[] {
  const found = project.all<MentionRecord>(
    `SELECT * FROM (${MENTION} WHERE m.entity = (SELECT key FROM entity WHERE id = ?1) AND m.home IS NULL
         AND m.position < ${ADDED} LIMIT 40)
     UNION ALL SELECT * FROM (${MENTION} WHERE m.home = (SELECT key FROM home WHERE id = ?1)
         AND m.position < ${ADDED} LIMIT 40)`,
    home,
  );
  const perDocument = new Map<number, MentionRecord>();
  for (const mention of found)
    if (!perDocument.has(mention.document)) perDocument.set(mention.document, mention);
  const first = [...perDocument.values()];
  return [...first, ...found.filter((mention) => !first.includes(mention))].slice(0, MOST_ANCHORS);
}

/** Units with mentions in an entity. */
export function listUnitIds({ project, standing }: Context, id: EntityId): readonly EntityId[] {
  const { key } = getEntity(project, id);
  const closure = standing.clusters
    .closureOf(id)
    .filter((unit) => (standing.clusters.placeOf(unit)?.id ?? unit) === id);
  const there = new Set(
    project
      .all<{ home: EntityId }>(
        `SELECT DISTINCT coalesce(h.id, ?2) AS home FROM mention m LEFT JOIN home h ON h.key = m.home WHERE m.entity = ?1`,
        key,
        id,
      )
      .map(({ home }) => home),
  );
  return closure.filter((unit) => unit === id || there.has(unit) || standing.splits.has(unit));
}

/** One unit for each part of an entity that its own decisions hold together; that which leads comes first. */
export function listParts(context: Context, id: EntityId): readonly UnitRef[] {
  const { name } = getEntity(context.project, id);
  const seen = new Set<unknown>();
  const units = [id, ...listUnitIds(context, id).filter((unit) => unit !== id)];
  return units.flatMap((unit) => {
    const component = context.standing.components.get(unit) ?? unit;
    if (seen.has(component)) return [];
    seen.add(component);
    return [describe(context, unit, name)];
  });
}

export function listUnitsOf(context: Context, id: EntityId): readonly UnitRef[] {
  const { name } = getEntity(context.project, id);
  return listUnitIds(context, id)
    .slice(0, MOST_UNITS)
    .map((unit) => describe(context, unit, name));
}

/** What stands exactly there. */
export function findMention(
  project: Project,
  document: number,
  { start, end }: Span,
): MentionRecord | undefined {
  return project.find<MentionRecord>(
    `${MENTION} WHERE m.document = ? AND m.start = ? AND m.end = ?`,
    document,
    start,
    end,
  );
}

/** The unit a mention stands for, found again by this mention. */
export function toUnitOf({ project, standing, anchors }: Context, mention: MentionRecord): UnitRef {
  const assigned = standing.documents.get(mention.document)?.assigned.get(mention.position);
  const unit = assigned?.unit ?? mention.home;
  const info = standing.readInfo(unit) ?? findHome(project, unit);
  const isSplit = standing.splits.has(unit);
  return {
    id: unit,
    type: info?.type ?? mention.type,
    form: info?.form ?? '',
    name: getEntity(project, mention.entity).name,
    ...(isSplit ? { isSplit } : {}),
    at: isSplit ? [] : [anchors.toAnchor(mention.document, mention)],
  };
}
