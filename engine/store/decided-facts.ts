import type { DecisionId, EntityId, TripleId } from '#domain/ids';
import type { DecidedFact } from '#domain/views';
import { getCuration } from './curation.ts';
import type { Project } from './project.ts';

/** A fact that somebody said something about, between the entities as they show. */
export interface Decided extends DecidedFact {
  readonly subject: EntityId;
  readonly predicate: string;
  readonly object: EntityId;
}

/** By id, what was said of facts last; from the log alone, so a fact may not be in the graph. */
export function listDecided(project: Project): ReadonlyMap<TripleId, Decided> {
  return project.remember('decided facts', () => toDecided(project));
}

/** What a row carries of it. */
export const toDecidedFact = ({ state, decision, isAlone }: Decided): DecidedFact => ({
  state,
  decision,
  isAlone,
});

function toDecided(project: Project): ReadonlyMap<TripleId, Decided> {
  const { standing } = getCuration(project);
  const { rules, operations, documents } = standing;
  const kinds = new Map<DecisionId, Set<string>>();
  const sizes = new Map<DecisionId, number>();
  for (const { decision, bound } of operations) {
    kinds.set(decision, (kinds.get(decision) ?? new Set()).add(bound.recorded.kind));
    sizes.set(decision, (sizes.get(decision) ?? 0) + 1);
  }
  /** Another subject or object is recorded as the old fact rejected and the new one added. */
  const isReplaced = (decision: DecisionId) =>
    kinds.get(decision)?.has('triple.reject') === true &&
    kinds.get(decision)?.has('triple.add') === true;
  const found: (readonly [order: number, id: TripleId, fact: Decided])[] = [];
  const note = (
    order: number,
    state: DecidedFact['state'],
    fact: { id: TripleId; subject: EntityId; predicate: string; object: EntityId },
  ) => {
    const { decision } = operations[order] ?? {};
    if (decision === undefined) return;
    const { id, subject, predicate, object } = fact;
    const isAlone = (sizes.get(decision) ?? 1) === 1 || isReplaced(decision);
    found.push([order, id, { state, decision, isAlone, subject, predicate, object }]);
  };
  for (const { relations } of documents.values())
    for (const { subject, predicate, object, order } of relations) {
      const fact = rules.apply(...rules.toEnds(subject.unit, predicate, object.unit), order);
      if (fact.isRejected) continue;
      const entry = operations[order];
      const isAdded = entry?.bound.recorded.kind === 'triple.add';
      const state = !isAdded ? 'accepted' : isReplaced(entry.decision) ? 'edited' : 'added';
      note(order, state, fact);
    }
  for (const rule of rules.all) {
    const [subject, predicate, object] = rules.toEnds(rule.subject, rule.predicate, rule.object);
    const id = rules.toId(rule.subject, rule.predicate, rule.object);
    if (!rule.edit) note(rule.order, 'rejected', { id, subject, predicate, object });
    else {
      const fact = rules.apply(subject, predicate, object, rule.order - 1);
      if (!fact.isRejected) note(rule.order, 'edited', fact);
    }
  }
  return new Map(found.sort(([a], [b]) => a - b).map(([, id, fact]) => [id, fact] as const));
}
