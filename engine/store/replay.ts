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
  /** How often people undid and redid it; odd: it is undone. */
  readonly acts: number;
  /** Undone by a replay, because it contradicts what was decided there before. */
  readonly isAside: boolean;
}

/** The log, oldest first, ready to be written down. */
export function* eachWrittenDecision(
  project: Project,
): Generator<WrittenDecision & { readonly says: readonly string[] }> {
  const { decisions } = getCuration(project);
  const phraseOf = loadPhrases(project);
  const acts = readActs(getCuration(project));
  for (const { id, at, author, note, operations, effect } of decisions)
    yield {
      id,
      at,
      author,
      note,
      operations,
      effect,
      acts: acts.get(id)?.count ?? 0,
      isAside: acts.get(id)?.isAside ?? false,
      says: operations.map((each) => toSaying(each, phraseOf)),
    };
}

/**
 * Takes over another log, or this project's own after its documents were read anew. Every decision comes into the log,
 * in its order, with its own id; what is there already is not doubled. One that does not fit stays without effect until it
 * does. One that says the contrary of a decision which the other log did not know comes in as undone: what was here
 * stands, and redoing it takes theirs. Undone here or there most often (`acts`) says whether a common decision stands.
 * What a replay put aside is put aside here alone: were it told to others as undone, two people who send each other their
 * logs twice would both lose what they decided.
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
    const acts = readActs(before);
    const fresh = new Set<DecisionId>();
    const act = (id: DecisionId, isUndone: boolean, author: string, body = '{}') =>
      entries.push(append(project, { id, act: isUndone ? 'undo' : 'redo', at, author, body }));
    const putAside = (id: DecisionId) => act(id, true, '', ASIDE);
    for (const each of written) {
      const { id, author, note, operations, effect } = each;
      const own = acts.get(id)?.count ?? 0;
      if (known.has(id)) {
        if (each.acts > own && each.acts % 2 !== own % 2) act(id, each.acts % 2 === 1, author);
        continue;
      }
      known.set(id, true);
      fresh.add(id);
      const body = JSON.stringify({ operations, note, effect });
      entries.push(append(project, { id, act: 'make', at: each.at, author, body }));
      if (each.acts % 2 === 1) act(id, true, author);
      else if (each.isAside) putAside(id);
    }
    let after = toCuration(project, entries, before.bound, binder);
    const conflicts: Misfit[] = [];
    // What they put aside they knew of, and went on saying the contrary.
    const theirs = new Set(written.filter(({ isAside }) => !isAside).map(({ id }) => id));
    for (;;) {
      const found = findContradictions(after, fresh, theirs, loadPhrases(project));
      if (found.length === 0) break;
      conflicts.push(...found);
      for (const id of new Set(found.map(({ decision }) => decision))) putAside(id);
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

/** Body of an undo that a replay did, not a person. */
const ASIDE = '{"aside":true}';

interface Acts {
  readonly count: number;
  readonly isAside: boolean;
}

/** What people did to each decision since it was made. To take back what a replay put aside is no act: it stands as it did. */
function readActs({ entries }: Curation): ReadonlyMap<DecisionId, Acts> {
  const acts = new Map<DecisionId, Acts>();
  for (const { id, act, body } of entries) {
    if (act === 'make') continue;
    const { count, isAside } = acts.get(id) ?? { count: 0, isAside: false };
    if (body === ASIDE) acts.set(id, { count, isAside: true });
    else acts.set(id, { count: isAside && act === 'redo' ? count : count + 1, isAside: false });
  }
  return acts;
}
