import type { Format, Span } from '#domain/document';
import type { Score } from '#domain/extraction';
import type { CitedTriple, Entity } from '#domain/graph';
import type { DocumentId, EntityId } from '#domain/ids';
import type { EntityType } from '#domain/schema';

export interface MirrorDocument {
  readonly id: DocumentId;
  readonly path: string;
  readonly sha256: string;
  readonly format: Format;
  readonly title?: string;
}

export interface MirrorEntity extends Entity {
  /** How many mentions it has. */
  readonly mentions: number;
}

export interface MirrorSentence extends Span {
  readonly document: DocumentId;
  readonly text: string;
  readonly page?: number;
}

export interface MirrorMention extends Span {
  readonly document: DocumentId;
  readonly text: string;
  readonly type: EntityType;
  readonly score: Score;
  readonly entity: EntityId;
  readonly sentence: Span;
}

/** One thing of the graph whose rows elsewhere may have to change; `document` stands for its sentences and mentions too. */
export interface Change {
  readonly kind: 'document' | 'entity' | 'triple';
  readonly id: string;
  /** It came to be since the last write. */
  readonly isNew: boolean;
}

/** What the project remembers of one database that it was written to, by the id that the database carries too. */
export interface Outbox {
  find(mirror: string): { readonly written: number; readonly writing: number } | undefined;
  /** A database of which nothing is known. Changes are remembered from here on; gives where it begins. */
  add(mirror: string): number;
  /** Gives the end that a write now under way will have brought it to. */
  begin(mirror: string): number;
  list(after: number, upTo: number): readonly Change[];
  /** It has everything up to `written`, save what is told `again` with the next write. */
  settle(mirror: string, written: number, again: Iterable<Pick<Change, 'kind' | 'id'>>): void;
  drop(mirror: string): void;
}

/**
 * The graph as a database is kept in step with it. Each method is a new, lazy pass: of everything, ascending by id, code
 * unit by code unit; or of those asked for, in any order, without those that are gone.
 */
export interface MirrorSource {
  /** Names this project among others in one database: a UUID, made with the project and never changed. */
  readonly project: string;
  count(): {
    readonly documents: number;
    readonly entities: number;
    readonly mentions: number;
    readonly triples: number;
  };
  documents(ids?: readonly string[]): Iterable<MirrorDocument>;
  entities(ids?: readonly string[]): Iterable<MirrorEntity>;
  /** Those with a mention, by document and place. */
  sentences(documents?: readonly string[]): Iterable<MirrorSentence>;
  /** By document. */
  mentions(documents?: readonly string[]): Iterable<MirrorMention>;
  triples(ids?: readonly string[]): Iterable<CitedTriple>;
  readonly outbox: Outbox;
}
