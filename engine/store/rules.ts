import { toTripleId, type EntityId, type TripleId } from '#domain/ids';
import { digest } from './facts.ts';

/** What a decision says of every statement of one fact, whichever document makes it. */
export interface Rule {
  readonly subject: EntityId;
  readonly predicate: string;
  readonly object: EntityId;
  /** Place of the operation in the list. */
  readonly order: number;
  /** Of the decision in the log. */
  readonly number: number;
  /** How it reads instead; a rule without it rejects. */
  readonly edit?: { readonly predicate: string; readonly isReversed: boolean };
}

/** How a fact reads after all rules. */
export interface RuledFact {
  readonly id: TripleId;
  readonly subject: EntityId;
  readonly predicate: string;
  readonly object: EntityId;
  readonly isReversed: boolean;
  readonly isRejected: boolean;
  /** Decision that says so last; undefined where no rule applies. */
  readonly number?: number;
}

export interface Rules {
  readonly isEmpty: boolean;
  /** Of a fact between two entities. `after`: rules up to that order do not apply (they are older than the statement). */
  apply(subject: EntityId, predicate: string, object: EntityId, after?: number): RuledFact;
  /** Order of the rejection made before `order` that this fact comes to, if any. */
  findRejection(id: TripleId, order: number): number | undefined;
  /** Id of the fact between the entities of two units. */
  toId(subject: EntityId, predicate: string, object: EntityId): TripleId;
  /** The same parts between entities. */
  toEnds(
    subject: EntityId,
    predicate: string,
    object: EntityId,
  ): readonly [subject: EntityId, predicate: string, object: EntityId];
  /** Every id that the fact of a rule goes through, from its own on. */
  listIds(rule: Rule): readonly TripleId[];
  readonly all: readonly Rule[];
}

interface Placed {
  readonly rule: Rule;
  readonly subject: EntityId;
  readonly object: EntityId;
}

/** The same few facts are asked about with every decision, and a digest costs more than all the rest. */
const ids = new Map<string, TripleId>();
const MOST_IDS = 100_000;

function idOf(subject: EntityId, predicate: string, object: EntityId): TripleId {
  const parts = `${subject} ${object} ${predicate}`;
  const known = ids.get(parts);
  if (known !== undefined) return known;
  if (ids.size >= MOST_IDS) ids.clear();
  const id = toTripleId(digest, subject, predicate, object);
  ids.set(parts, id);
  return id;
}

/** `entityOf`: the entity that a unit shows as. Rules apply in the order they were made, each to what the ones before left. */
export function createRules(all: readonly Rule[], entityOf: (unit: EntityId) => EntityId): Rules {
  const placed = new Map<TripleId, Placed[]>();
  for (const rule of all) {
    const [subject, object] = [entityOf(rule.subject), entityOf(rule.object)];
    const id = idOf(subject, rule.predicate, object);
    const list = placed.get(id);
    if (list) list.push({ rule, subject, object });
    else placed.set(id, [{ rule, subject, object }]);
  }

  function follow(start: RuledFact, after: number, before: number, seen?: TripleId[]): RuledFact {
    let fact = start;
    let order = after;
    for (;;) {
      const next = placed
        .get(fact.id)
        ?.find(({ rule }) => rule.order > order && rule.order < before);
      if (!next) return fact;
      const { rule } = next;
      order = rule.order;
      const { number } = rule;
      if (!rule.edit) return { ...fact, isRejected: true, number };
      const { predicate, isReversed } = rule.edit;
      const [subject, object] = isReversed
        ? [fact.object, fact.subject]
        : [fact.subject, fact.object];
      fact = {
        id: idOf(subject, predicate, object),
        subject,
        predicate,
        object,
        isReversed: fact.isReversed !== isReversed,
        isRejected: false,
        number,
      };
      seen?.push(fact.id);
    }
  }

  const toFact = (id: TripleId, subject: EntityId, predicate: string, object: EntityId) => ({
    id,
    subject,
    predicate,
    object,
    isReversed: false,
    isRejected: false,
  });

  return {
    all,
    isEmpty: all.length === 0,
    apply(subject, predicate, object, after = -1) {
      const fact = toFact(idOf(subject, predicate, object), subject, predicate, object);
      return all.length === 0 ? fact : follow(fact, after, Infinity);
    },
    findRejection(id, order) {
      return placed.get(id)?.find(({ rule }) => !rule.edit && rule.order < order)?.rule.order;
    },
    toId: (subject, predicate, object) => idOf(entityOf(subject), predicate, entityOf(object)),
    toEnds: (subject, predicate, object) => [entityOf(subject), predicate, entityOf(object)],
    listIds(rule) {
      const [subject, object] = [entityOf(rule.subject), entityOf(rule.object)];
      const id = idOf(subject, rule.predicate, object);
      const seen = [id];
      follow(toFact(id, subject, rule.predicate, object), -1, Infinity, seen);
      return seen;
    },
  };
}
