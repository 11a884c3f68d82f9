import type { DecisionRow, EffectCounts, Misfit, OperationLine } from '#domain/curation';
import { Failure } from '#domain/failure';
import type { DecisionId, EntityId, TripleId } from '#domain/ids';
import type { Rows } from '#domain/views';
import { listAnchors, listFacts, listUnits } from './bind.ts';
import { getCuration } from './curation.ts';
import { findNext, type Decision } from './log.ts';
import { listMisfits } from './misfits.ts';
import type { Project } from './project.ts';
import type { Recorded } from '#domain/recorded';
import { toSaying } from './says.ts';
import { loadPhrases } from './schemas.ts';
import type { Standing } from './standing.ts';

/** Operations of a decision that a row tells. */
const TOLD = 20;

const NO_EFFECT: EffectCounts = {
  entities: { before: 0, after: 0 },
  mentions: 0,
  documents: 0,
  facts: { changed: 0, joined: 0, appeared: 0, vanished: 0 },
};

export interface DecisionQuery {
  readonly query?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** Newest first. */
export function listDecisions(
  project: Project,
  { query, offset = 0, limit = 100 }: DecisionQuery = {},
): Rows<DecisionRow> & {
  readonly nextUndo: DecisionId | null;
  readonly nextRedo: DecisionId | null;
} {
  const curation = getCuration(project);
  const asked = query?.trim().toLowerCase() ?? '';
  const phraseOf = loadPhrases(project);
  const matching = curation.decisions.filter(
    ({ operations, note }) =>
      asked === '' ||
      note.toLowerCase().includes(asked) ||
      operations.some((each) => toSaying(each, phraseOf).toLowerCase().includes(asked)),
  );
  const page = matching.toReversed().slice(offset, offset + limit);
  const shown = new Set(page.map(({ id }) => id));
  const misfits = byDecision(listMisfits(project, curation, shown));
  const { undo, redo } = findNext(curation.entries);
  return {
    total: matching.length,
    rows: page.map((decision) => toRow(project, decision, misfits, curation.standing)),
    nextUndo: undo,
    nextRedo: redo,
  };
}

/** @throws Failure `not-found` */
export function getDecisionRow(project: Project, id: DecisionId): DecisionRow {
  const curation = getCuration(project);
  const decision = curation.decisions.find((each) => each.id === id);
  if (!decision) throw new Failure('not-found', id);
  const misfits = byDecision(listMisfits(project, curation, new Set([id])));
  return toRow(project, decision, misfits, curation.standing);
}

function byDecision(misfits: readonly Misfit[]): ReadonlyMap<DecisionId, readonly Misfit[]> {
  const found = new Map<DecisionId, Misfit[]>();
  for (const misfit of misfits)
    found.set(misfit.decision, [...(found.get(misfit.decision) ?? []), misfit]);
  return found;
}

function toRow(
  project: Project,
  { id, number, at, author, note, operations, isUndone, effect }: Decision,
  misfits: ReadonlyMap<DecisionId, readonly Misfit[]>,
  standing: Standing,
): DecisionRow {
  return {
    id,
    number,
    at,
    author,
    note,
    operations: operations.slice(0, TOLD).map((each) => toLine(project, each, standing)),
    operationCount: operations.length,
    isUndone,
    misfits: misfits.get(id) ?? [],
    effect: (effect ?? NO_EFFECT) as EffectCounts,
  };
}

function toLine(project: Project, recorded: Recorded, standing: Standing): OperationLine {
  const entities = listUnits(recorded)
    .map(({ id }) => standing.clusters.placeOf(id)?.id ?? id)
    .filter((id) => isThere(project, 'entity', id));
  const triples = listFacts(recorded)
    .map(({ subject, predicate, object }) => standing.rules.toId(subject.id, predicate, object.id))
    .filter((id) => isThere(project, 'triple', id));
  const documents = listAnchors(recorded)
    .map(({ document }) => document)
    .filter((id) => isThere(project, 'document', id));
  return {
    kind: recorded.kind,
    says: toSaying(recorded, loadPhrases(project)),
    entities: [...new Set(entities)],
    triples: [...new Set(triples)],
    documents: [...new Set(documents)],
  };
}

function isThere(
  project: Project,
  table: 'entity' | 'triple' | 'document',
  id: EntityId | TripleId | string,
): boolean {
  return project.find(`SELECT 1 FROM ${table} WHERE id = ?`, id) !== undefined;
}
