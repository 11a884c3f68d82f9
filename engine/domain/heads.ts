/** Heads as they are listed, and what one is worth on sentences that people marked. */

/** Micro F1 on a test set as whoever made the model measured it, 0 to 1. */
export interface HeadFigures {
  /** What it was measured on, in words. */
  readonly test: string;
  readonly sentences: number;
  readonly ner: number;
  /** Boundaries of both arguments and the relation's type. */
  readonly re: number;
  /** The types of both arguments too. */
  readonly strict: number;
}

export interface HeadRow {
  readonly model: string;
  readonly head: string;
  /** Which of the five systems decodes it: `tablert-cnn`, `spert` … */
  readonly system: string;
  /** Of several systems of one head, the one that is meant when none is named. */
  readonly isDefault: boolean;
  /** SPDX. */
  readonly licence: string;
  readonly hash: string;
  readonly bytes: number;
  readonly entityTypes: readonly string[];
  readonly relationTypes: readonly { readonly name: string; readonly phrase: string }[];
  /** Scores from which so large a share of facts was right on sentences it was not trained on; none where it was not measured. */
  readonly sure: readonly { readonly share: number; readonly score: number }[];
  /** None where the model says none. */
  readonly figures?: HeadFigures;
  /** Markdown as shipped; shown as text. */
  readonly card: string;
}

/** Values 0 to 1. */
export interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Scores {
  readonly micro: Quality;
  /** Mean over the types of `perType`; its F1 is the mean of F1 values, not that of mean precision and recall. */
  readonly macro: Quality;
  /** The types that occur in gold or prediction. */
  readonly perType: Readonly<Record<string, Quality>>;
}

/** How often spans that people marked as `gold` were marked as `predicted`; an empty name stands for nothing marked. */
export interface Confusion {
  readonly gold: string;
  readonly predicted: string;
  readonly count: number;
}

/** A sentence in which something was missed or said too much: mentions with one name, relations with two. */
export interface Mistake {
  readonly text: string;
  readonly missed: readonly { readonly type: string; readonly names: readonly string[] }[];
  readonly extra: readonly { readonly type: string; readonly names: readonly string[] }[];
}

/** What a file of annotated sentences speaks of. */
export interface GoldFile {
  readonly sentences: number;
  readonly entityTypes: readonly string[];
  readonly relationTypes: readonly string[];
}

/** A head on annotated sentences. Strict relations have both types right as well. */
export interface Evaluation {
  readonly sentences: number;
  readonly ner: Scores;
  readonly re: Scores;
  readonly reStrict: Scores;
  readonly sentencesPerSecond: number;
  readonly confusion: {
    readonly mentions: readonly Confusion[];
    readonly relations: readonly Confusion[];
  };
  /** Sentences with a mistake, of which `mistakes` holds the first five hundred. */
  readonly wrong: number;
  readonly mistakes: readonly Mistake[];
}
