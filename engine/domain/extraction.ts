import type { Span } from './document.ts';
import { NOTHING_OFF } from './schema.ts';
import type { EntityType, RelationType, SwitchedOff } from './schema.ts';

/** A probability, 0 to 1. */
export type Score = number;

/** A Span with an EntityType; the span counts in `Document.text`. */
export interface Mention extends Span {
  readonly type: EntityType;
  readonly score: Score;
}

/** `head` and `tail` are positions in the `mentions` of the same Extraction; direction is head → tail. */
export interface Relation {
  readonly head: number;
  readonly tail: number;
  readonly type: RelationType;
  readonly score: Score;
}

/** What the model says of one Sentence; `start` and `end` are the sentence's own. Mentions are ordered and do not overlap. */
export interface Extraction extends Span {
  readonly mentions: readonly Mention[];
  readonly relations: readonly Relation[];
}

/**
 * The model's picture of one sentence of N words: logits of E entity tags for each diagonal cell, and logits of R
 * relation labels for the cells that were read. Arrays are row major. Label 0 is O and "no relation" respectively.
 */
export interface Table {
  readonly words: number;
  /** N × E. */
  readonly tagLogits: Float32Array;
  /** P × 2: row and column word of each read cell, row < column. */
  readonly cells: Int32Array;
  /** P × R. */
  readonly relationLogits: Float32Array;
}

/** What decides an extraction beside its model and its text. */
export interface ExtractionOptions {
  readonly off?: SwitchedOff;
}

/**
 * The same text for options that give the same: part of a run's id, and of whatever remembers an extraction. Empty where nothing
 * is switched off.
 */
export function toOptionsKey({ off = NOTHING_OFF }: ExtractionOptions): string {
  const sides = [off.entityTypes, off.relationTypes].map((names) => [...new Set(names)].sort());
  return sides.every((names) => names.length === 0) ? '' : JSON.stringify({ off: sides });
}
