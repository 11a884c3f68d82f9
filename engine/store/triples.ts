import { Failure } from '#domain/failure';
import type { TripleId } from '#domain/ids';
import type { Rows, TripleDetail, TripleRow } from '#domain/views';
import { listEvidence } from './evidence.ts';
import { countTriples } from './facets.ts';
import type { Project } from './project.ts';
import { loadPhrases } from './schemas.ts';
import { createTextReader } from './text.ts';
import { toAllConditions, type TripleFilter } from './triple-filter.ts';
import { listRecords, loadTripleRows, toTriple } from './triple-rows.ts';

export type TripleSort = 'subject' | 'predicate' | 'object' | 'score' | 'documents';

export interface TripleQuery extends TripleFilter {
  readonly sort?: TripleSort | undefined;
  readonly descending?: boolean | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** Closed: the column, and the table whose index is in that order and drives the walk. */
const sorts: Readonly<Record<TripleSort, { readonly column: string; readonly from: string }>> = {
  subject: { column: 'e.folded', from: 'entity e CROSS JOIN triple t ON t.subject = e.key' },
  object: { column: 'e.folded', from: 'entity e CROSS JOIN triple t ON t.object = e.key' },
  predicate: { column: 't.predicate', from: 'triple t' },
  score: { column: 't.score', from: 'triple t' },
  documents: { column: 't.documents', from: 'triple t' },
};

/** One page of facts, the most certain first unless asked otherwise. */
export function listTriples(project: Project, query: TripleQuery = {}): Rows<TripleRow> {
  return {
    total: countTriples(project, query),
    rows: loadTripleRows(project, listTripleKeys(project, query)),
  };
}

function listTripleKeys(project: Project, query: TripleQuery): readonly number[] {
  const { sort = 'score', descending = true, offset = 0, limit = 100 } = query;
  const [sql, values] = toPageStatement(project, query, sort, descending);
  return project.all<{ key: number }>(sql, ...values, limit, offset).map(({ key }) => key);
}

/** Exported for the test of its query plans. */
export function toPageStatement(
  project: Project,
  filter: TripleFilter,
  sort: TripleSort,
  descending: boolean,
): readonly [sql: string, values: ReturnType<typeof toAllConditions>['values']] {
  const { sql, values, isNarrow } = toAllConditions(project, filter);
  const { column, from } = sorts[sort];
  const direction = descending ? 'DESC' : 'ASC';
  if (!isNarrow)
    return [
      `SELECT t.key FROM ${from} WHERE ${sql} ORDER BY ${column} ${direction}, t.key ${direction} LIMIT ? OFFSET ?`,
      values,
    ];
  // A plus sign forbids an index for the order: the few rows are found by key and sorted.
  const joined = column.startsWith('e.')
    ? `triple t CROSS JOIN entity e ON e.key = t.${sort}`
    : 'triple t';
  return [
    `SELECT t.key FROM ${joined} WHERE ${sql} ORDER BY +${column} ${direction}, +t.key ${direction} LIMIT ? OFFSET ?`,
    values,
  ];
}

/** @throws Failure `not-found` */
export function getTriple(project: Project, id: TripleId): TripleDetail {
  const record = listRecords(project, 't.id = ?', id)[0];
  if (!record) throw new Failure('not-found', id);
  return {
    ...toTriple(record),
    phrase: loadPhrases(project)(record.predicate),
    evidence: listEvidence(project, createTextReader(project), record.key),
  };
}
