import type { Operation } from '#domain/curation';
import { Failure } from '#domain/failure';
import { listEntities } from './entities.ts';
import type { Project } from './project.ts';
import { listTriples } from './triples.ts';

/** Rows one decision may take together. */
const MOST = 10_000;
const PAGE = 1000;

/** The same operation for every row of the list, in the list's own order. @throws Failure `decision-refused` */
export function expandSelection(project: Project, operation: Operation): readonly Operation[] {
  switch (operation.kind) {
    case 'selection.accept':
    case 'selection.reject': {
      const kind = operation.kind === 'selection.accept' ? 'triple.accept' : 'triple.reject';
      const { triples } = operation;
      const page = (offset: number) =>
        listTriples(project, { ...triples, offset, limit: PAGE, sort: 'score' });
      return collect(page).map(({ id }) => ({ kind, triple: id }));
    }
    case 'selection.hide':
      return collectEntities(project, operation).map(({ id }) => ({
        kind: 'entity.hide',
        entity: id,
      }));
    case 'selection.retype': {
      const { type } = operation;
      return collectEntities(project, operation).map(({ id }) => ({
        kind: 'entity.retype',
        entity: id,
        type,
      }));
    }
    default:
      return [operation];
  }
}

function collectEntities(
  project: Project,
  { entities }: Extract<Operation, { kind: 'selection.hide' | 'selection.retype' }>,
) {
  return collect((offset) => listEntities(project, { ...entities, offset, limit: PAGE }));
}

function collect<Row>(
  list: (offset: number) => { readonly total: number; readonly rows: readonly Row[] },
): readonly Row[] {
  const first = list(0);
  if (first.total > MOST)
    throw new Failure('decision-refused', `${first.total} rows are more than ${MOST} at once`);
  if (first.total === 0) throw new Failure('decision-refused', 'nothing is selected');
  const rows = [...first.rows];
  while (rows.length < first.total) {
    const { rows: more } = list(rows.length);
    if (more.length === 0) break;
    rows.push(...more);
  }
  return rows;
}
