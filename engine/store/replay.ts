import type { Misfit, ReplayReport } from '#domain/curation';
import type { DecisionId } from '#domain/ids';
import type { Recorded } from '#domain/recorded';
import { createBinder } from './bind.ts';
import { findContradictions } from './contradictions.ts';
import { getCuration, keepCuration, toCuration, type Curation } from './curation.ts';
import type { NameRules } from './decide.ts';
import { append } from './log.ts';
import { listMisfits } from './misfits.ts';
import type { Project } from './project.ts';
import { restand } from './restand.ts';
import { toSaying } from './says.ts';
import { loadPhrases } from './schemas.ts';

/** A decision as a log file has it. */
export interface WrittenDecision {
  readonly id: DecisionId;
  readonly at: number;
  readonly author: string;
  readonly note: string;
  readonly operations: readonly Recorded[];
  readonly effect: unknown;
  /** How often it was undone and redone; odd: it is undone. */
  readonly acts: number;
}

/** The log, oldest first, ready to be written down. */
export function* eachWrittenDecision(
  project: Project,
): Generator<WrittenDecision & { readonly says: readonly string[] }> {
  const { decisions } = getCuration(project);
  const phraseOf = loadPhrases(project);
  const acts = countActs(getCuration(project));
  for (const { id, at, author, note, operations, effect } of decisions)
    yield {
      id,
      at,
      author,
      note,
      operations,
      effect,
      acts: acts.get(id) ?? 0,
      says: operations.map((each) => toSaying(each, phraseOf)),
    };
}

/**
 * Takes over another log, or this project's own after its documents were read anew. Every decision comes into the log,
 * in its order, with its own id; what is there already is not doubled. One that does not fit stays without effect until it
 * does. One that says the contrary of a decision which the other log did not know comes in as undone: what was here
 * stands, and redoing it takes theirs. Undone here or there most often (`acts`) says whether a common decision stands.
 */
export function replay(
  project: Project,
  written: readonly WrittenDecision[],
  at: number,
  { toNaming }: NameRules,
): Omit<ReplayReport, 'unreadable'> {
  return project.durably(() => {
    const before = getCuration(project);
    const binder = createBinder(project);
    const entries = [...before.entries];
    const known = new Map(before.decisions.map(({ id }) => [id, true]));
    const acts = countActs(before);
    const fresh = new Set<DecisionId>();
    const act = (id: DecisionId, isUndone: boolean, author: string) =>
      entries.push(
        append(project, { id, act: isUndone ? 'undo' : 'redo', at, author, body: '{}' }),
      );
    for (const each of written) {
      const { id, author, note, operations, effect } = each;
      const own = acts.get(id) ?? 0;
      if (known.has(id)) {
        if (each.acts > own && each.acts % 2 !== own % 2) act(id, each.acts % 2 === 1, author);
        continue;
      }
      known.set(id, true);
      fresh.add(id);
      const body = JSON.stringify({ operations, note, effect });
      entries.push(append(project, { id, act: 'make', at: each.at, author, body }));
      if (each.acts % 2 === 1) act(id, true, author);
    }
    let after = toCuration(project, entries, before.bound, binder);
    const conflicts: Misfit[] = [];
    const theirs = new Set(written.map(({ id }) => id));
    for (;;) {
      const found = findContradictions(after, fresh, theirs, loadPhrases(project));
      if (found.length === 0) break;
      conflicts.push(...found);
      for (const id of new Set(found.map(({ decision }) => decision))) act(id, true, '');
      after = toCuration(project, entries, after.bound, binder);
    }
    restand(project, before, after, toNaming);
    keepCuration(project, after);
    const misfits = listMisfits(project, after).filter(({ decision }) => theirs.has(decision));
    const idle = new Set([...misfits, ...conflicts].map(({ decision }) => decision));
    return {
      applied: [...fresh].filter((id) => !idle.has(id)).length,
      known: written.length - fresh.size,
      misfits,
      conflicts,
    };
  });
}

function countActs({ entries }: Curation): ReadonlyMap<DecisionId, number> {
  const acts = new Map<DecisionId, number>();
  for (const { id, act } of entries) if (act !== 'make') acts.set(id, (acts.get(id) ?? 0) + 1);
  return acts;
}
