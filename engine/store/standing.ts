import type { MisfitReason } from '#domain/curation';
import type { Span } from '#domain/document';
import type { DecisionId, EntityId } from '#domain/ids';
import type { BoundOperation, BoundPlace } from './bind.ts';
import type { Clusters, Groups, UnitInfo } from './clusters.ts';
import type { Component } from './components.ts';
import type { Rules } from './rules.ts';

/** One operation of a decision that stands, in the order of the log. */
export interface StandingOperation {
  readonly decision: DecisionId;
  /** Of the decision in the log. */
  readonly number: number;
  /** Place of the operation in its decision. */
  readonly operation: number;
  readonly bound: BoundOperation;
}

export interface OperationMisfit {
  readonly reason: MisfitReason;
  /** Place, in the list, of the operation that says the contrary. */
  readonly against?: number;
}

/** A name that a person added, or that a fact of a person needs and the model did not mark. */
export interface AddedMention extends Span {
  readonly sentence: number;
  readonly type: string;
  readonly form: string;
  readonly unit: EntityId;
  /** Of the decision. */
  readonly number: number;
}

/** Where an argument of an added fact stands: a mention of the model, or a span at which one was added. */
export type AddedArgument = BoundPlace & UnitInfo & { readonly unit: EntityId };

export interface AddedRelation {
  readonly subject: AddedArgument;
  readonly predicate: string;
  readonly object: AddedArgument;
  readonly order: number;
  readonly number: number;
}

/** What decisions say of one document. */
export interface DocumentDecisions {
  /** By position of the model's mention: the unit it stands for. */
  readonly assigned: Map<number, { readonly unit: EntityId; readonly number: number }>;
  readonly removed: Set<number>;
  readonly mentions: AddedMention[];
  readonly relations: AddedRelation[];
}

/** What the decisions that stand come to, over these documents and these links. Pure: the same lists give the same. */
export interface Standing {
  readonly operations: readonly StandingOperation[];
  /** By place in `operations`; undefined where it fits. */
  readonly misfits: readonly (OperationMisfit | undefined)[];
  readonly clusters: Clusters;
  /** By key of the document. */
  readonly documents: ReadonlyMap<number, DocumentDecisions>;
  readonly rules: Rules;
  /** How homes and parts are held together and apart by decisions alone. */
  readonly components: ReadonlyMap<EntityId, Component>;
  readonly splits: ReadonlySet<EntityId>;
  /** Type and key of a unit, before any decision on its type. */
  readInfo(unit: EntityId): UnitInfo | undefined;
}

export interface Ground extends Groups {
  readHome(home: EntityId): UnitInfo | undefined;
}
