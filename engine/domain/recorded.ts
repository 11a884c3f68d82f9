import type { DecisionId, DocumentId, EntityId } from './ids.ts';
import type { EntityType, RelationType } from './schema.ts';

/**
 * A place in a text, described so that it is found again: in the same document, in a later version of it (by `name`), or
 * where another reader put other characters in between. Spans are UTF-16 units of the text it was made in.
 */
export interface Anchor {
  readonly document: DocumentId;
  /** Path of the source below the folder that was imported, with slashes. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Up to 32 units on either side. */
  readonly before: string;
  readonly after: string;
}

/**
 * What decisions are about: a *unit*, which is a home (all mentions of one key and type, `domain/linking`) or what a split
 * took out of one. An entity is one unit or several; it shows under the id of the one that leads.
 */
export interface UnitRef {
  readonly id: EntityId;
  readonly type: EntityType;
  /** Normalised key of a home; of a split-off part, that of where it came from. */
  readonly form: string;
  /** What the entity was called, for people. */
  readonly name: string;
  /** Made by a split: exists only with that decision, so it is never looked for in the text. */
  readonly isSplit?: boolean;
  /** Some of its mentions. */
  readonly at: readonly Anchor[];
}

/** A fact between two units, with the place that says it. */
export interface FactRef {
  readonly subject: UnitRef;
  readonly predicate: RelationType;
  readonly object: UnitRef;
  readonly subjectAt: Anchor;
  readonly objectAt: Anchor;
}

/** An operation as the log keeps it: nothing in it depends on this extraction, or on where rows stand in this file. */
export type Recorded =
  | { readonly kind: 'entity.merge'; readonly units: readonly UnitRef[] }
  | {
      readonly kind: 'entity.split';
      readonly from: UnitRef;
      /** What the mentions become. */
      readonly unit: EntityId;
      readonly mentions: readonly Anchor[];
      /** Homes of which every mention was chosen: they leave with all that comes later. */
      readonly whole: readonly UnitRef[];
      /** What stays. */
      readonly rest: readonly UnitRef[];
    }
  | { readonly kind: 'entity.rename'; readonly unit: UnitRef; readonly name: string }
  | { readonly kind: 'entity.retype'; readonly unit: UnitRef; readonly type: EntityType }
  | { readonly kind: 'entity.addAlias'; readonly unit: UnitRef; readonly alias: string }
  | { readonly kind: 'entity.hide'; readonly unit: UnitRef }
  | { readonly kind: 'entity.separate'; readonly sides: readonly (readonly UnitRef[])[] }
  | { readonly kind: 'triple.accept'; readonly facts: readonly FactRef[] }
  | { readonly kind: 'triple.reject'; readonly facts: readonly FactRef[] }
  | {
      readonly kind: 'triple.edit';
      readonly facts: readonly FactRef[];
      readonly predicate: RelationType;
      readonly isReversed: boolean;
    }
  | { readonly kind: 'triple.add'; readonly fact: FactRef }
  | {
      readonly kind: 'mention.add';
      readonly unit: UnitRef;
      readonly at: Anchor;
      readonly type: EntityType;
    }
  | { readonly kind: 'mention.remove'; readonly at: Anchor };

/** What stands in the body of an entry of the log. */
export interface DecisionBody {
  readonly operations: readonly Recorded[];
  readonly note: string;
  /** Counts when it was made; see `EffectCounts`. */
  readonly effect: unknown;
}

export type Act = 'make' | 'undo' | 'redo';

/** One row of the log. `id` is that of the decision which is made, undone or redone. */
export interface LogEntry {
  readonly number: number;
  readonly id: DecisionId;
  readonly act: Act;
  /** Milliseconds since 1970; for people only. */
  readonly at: number;
  readonly author: string;
  /** JSON: a `DecisionBody`; `{}` for undo and redo, `{"aside":true}` where a replay undid it for a contradiction. */
  readonly body: string;
  readonly hash: string;
}
