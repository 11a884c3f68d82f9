import { Failure } from '#domain/failure';
import type { DocumentId, EntityId } from '#domain/ids';
import type { EntityDetail, EntityRow, Rows } from '#domain/views';
import { fold } from './fold.ts';
import type { Project } from './project.ts';
import { countEntities } from './tallies.ts';
import { toNamed } from './triple-filter.ts';
import { listTriples } from './triples.ts';

export type EntitySort = 'name' | 'type' | 'mentions' | 'documents' | 'triples';

export interface EntityFilter {
  /** Part of the name or an alias. */
  readonly query?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly document?: DocumentId | undefined;
  readonly sort?: EntitySort | undefined;
  readonly descending?: boolean | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** Closed, each with an index of its own. */
const sorts: Readonly<Record<EntitySort, readonly string[]>> = {
  name: ['e.folded'],
  type: ['e.type', 'e.folded'],
  mentions: ['e.mentions'],
  documents: ['e.documents'],
  triples: ['e.triples'],
};

/** Entities of a type up to which all of them are sorted for a page. */
const FEW = 5000;

/** An entity's facts shown with it. */
const MOST_FACTS = 200;

interface EntityRecord extends Omit<EntityRow, 'aliases'> {
  /** JSON. */
  readonly aliases: string;
}

export const ENTITY =
  'SELECT e.id, e.name, e.type, e.aliases, e.mentions, e.documents, e.triples FROM entity e';

/** One page of entities, the most mentioned first unless asked otherwise. */
export function listEntities(project: Project, filter: EntityFilter = {}): Rows<EntityRow> {
  const { sort = 'mentions', descending = true, offset = 0, limit = 100 } = filter;
  const { where, values, isNarrow, isCounted } = toConditions(project, filter);
  const direction = descending ? 'DESC' : 'ASC';
  const order = [...sorts[sort], 'e.key']
    .map((column) => `${isNarrow ? '+' : ''}${column} ${direction}`)
    .join(', ');
  const total = isCounted
    ? countEntities(project, filter.types)
    : project.remember(`entities ${where} ${JSON.stringify(values)}`, () =>
        project.get<{ total: number }>(`SELECT count(*) AS total FROM entity e${where}`, ...values),
      ).total;
  const rows = project.all<EntityRecord>(
    `${ENTITY}${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
    limit,
    offset,
  );
  return { total, rows: rows.map(toRow) };
}

interface Conditions {
  readonly where: string;
  readonly values: readonly string[];
  /** Few rows are left: find them and sort, rather than walk an index until enough fit. */
  readonly isNarrow: boolean;
  /** Narrowed by type alone, of which the totals are kept. */
  readonly isCounted: boolean;
}

function toConditions(project: Project, { query, types, document }: EntityFilter): Conditions {
  const conditions: string[] = [];
  const values: string[] = [];
  const folded = fold(query?.trim() ?? '');
  if (folded !== '') {
    const [sql, value] = toNamed(folded);
    conditions.push(`e.key IN (${sql})`);
    values.push(value);
  }
  if (document !== undefined) {
    conditions.push(
      'e.key IN (SELECT entity FROM mention WHERE document = (SELECT key FROM document WHERE id = ?))',
    );
    values.push(document);
  }
  const isCounted = conditions.length === 0;
  const isRare = types !== undefined && countEntities(project, types) < FEW;
  if (types) {
    conditions.push(`${isRare ? '' : '+'}e.type IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(types));
  }
  return {
    where: conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '',
    values,
    isNarrow: !isCounted || isRare,
    isCounted,
  };
}

export function findEntityRow(project: Project, id: EntityId): EntityRow | undefined {
  const record = project.find<EntityRecord>(`${ENTITY} WHERE e.id = ?`, id);
  return record && toRow(record);
}

/** @throws Failure `not-found` */
export function getEntity(project: Project, id: EntityId): EntityDetail {
  const record = project.find<EntityRecord>(`${ENTITY} WHERE e.id = ?`, id);
  if (!record) throw new Failure('not-found', id);
  const surfaceForms = project.all<{ text: string; mentions: number }>(
    `SELECT text, mentions FROM surface_form WHERE entity = (SELECT key FROM entity WHERE id = ?)
     ORDER BY mentions DESC, text`,
    id,
  );
  const facts = listTriples(project, { entity: id, sort: 'documents', limit: MOST_FACTS }).rows;
  return { ...toRow(record), surfaceForms, facts };
}

/** Rows by key, in the order of the keys. */
export function loadEntityRows(project: Project, keys: readonly number[]): readonly EntityRow[] {
  return keys.flatMap((key) => {
    const record = project.find<EntityRecord>(`${ENTITY} WHERE e.key = ?`, key);
    return record ? [toRow(record)] : [];
  });
}

function toRow(record: EntityRecord): EntityRow {
  return { ...record, aliases: JSON.parse(record.aliases) as readonly string[] };
}
