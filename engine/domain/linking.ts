import type { SurfaceForm } from './graph.ts';
import type { Score } from './extraction.ts';
import type { EntityId } from './ids.ts';
import type { EntityType } from './schema.ts';

/**
 * What is known of one home: the mentions of all documents that share a normalised key and a type, whose id is the digest
 * of both (`toEntityId`). An Entity is one home or several that were linked; it shows under the id of one of its homes,
 * and the ids of the others go on to find it.
 */
export interface Profile {
  readonly id: EntityId;
  readonly type: EntityType;
  /** Normalised full name. */
  readonly key: string;
  /** Every spelling with its count, most frequent first. */
  readonly forms: readonly SurfaceForm[];
  readonly documents: number;
  /** Facts it takes part in, the best supported first; capped by whoever builds the profile. */
  readonly neighbours: readonly Neighbour[];
  /** Homes that are mentioned in the same documents, the most frequent first; capped likewise. */
  readonly company: readonly EntityId[];
  /** Identifiers and attributes of a known entity (own list), by name: `wikidata`, `born`; empty for homes of documents. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Neighbour {
  readonly predicate: string;
  /** Whether the profile is the subject of the fact. */
  readonly isSubject: boolean;
  readonly other: EntityId;
}

/**
 * The closed table of evidence. `contract/reasons` words each, `resolve/weights` says what it is worth.
 * `name.*` compares names, `type`, `company`, `neighbours` and `attribute` what is known beside the name.
 */
export type ReasonKind =
  | 'prior'
  | 'name.equal'
  | 'name.abbreviated'
  | 'name.order'
  | 'name.sounds'
  | 'name.similar'
  | 'name.middle'
  | 'name.initials'
  | 'name.nickname'
  | 'name.surname'
  | 'name.given'
  | 'name.alias'
  | 'name.acronym'
  | 'name.listed'
  | 'name.plain'
  | 'name.qualified'
  | 'name.plural'
  | 'name.words'
  | 'name.differs'
  | 'name.givenDiffers'
  | 'name.middleDiffers'
  | 'name.numberDiffers'
  | 'name.rare'
  | 'name.common'
  | 'name.shared'
  | 'type.differs'
  | 'company.shared'
  | 'company.together'
  | 'neighbours.shared'
  | 'attribute.equal'
  | 'attribute.contradicts';

/** One piece of evidence for (weight above zero) or against two homes being one thing; worded once, in the page and the CLI. */
export interface LinkReason {
  readonly kind: ReasonKind;
  /** Bits: log2 of how much likelier the observation is among the same than among the different (Fellegi and Sunter 1969). */
  readonly weight: number;
  /** What was compared, as it occurs in a document. */
  readonly left?: string;
  readonly right?: string;
}

export type LinkOutcome = 'merged' | 'proposed' | 'apart';

/** Two homes compared; `left < right`. Only `merged` and `proposed` links are kept. */
export interface Link {
  readonly left: EntityId;
  readonly right: EntityId;
  /** That both are one thing, calibrated. */
  readonly probability: Score;
  readonly outcome: LinkOutcome;
  readonly reasons: readonly LinkReason[];
}

/** An entity of a person's own list that one of the graph was found to be. */
export interface KnownEntityRow {
  readonly name: string;
  /** Name of the list: the file it was read from. */
  readonly list: string;
  /** Ids and whatever else the list says: `wikidata`, `born`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly probability: Score;
  readonly outcome: LinkOutcome;
  readonly reasons: readonly LinkReason[];
}
