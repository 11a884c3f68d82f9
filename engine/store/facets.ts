import type { FactSelection } from '#domain/curation';
import { factStates } from '#domain/graph';
import type { Facets } from '#domain/views';
import { listDecided } from './decided-facts.ts';
import type { Project } from './project.ts';
import { countRejectedCells } from './rejected.ts';
import { listCells, type Cell } from './tallies.ts';
import { toConditions } from './triple-filter.ts';

/** Everything that is counted over predicates and types comes from these few hundred cells. */
function countCells(project: Project, filter: FactSelection): readonly Cell[] {
  if (filter.state === 'rejected') {
    const { predicates: _, subjectTypes: __, objectTypes: ___, ...rest } = filter;
    return countRejectedCells(project, rest);
  }
  const { sql, values, isCovered } = toConditions(project, filter);
  if (sql === '1') return listCells(project);
  return project.remember(`cells ${sql} ${JSON.stringify(values)}`, () =>
    project.all<Cell>(
      `SELECT predicate, subject_type AS subjectType, object_type AS objectType, count(*) AS triples
       FROM triple t ${isCovered ? 'INDEXED BY triple_types' : ''}
       WHERE ${sql} GROUP BY predicate, subject_type, object_type`,
      ...values,
    ),
  );
}

export function countTriples(project: Project, filter: FactSelection): number {
  return countCells(project, filter)
    .filter((cell) => fits(cell, filter))
    .reduce((sum, { triples }) => sum + triples, 0);
}

/** Most frequent first. Each list is narrowed by the rest of the filter but not by itself, so that one may choose a second value. */
export function countFacets(project: Project, filter: FactSelection = {}): Facets {
  const cells = countCells(project, filter);
  return {
    predicates: count(cells, { ...filter, predicates: undefined }, 'predicate'),
    subjectTypes: count(cells, { ...filter, subjectTypes: undefined }, 'subjectType'),
    objectTypes: count(cells, { ...filter, objectTypes: undefined }, 'objectType'),
    states: countStates(project, filter),
  };
}

function countStates(project: Project, filter: FactSelection): Facets['states'] {
  if (listDecided(project).size === 0) return [];
  return factStates
    .map((value) => ({ value, count: countTriples(project, { ...filter, state: value }) }))
    .filter(({ count: triples }) => triples > 0);
}

function count(
  cells: readonly Cell[],
  filter: FactSelection,
  column: 'predicate' | 'subjectType' | 'objectType',
): Facets['predicates'] {
  const counts = new Map<string, number>();
  for (const cell of cells)
    if (fits(cell, filter))
      counts.set(cell[column], (counts.get(cell[column]) ?? 0) + cell.triples);
  return [...counts]
    .map(([value, triples]) => ({ value, count: triples }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function fits(cell: Cell, { predicates, subjectTypes, objectTypes }: FactSelection): boolean {
  return (
    (predicates?.includes(cell.predicate) ?? true) &&
    (subjectTypes?.includes(cell.subjectType) ?? true) &&
    (objectTypes?.includes(cell.objectType) ?? true)
  );
}
