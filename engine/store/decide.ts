import { randomBytes } from 'node:crypto';
import type { DecisionMade, Effect, Operation, UndoReport } from '#domain/curation';
import { Failure } from '#domain/failure';
import type { DecisionId, EntityId } from '#domain/ids';
import { createBinder } from './bind.ts';
import { getCuration, keepCuration, toCuration, toKey, type Curation } from './curation.ts';
import { getDecisionRow } from './decisions.ts';
import { createWitness, toEffectCounts } from './effect.ts';
import type { ToNaming } from './entity-changes.ts';
import { append, findNext, toDecisions } from './log.ts';
import { listIdle, listMisfits } from './misfits.ts';
import type { Project } from './project.ts';
import { createRecorder } from './record.ts';
import type { ToForm } from './unit-refs.ts';
import type { Act, DecisionBody, LogEntry } from '#domain/recorded';
import { listUnitsOf, restand } from './restand.ts';
import type { Foresight } from './reread.ts';
import type { Rule } from './rules.ts';

/** What the store has to be told of names: resolve knows, and the store may not ask it. */
export interface NameRules {
  readonly toNaming: ToNaming;
  readonly toForm: ToForm;
}

/** Who decided, and when (milliseconds since 1970); both are only shown. */
export interface Signature {
  readonly author: string;
  readonly at: number;
  readonly note?: string;
}

/** What it would do. @throws Failure `not-found`, `decision-refused` */
export function planDecision(
  project: Project,
  operations: readonly Operation[],
  rules: NameRules,
): Effect {
  return project.rehearse(() => decide(project, operations, { author: '', at: 0 }, rules).effect);
}

/** All of its operations or none, in one transaction that is on the disk when this returns. */
export function makeDecision(
  project: Project,
  operations: readonly Operation[],
  signature: Signature,
  rules: NameRules,
): DecisionMade {
  return project.durably(() => {
    const { id, effect } = decide(project, operations, signature, rules);
    return { decision: getDecisionRow(project, id), effect };
  });
}

function decide(
  project: Project,
  operations: readonly Operation[],
  { author, at, note = '' }: Signature,
  rules: NameRules,
): { readonly id: DecisionId; readonly effect: Effect } {
  const before = getCuration(project);
  const recorder = createRecorder(project, before, rules.toForm);
  const recorded = operations.flatMap((operation) => recorder.record(operation));
  const id: DecisionId = `c${randomBytes(12).toString('hex')}`;
  const draft = (body: DecisionBody): Omit<LogEntry, 'number' | 'hash'> => ({
    id,
    act: 'make',
    at,
    author,
    body: JSON.stringify(body),
  });
  // The effect is part of the entry, and known only once it has come about.
  const number = (before.entries.at(-1)?.number ?? 0) + 1;
  const binder = createBinder(project);
  const rehearsed = { ...draft({ operations: recorded, note, effect: null }), number, hash: '' };
  const after = toCuration(project, [...before.entries, rehearsed], before.bound, binder);
  refuseMisfits(project, after, id);
  const witness = createWitness(project);
  const { onForeseen } = witness;
  const report = restand(project, before, after, rules.toNaming, { onForeseen });
  const effect = witness.tell(report);
  const entry = append(
    project,
    draft({ operations: recorded, note, effect: toEffectCounts(effect) }),
  );
  const entries = [...before.entries, entry];
  keepCuration(project, { ...after, entries, decisions: toDecisions(entries) });
  return { id, effect };
}

/** A decision that is made now has to fit; only with other texts or other people's logs may it fail to. */
function refuseMisfits(project: Project, after: Curation, id: DecisionId): void {
  const { standing } = after;
  for (const [order, { decision }] of standing.operations.entries()) {
    const misfit = decision === id ? standing.misfits[order] : undefined;
    if (!misfit) continue;
    const [said] = listMisfits(project, after, new Set([id]));
    const other = misfit.against === undefined ? undefined : standing.operations[misfit.against];
    throw new Failure(
      'decision-refused',
      `“${said?.says ?? id}” ${misfit.reason === 'conflict' ? `contradicts decision ${other?.number ?? ''}, which would have to be undone first` : `does not fit (${misfit.reason})`}`,
    );
  }
}

/** Thrown to take a transaction back; carries what was found out. */
class Refused extends Error {
  readonly report: UndoReport;

  constructor(report: UndoReport) {
    super('refused');
    this.report = report;
  }
}

/**
 * Undoes a decision, wherever in the log it stands. Where later ones would no longer fit it does nothing and names them,
 * unless they are to go with it.
 * @throws Failure `decision-none`, `not-found`, `decision-refused` (it is undone already)
 */
export function undoDecision(
  project: Project,
  asked: { readonly decision?: DecisionId | undefined; readonly withDependants?: boolean },
  signature: Signature,
  rules: NameRules,
): UndoReport {
  try {
    return project.durably(() => {
      const report = undo(project, asked, signature, rules);
      if (report.undone.length === 0) throw new Refused(report);
      return report;
    });
  } catch (error) {
    if (error instanceof Refused) return error.report;
    throw error;
  }
}

export function planUndo(project: Project, decision: DecisionId, rules: NameRules): UndoReport {
  return project.rehearse(() => undo(project, { decision }, { author: '', at: 0 }, rules));
}

function undo(
  project: Project,
  { decision, withDependants = false }: Parameters<typeof undoDecision>[1],
  signature: Signature,
  rules: NameRules,
): UndoReport {
  const before = getCuration(project);
  const id = decision ?? findNext(before.entries).undo;
  if (id === null) throw new Failure('decision-none', 'undo');
  expectStanding(before, id, true);
  const gone = new Set<DecisionId>([id]);
  let dependants = new Set<DecisionId>();
  const witness = createWitness(project);
  const first = step(project, before, 'undo', gone, signature, rules, witness.onForeseen);
  const since = countSince(before, id);
  for (;;) {
    const found = listDependants(project, before, first, gone, since);
    dependants = new Set([...dependants, ...found]);
    if (found.size === 0 || !withDependants) break;
    // Each goes in turn, so the graph and the log keep step.
    for (const each of found) gone.add(each);
    step(project, getCuration(project), 'undo', found, signature, rules);
  }
  const effect = witness.tell(first.report);
  const rows = [...dependants].map((each) => getDecisionRow(project, each));
  const isRefused = rows.length > 0 && !withDependants;
  return { undone: isRefused ? [] : [...gone], dependants: rows, effect };
}

/** Appends an act for each decision and goes over to what the log then comes to. */
function step(
  project: Project,
  before: Curation,
  act: Act,
  decisions: Iterable<DecisionId>,
  { author, at }: Signature,
  { toNaming }: NameRules,
  onForeseen?: (foresight: Foresight) => void,
) {
  const near = listNear(before, decisions);
  const idle = listIdle(project, before.standing, isNear(near));
  const entries = [...before.entries];
  for (const id of decisions) entries.push(append(project, { id, act, at, author, body: '{}' }));
  const after = toCuration(project, entries, before.bound, createBinder(project));
  const report = restand(project, before, after, toNaming, onForeseen ? { onForeseen } : {});
  keepCuration(project, after);
  for (const unit of listNear(after, decisions)) near.add(unit);
  return { report, idle, near };
}

/** Units on whose facts it may tell that these decisions go or come. */
function listNear({ standing }: Curation, decisions: Iterable<DecisionId>): Set<EntityId> {
  const asked = new Set(decisions);
  const keys = standing.operations
    .filter(({ decision }) => asked.has(decision))
    .map(({ decision, operation }) => toKey(decision, operation));
  return listUnitsOf(standing, new Set(keys));
}

const isNear = (units: ReadonlySet<EntityId>) => (rule: Rule) =>
  units.has(rule.subject) || units.has(rule.object);

/** The last entry of the log that makes a decision stand. */
function countSince({ entries }: Curation, id: DecisionId): number {
  return entries.findLast((entry) => entry.id === id && entry.act !== 'undo')?.number ?? 0;
}

/**
 * Decisions that fitted before and do not now. What was decided `since` alone can rest on it: an older decision that
 * happens to fit because of it stood without effect before, and does so again.
 */
function listDependants(
  project: Project,
  before: Curation,
  {
    idle: idleBefore,
    near,
  }: { readonly idle: ReadonlySet<number>; readonly near: ReadonlySet<EntityId> },
  gone: ReadonlySet<DecisionId>,
  since: number,
): Set<DecisionId> {
  const misfitted = new Set<string>();
  for (const [order, { decision, operation }] of before.standing.operations.entries())
    if (before.standing.misfits[order] || idleBefore.has(order))
      misfitted.add(toKey(decision, operation));
  const now = getCuration(project).standing;
  const idle = listIdle(project, now, isNear(near));
  const found = new Set<DecisionId>();
  for (const [order, { decision, operation }] of now.operations.entries())
    if ((now.misfits[order] || idle.has(order)) && !misfitted.has(toKey(decision, operation)))
      if (!gone.has(decision) && countSince(before, decision) > since) found.add(decision);
  return found;
}

/** @throws Failure `decision-none`, `not-found`, `decision-refused` (it stands, or contradicts what was decided since) */
export function redoDecision(
  project: Project,
  decision: DecisionId | undefined,
  signature: Signature,
  rules: NameRules,
): DecisionMade {
  return project.durably(() => {
    const before = getCuration(project);
    const id = decision ?? findNext(before.entries).redo;
    if (id === null) throw new Failure('decision-none', 'redo');
    expectStanding(before, id, false);
    const witness = createWitness(project);
    const { report } = step(project, before, 'redo', [id], signature, rules, witness.onForeseen);
    return { decision: getDecisionRow(project, id), effect: witness.tell(report) };
  });
}

function expectStanding({ decisions }: Curation, id: DecisionId, isStanding: boolean): void {
  const found = decisions.find((decision) => decision.id === id);
  if (!found) throw new Failure('not-found', id);
  if (found.isUndone === isStanding)
    throw new Failure(
      'decision-refused',
      isStanding ? 'it is undone already' : 'it stands, so there is nothing to redo',
    );
}
