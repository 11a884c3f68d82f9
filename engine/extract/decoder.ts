import type { Relation } from '#domain/extraction';
import type { Schema, SwitchedOff } from '#domain/schema';

import type { Tensor } from './tensor.ts';

/** Fitted on sentences the model was not trained on. */
export interface Calibration {
  /** What logits are divided by before they become probabilities. */
  readonly temperature: { readonly tags: number; readonly relations: number };
  /** Scores below which nothing is reported. */
  readonly threshold: { readonly mention: number; readonly relation: number };
  /** How BILOU tags become names, by what dev gained: each word's best tag (absent), or the best well-formed row of them. */
  readonly tags?: 'path';
  /** Rows of pronouns, in lower case, of which two in one sentence are no two bearers; see `self-facts`. None: nothing is refused. */
  readonly pronouns?: readonly (readonly string[])[];
  /**
   * By relation type: rising points [score, share that was right], joined by straight lines; the name is of the regression that
   * first gave them (`models/training/curves.py` tells of both). A type without points keeps its score.
   */
  readonly isotonic?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  /** By share ("0.9"): the lowest score from which so large a share of relations was right; null where none was. */
  readonly shares?: Readonly<Record<string, number | null>>;
}

/** A mention counted in words. */
export interface WordMention {
  readonly from: number;
  readonly to: number;
  readonly type: string;
  readonly score: number;
}

/** Mentions in the order of their words; relations point into them. */
export interface Decoded {
  readonly mentions: readonly WordMention[];
  readonly relations: readonly Relation[];
}

export type Outputs = Readonly<Record<string, Tensor>>;

/**
 * Outputs of a head's graph for one sentence of `words` words → what it says. Labels that the schema does not allow between two
 * types, and those of types that are `off`, cannot win (see `mask`). Pure.
 */
export type Decoder = (
  outputs: Outputs,
  words: number,
  schema: Schema,
  calibration: Calibration,
  off?: SwitchedOff,
) => Decoded;

export function toFloats(outputs: Outputs, name: string): Float32Array {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32') throw new Error(`the graph gave no float32 ${name}`);
  return tensor.data;
}

/** @throws Error where a graph does not give as many numbers as its schema has labels for the words */
export function checkCount(logits: Float32Array, rows: number, labels: number): void {
  if (logits.length !== rows * labels)
    throw new Error(`the graph gave ${logits.length} numbers for ${rows} × ${labels} labels`);
}

export function toIntegers(outputs: Outputs, name: string): Int32Array {
  const tensor = outputs[name];
  if (tensor?.type !== 'int32') throw new Error(`the graph gave no int32 ${name}`);
  return tensor.data;
}
