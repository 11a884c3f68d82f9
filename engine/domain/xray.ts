import type { Span } from './document.ts';
import type { Score } from './extraction.ts';
import type { DocumentId } from './ids.ts';
import type { EntityType, RelationType, SwitchedOff } from './schema.ts';

/** A head's whole picture of one sentence, and why it says what it says. Everything here counts words of the sentence. */

/** Half open, in words. */
export interface WordSpan {
  readonly from: number;
  readonly to: number;
}

/** A name as the head reads it. */
export interface ReadName extends WordSpan {
  readonly type: EntityType;
  readonly score: Score;
}

/**
 * Why a relation is said, or is not:
 * `said`; `threshold` it won, but its score is below the threshold; `other` another label of the same cell won (null: none);
 * `cell` the cells of these words elsewhere say so, but the cell that decides does not; `schema` its arguments may not be of
 * these types; `off` a person switched `what` off; `self` both are pronouns of one bearer ("I", "my"); `unsure` one side was read as that name, but too
 * unsurely; `argument` the words of one side are not read as that name; `overlap` they
 * are, but a surer name of another head took them; `window` no pass of the model holds both.
 */
export type Verdict =
  | { readonly kind: 'said' }
  | { readonly kind: 'threshold'; readonly threshold: Score }
  | {
      readonly kind: 'other';
      readonly type: RelationType | null;
      readonly phrase: string | null;
      readonly reversed: boolean;
      readonly probability: Score;
    }
  | { readonly kind: 'cell'; readonly row: number; readonly column: number }
  | { readonly kind: 'schema' }
  | { readonly kind: 'off'; readonly what: string }
  | { readonly kind: 'self' }
  | {
      readonly kind: 'unsure';
      readonly side: 'head' | 'tail';
      readonly probability: Score;
      readonly threshold: Score;
    }
  | { readonly kind: 'argument'; readonly side: 'head' | 'tail'; readonly probability: Score }
  | { readonly kind: 'overlap'; readonly side: 'head' | 'tail' }
  | { readonly kind: 'window' };

/** A relation that could be said of two names of the sentence. */
export interface Candidate {
  readonly head: ReadName;
  readonly tail: ReadName;
  readonly type: RelationType;
  readonly phrase: string;
  /** Of its cell, block or pair alone. */
  readonly probability: Score;
  /** As a relation's score: with both names, calibrated. */
  readonly score: Score;
  readonly verdict: Verdict;
}

/** `forth`: from the row to the column. */
export interface CellLabel {
  readonly type: RelationType;
  readonly phrase: string;
  readonly forth: boolean;
}

/**
 * `triangle` (TablERT, TablERT-CNN, DYTNet): a tag for each word, a label for each pair of words i < j. `whole` (Table-Sequence):
 * the same, with a label for every ordered pair of words. `spans` (SpERT): a type for each run of up to ten words, and each
 * relation type on its own for ordered pairs of `listed` runs, the likeliest names.
 */
export type TableForm = 'triangle' | 'whole' | 'spans';

export interface ExtractionTable extends Span {
  /** `news`, or `news/spert`. */
  readonly head: string;
  /** `minilm/news@1f2e…`. */
  readonly model: string;
  readonly system: string;
  readonly form: TableForm;
  /** The words of this pass, in the text that `start` and `end` count in, with their texts. */
  readonly tokens: readonly (Span & { readonly text: string })[];
  /** The passes of a sentence that is longer than the encoder, in words of the sentence; `tokens` are those of pass `window`. */
  readonly windows: readonly WordSpan[];
  readonly window: number;
  /** Label 0 is "no name". */
  readonly tagLabels: readonly string[];
  /** N × tagLabels, or of `spans` S × tagLabels. Probabilities, as all that follow. */
  readonly tags: Float32Array;
  /** S × 2 words; every run that was looked at. Empty but for the form `spans`. */
  readonly spans: Int32Array;
  /** Positions in `spans` of those that pairs were made of. */
  readonly listed: Int32Array;
  /** Label 0 is "no relation" and is not listed; the form `spans` has no label 0 and only forth. */
  readonly cellLabels: readonly CellLabel[];
  /** P × 2: words, or positions in `listed`. */
  readonly cells: Int32Array;
  /** P × labels, label 0 first where there is one. */
  readonly cellProbabilities: Float32Array;
  /** P: 1 for the cells that were read to decide. */
  readonly decided: Uint8Array;
  readonly names: readonly ReadName[];
  /** Likeliest first: those that are said and the best of the others. */
  readonly candidates: readonly Candidate[];
  readonly threshold: Score;
  readonly off: SwitchedOff;
}

/** Two names of one sentence by their place in the document, or a sentence. */
export interface NearMisses extends Span {
  readonly document: DocumentId;
  readonly tokens: readonly (Span & { readonly text: string })[];
  /** By head, likeliest first; what is said stands among them, so that it can be told apart. */
  readonly heads: readonly {
    readonly head: string;
    readonly candidates: readonly Candidate[];
  }[];
}
