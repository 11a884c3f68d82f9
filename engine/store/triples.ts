import type { FactSelection } from '#domain/curation';
import { Failure } from '#domain/failure';
import type { TripleId } from '#domain/ids';
import type { Rows, TripleDetail, TripleRow } from '#domain/views';
import { createLayouts } from './boxes.ts';
import { listEvidence } from './evidence.ts';
import { countTriples } from './facets.ts';
import { listDecided, toDecidedFact } from './decided-facts.ts';
import type { Project } from './project.ts';
import { findRejected, listRejected } from './rejected.ts';
import { loadPhrases } from './schemas.ts';
import { createTextReader } from './text.ts';
import { toAllConditions } from './triple-filter.ts';
import { listRecords, loadTripleRows, toTriple } from './triple-rows.ts';

export type TripleSort = 'subject' | 'predicate' | 'object' | 'score' | 'documents';

export interface TripleQuery extends FactSelection {
  readonly sort?: TripleSort | undefined;
  readonly descending?: boolean | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

interface Order {
  /** From the name that was asked for down to the key, as the indexes of `from` have them: nothing is left to sort. */
  readonly columns: readonly string[];
  readonly from: string;
}

/** Closed: what a caller names never becomes SQL. */
const orders: Readonly<Record<TripleSort, Order>> = {
  subject: {
    columns: ['e.folded', 'e.key', 't.object', 't.key'],
    from: 'entity e CROSS JOIN triple t ON t.subject = e.key',
  },
  object: {
    columns: ['e.folded', 'e.key', 't.subject', 't.key'],
    from: 'entity e CROSS JOIN triple t ON t.object = e.key',
  },
  predicate: {
    columns: ['t.predicate', 't.score', 't.subject', 't.object', 't.key'],
    from: 'triple t',
  },
  score: { columns: ['t.score', 't.subject', 't.object', 't.key'], from: 'triple t' },
  documents: { columns: ['t.documents', 't.key'], from: 'triple t' },
};

/** One page of facts, the most certain first unless asked otherwise. */
export function listTriples(project: Project, query: TripleQuery = {}): Rows<TripleRow> {
  if (query.state === 'rejected') return listRejected(project, query);
  return {
    total: countTriples(project, query),
    rows: loadTripleRows(project, listTripleKeys(project, query)),
  };
}

function listTripleKeys(project: Project, query: TripleQuery): readonly number[] {
  const { sort = 'score', descending = true, offset = 0, limit = 100 } = query;
  const { sql, values, isNarrow } = toAllConditions(project, query);
  const { columns, from } = orders[sort];
  // Where few rows are left they are found by key and sorted: a plus sign forbids an index for the order.
  const sign = isNarrow ? '+' : '';
  const named = sort === 'subject' || sort === 'object';
  const tables = isNarrow && named ? `triple t CROSS JOIN entity e ON e.key = t.${sort}` : from;
  const order = columns
    .map((column) => `${sign}${column} ${descending ? 'DESC' : 'ASC'}`)
    .join(', ');
  const rows = project.all<{ key: number }>(
    `SELECT t.key FROM ${tables} WHERE ${sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
    limit,
    offset,
  );
  return rows.map(({ key }) => key);
}

/** @throws Failure `not-found` */
export function getTriple(project: Project, id: TripleId): TripleDetail {
  const record = listRecords(project, 't.id = ?', id)[0];
  const rejected = record ? undefined : findRejected(project, id);
  if (rejected) return rejected;
  if (!record) throw new Failure('not-found', id);
  const decided = listDecided(project).get(id);
  const read = createTextReader(project);
  return {
    ...toTriple(record),
    phrase: loadPhrases(project)(record.predicate),
    ...(decided && { decided: toDecidedFact(decided) }),
    evidence: listEvidence(project, read, createLayouts(project), record.key),
  };
}
