import type { PageBox, Span } from './document.ts';
import type { Mention, Relation, Score } from './extraction.ts';
import type { DecisionId, DocumentId, EntityId, RunId, TripleId } from './ids.ts';
import type { EntityType, RelationType } from './schema.ts';

/** The canonical thing: `name` is the most frequent full form, `aliases` every other surface form, most frequent first. */
export interface Entity {
  readonly id: EntityId;
  readonly name: string;
  readonly type: EntityType;
  readonly aliases: readonly string[];
}

/** Mentions of one document judged to be one thing; `mentions` are positions in the document's list of mentions. */
export interface Cluster {
  /** Normalised full name; with `type` it decides which Entity the cluster belongs to. */
  readonly key: string;
  readonly type: EntityType;
  readonly entity: EntityId;
  readonly mentions: readonly number[];
}

/**
 * What `resolve` makes of one Document: its mentions and relations in document order, heads and tails counted in that
 * list, and every mention in exactly one cluster.
 */
export interface Resolution {
  readonly mentions: readonly Mention[];
  readonly relations: readonly Relation[];
  readonly clusters: readonly Cluster[];
}

/** How often one spelling occurs among the mentions of an Entity. */
export interface SurfaceForm {
  readonly text: string;
  readonly count: number;
}

export interface Triple {
  readonly id: TripleId;
  readonly subject: EntityId;
  readonly predicate: RelationType;
  readonly object: EntityId;
  /** The highest score among its evidence. */
  readonly score: Score;
}

export interface TextSpan extends Span {
  readonly text: string;
}

/** An argument as it stands in a document. */
export interface CitedSpan extends TextSpan {
  /** Where it stands on its pages, a box for each line it touches; absent where the format has no pages. */
  readonly boxes?: readonly PageBox[];
}

/** One place that says so. Spans count in the text of `document`. */
export interface Provenance {
  readonly document: DocumentId;
  readonly sentence: TextSpan;
  readonly subject: CitedSpan;
  readonly object: CitedSpan;
  readonly page?: number;
  /** Of both arguments, the subject's first. */
  readonly boxes?: readonly PageBox[];
  /** `ocr`: the text was recognised on the picture of a page, and may be misread. */
  readonly origin?: 'ocr';
  /** `person` where no model says it; else model and head, `minilm/news`, with the first 12 digits of its hash: `minilm/news@1f2e…`. */
  readonly model: string;
  readonly run: RunId;
  readonly score: Score;
  /** The person's decision that made or accepted it; its score is then 1. */
  readonly decision?: DecisionId;
}

export interface CitedEntity extends Entity {
  readonly mentions: readonly {
    readonly document: DocumentId;
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly score: Score;
    readonly boxes?: readonly PageBox[];
    readonly origin?: 'ocr';
  }[];
}

export interface CitedTriple extends Omit<Triple, 'subject' | 'object'> {
  readonly subject: Pick<Entity, 'id' | 'name' | 'type'>;
  readonly object: Pick<Entity, 'id' | 'name' | 'type'>;
  readonly evidence: readonly Provenance[];
}

/** What people said of a fact last. A rejected one is in no list but the one that asks for it. */
export const factStates = ['undecided', 'accepted', 'edited', 'added', 'rejected'] as const;
export type FactState = (typeof factStates)[number];
