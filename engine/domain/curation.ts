import type { Span } from './document.ts';
import type { FactState } from './graph.ts';
import type { DecisionId, DocumentId, EntityId, TripleId } from './ids.ts';
import type { LinkReason } from './linking.ts';
import type { EntityType, RelationType } from './schema.ts';
import type { EntityRow, MentionInText, TripleRow } from './views.ts';

/** A place that names something; a mention of the graph stands exactly there, or is to stand there. */
export interface Place extends Span {
  readonly document: DocumentId;
}

/** An argument of a fact read from the text by a person: a name that is there, or, with a type, one that is to be there. */
export interface Argument extends Span {
  readonly type?: EntityType | undefined;
}

/** What a list of facts is narrowed by; a field that is left out narrows nothing. */
export interface FactSelection {
  /** Part of the name of subject or object, or of the predicate or its phrase. */
  readonly query?: string | undefined;
  readonly entity?: EntityId | undefined;
  readonly document?: DocumentId | undefined;
  readonly predicates?: readonly string[] | undefined;
  readonly subjectTypes?: readonly string[] | undefined;
  readonly objectTypes?: readonly string[] | undefined;
  readonly minScore?: number | undefined;
  /** Without it: all but the rejected. */
  readonly state?: FactState | undefined;
}

export interface EntitySelection {
  readonly query?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly document?: DocumentId | undefined;
}

/**
 * What a person may do to the graph, as asked for: by the ids that are on the screen. What is recorded is anchored in
 * text (see `store/recorded`). Spans are UTF-16 units of the document's text.
 */
export type Operation =
  /** All of them are one thing; the first gives id, name and type. */
  | { readonly kind: 'entity.merge'; readonly entities: readonly EntityId[] }
  /** These mentions are another thing of the same name. */
  | {
      readonly kind: 'entity.split';
      readonly entity: EntityId;
      readonly mentions: readonly Place[];
    }
  | { readonly kind: 'entity.rename'; readonly entity: EntityId; readonly name: string }
  | { readonly kind: 'entity.retype'; readonly entity: EntityId; readonly type: EntityType }
  | { readonly kind: 'entity.addAlias'; readonly entity: EntityId; readonly alias: string }
  /** Out of graph, lists and exports, with its facts; later documents that name it add nothing. */
  | { readonly kind: 'entity.hide'; readonly entity: EntityId }
  /** No two of them are ever one thing. */
  | { readonly kind: 'entity.separate'; readonly entities: readonly EntityId[] }
  /** It is so, whatever the model says, now and later. */
  | { readonly kind: 'triple.accept'; readonly triple: TripleId }
  /** It is not so, whichever document says it. */
  | { readonly kind: 'triple.reject'; readonly triple: TripleId }
  /** It should read otherwise. Another subject or object must be named in the sentences that say it. */
  | {
      readonly kind: 'triple.edit';
      readonly triple: TripleId;
      readonly predicate?: RelationType | undefined;
      /** Subject and object change places. */
      readonly isReversed?: boolean | undefined;
      readonly subject?: EntityId | undefined;
      readonly object?: EntityId | undefined;
    }
  | {
      readonly kind: 'triple.add';
      readonly document: DocumentId;
      readonly subject: Argument;
      readonly predicate: RelationType;
      readonly object: Argument;
    }
  /** A name the model did not see; of `entity` if given, else of whatever its spelling and type say. */
  | {
      readonly kind: 'mention.add';
      readonly document: DocumentId;
      readonly start: number;
      readonly end: number;
      readonly type: EntityType;
      readonly entity?: EntityId | undefined;
    }
  /** This is no name; its facts in this sentence go with it. */
  | {
      readonly kind: 'mention.remove';
      readonly document: DocumentId;
      readonly start: number;
      readonly end: number;
    }
  /** The same for every row that a list shows, at most 10,000; taken apart into single operations when recorded. */
  | { readonly kind: 'selection.accept'; readonly triples: FactSelection }
  | { readonly kind: 'selection.reject'; readonly triples: FactSelection }
  | { readonly kind: 'selection.hide'; readonly entities: EntitySelection }
  | {
      readonly kind: 'selection.retype';
      readonly entities: EntitySelection;
      readonly type: EntityType;
    };

export type OperationKind = Operation['kind'];

/** How a fact reads, for a list of what a decision changes. */
export interface FactLine {
  readonly id: TripleId;
  readonly subject: string;
  readonly predicate: string;
  /** How the predicate reads: "works for". */
  readonly phrase: string;
  readonly object: string;
}

/** What a decision does, or did when it was made, in plain data. Lists hold at most 50; counts are whole. */
export interface Effect {
  /** The entities it touches as they were and as they are after it, the most mentioned first. */
  readonly before: readonly EntityRow[];
  readonly after: readonly EntityRow[];
  /** Names (mentions) that come to stand for another entity, appear or go. */
  readonly mentions: number;
  readonly documents: number;
  readonly facts: {
    /** Reads otherwise than before: another subject, predicate or object. */
    readonly changed: number;
    /** Several facts that become one. */
    readonly joined: number;
    readonly appeared: number;
    readonly vanished: number;
  };
  readonly samples: {
    readonly joined: readonly FactLine[];
    readonly appeared: readonly FactLine[];
    readonly vanished: readonly FactLine[];
  };
}

/** The counts alone, as History shows them. */
export interface EffectCounts {
  readonly entities: { readonly before: number; readonly after: number };
  readonly mentions: number;
  readonly documents: number;
  readonly facts: Effect['facts'];
}

/** Why an operation of the log does nothing at present. It stays in the log, and works again once its reason is gone. */
export type MisfitReason =
  /** The entity it speaks of is not in the graph, and nothing stands where it was read. */
  | 'entity-missing'
  /** The places it was read at now speak of several entities. */
  | 'entity-ambiguous'
  /** No document has the text it was read in. */
  | 'text-missing'
  /** The text is there more than once, and its surroundings do not tell which. */
  | 'text-ambiguous'
  /** Nothing is marked as a name at that place. */
  | 'mention-missing'
  /** No document says this at present. */
  | 'fact-missing'
  /** Another decision says the contrary. */
  | 'conflict';

export interface Misfit {
  readonly decision: DecisionId;
  /** Position in the decision's `operations`. */
  readonly operation: number;
  /** The operation in words: "Merge Ada Byron and Ada Lovelace". */
  readonly says: string;
  readonly reason: MisfitReason;
  /** The decision that says the contrary, where `reason` is `conflict`. */
  readonly against?: DecisionId;
}

/** One line of an operation for History, in words and with what it speaks of, where that still is in the graph. */
export interface OperationLine {
  readonly kind: OperationKind;
  readonly says: string;
  readonly entities: readonly EntityId[];
  readonly triples: readonly TripleId[];
  readonly documents: readonly DocumentId[];
}

export interface DecisionRow {
  readonly id: DecisionId;
  /** Place in the log, from 1. */
  readonly number: number;
  /** Milliseconds since 1970; only shown, never used for order. */
  readonly at: number;
  /** Who decided, as the log says; empty where it does not. */
  readonly author: string;
  readonly note: string;
  /** First 20. */
  readonly operations: readonly OperationLine[];
  readonly operationCount: number;
  readonly isUndone: boolean;
  /** Operations that do nothing at present. */
  readonly misfits: readonly Misfit[];
  /** When it was made. */
  readonly effect: EffectCounts;
}

export interface DecisionMade {
  readonly decision: DecisionRow;
  readonly effect: Effect;
}

export interface UndoReport {
  /** Decisions that were undone: the one asked for, and with `withDependants` those that rest on it. Empty if refused. */
  readonly undone: readonly DecisionId[];
  /** Later decisions that would no longer fit. */
  readonly dependants: readonly DecisionRow[];
  readonly effect: Effect;
}

export interface ReplayReport {
  /** Decisions that were taken over and fit. */
  readonly applied: number;
  /** Decisions that were there already. */
  readonly known: number;
  /** Kept in the log, without effect at present. */
  readonly misfits: readonly Misfit[];
  /** Kept in the log as undone: a decision that was here first says the contrary. To take theirs, redo it. */
  readonly conflicts: readonly Misfit[];
  /** Lines of the file that could not be read, from 1, with what is wrong. */
  readonly unreadable: readonly { readonly line: number; readonly problem: string }[];
}

/** `link` = "same or not?"; `fact` = "does the sentence say so?" */
export type ProposalKind = 'link' | 'fact';

/** A question for a person. `id` is made of what it asks about, so that it is the same after a restart. */
export type ProposalRow = {
  readonly id: string;
  /** That both are one thing, or that the fact is so: 0 to 1. */
  readonly probability: number;
  /** Facts that the answer changes: what the list is ordered by. */
  readonly changes: number;
} & (
  | { readonly kind: 'link'; readonly left: EntityRow; readonly right: EntityRow }
  | { readonly kind: 'fact'; readonly triple: TripleRow }
);

export interface Proposals {
  /** Open questions that match. */
  readonly total: number;
  /** Questions of this kind that a person has answered. */
  readonly answered: number;
  readonly rows: readonly ProposalRow[];
}

/** One side of "same or not?" with the first of its sentences and facts. */
export interface ProposalSide {
  readonly entity: EntityRow;
  readonly mentions: readonly MentionInText[];
  readonly facts: readonly TripleRow[];
}

export interface ProposalDetail {
  readonly proposal: ProposalRow;
  /** For `link`, left then right; for `fact`, its subject and object. */
  readonly sides: readonly [ProposalSide, ProposalSide];
  /** For and against, the heaviest first; empty for a fact. */
  readonly reasons: readonly LinkReason[];
  /** What "yes" (merge, accept) and "no" (separate, reject) would do: hand them to `decision.make`. */
  readonly yes: { readonly operations: readonly Operation[]; readonly effect: Effect };
  readonly no: { readonly operations: readonly Operation[]; readonly effect: Effect };
}
