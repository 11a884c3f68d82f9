import type { Block, DocumentCode, Format, MetadataKey, Page, Span } from '#domain/document';
import type { Score } from '#domain/extraction';
import type { CitedEntity, CitedTriple } from '#domain/graph';
import type { DecisionId, DocumentId, EntityId, RunId, TripleId } from '#domain/ids';
import type { EntityType, RelationType, Schema } from '#domain/schema';

export interface ExportDocument {
  readonly id: DocumentId;
  /** The first of `paths`. */
  readonly path: string;
  /** Every file with this content, by name. */
  readonly paths: readonly string[];
  /** Of the bytes that were read. */
  readonly sha256: string;
  readonly bytes: number;
  readonly format: Format;
  readonly title?: string;
  readonly language?: string;
  readonly state: 'done' | 'partial';
  readonly code: DocumentCode | null;
  readonly detail: string | null;
  readonly run: RunId;
  /** As in `Provenance.model`. */
  readonly model: string;
}

export interface AnnotatedSentence extends Span {
  readonly page?: number;
}

export interface ExportMention extends Span {
  readonly score: Score;
  /** Position in the document's sentences. */
  readonly sentence: number;
  /** The entity as it is shown, and its type: what people merged, moved and retyped is followed. */
  readonly entity: EntityId;
  readonly type: EntityType;
  /** What was found in the text before anyone linked or mended it. */
  readonly found: {
    readonly entity: EntityId;
    readonly type: EntityType;
    /** Normalised full name: with the type it makes the id. */
    readonly key: string;
  };
}

export interface ExportRelation {
  /** Positions in the document's mentions. */
  readonly head: number;
  readonly tail: number;
  readonly type: RelationType;
  readonly score: Score;
  /** The fact it is evidence of. */
  readonly triple: TripleId;
}

/** A document with all that is marked in it. Spans count in `text`. */
export interface AnnotatedDocument extends ExportDocument {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly pages: readonly Page[];
  readonly metadata: Readonly<Partial<Record<MetadataKey, string>>>;
  /** By place. */
  readonly sentences: readonly AnnotatedSentence[];
  /** By sentence and place. */
  readonly mentions: readonly ExportMention[];
  readonly relations: readonly ExportRelation[];
  /** What the model said, where people made it read otherwise: an import starts from it, and from their decisions. */
  readonly base?: ExportBase;
}

export interface ExportBase {
  readonly mentions: readonly (Span & {
    readonly type: EntityType;
    readonly score: Score;
    /** What it made before anyone linked or mended it. */
    readonly entity: EntityId;
    readonly key: string;
  })[];
  /** Head and tail are positions in `mentions`. */
  readonly relations: readonly Omit<ExportRelation, 'triple'>[];
}

/** What a person decided. */
export interface ExportDecision {
  readonly id: DecisionId;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly author: string;
  /** In words, an operation each; names of entities stand in it. */
  readonly says: readonly string[];
  /** The line of the log that says it to a program, with the words it was read in; absent where texts stay at home. */
  readonly line?: string;
}

/** An entity as it is shown, and what it is called in lists and databases elsewhere. */
export interface ExportEntity extends CitedEntity {
  /** By name of the identifier: `wikidata` → `Q42`. Only those that were taken as the same. */
  readonly identifiers?: Readonly<Record<string, string>>;
}

export interface GoneRecord {
  readonly kind: 'document' | 'entity' | 'triple';
  readonly id: string;
}

/**
 * The graph as it leaves: what a target reads, and all it may know of a project. Each method starts a new pass, and a
 * pass is lazy, so that a graph of any size leaves in constant memory. **Order is part of the contract** (targets compare
 * passes with what lies at the other end, and equal graphs must give equal bytes): everything ascends by id, code unit by
 * code unit; sentences and mentions by document, start, end; evidence by document, sentence, subject, object, run.
 */
export interface ExportSource {
  /** Names this project among others in one target: a UUID, made with the project and never changed. */
  readonly project: string;
  count(): { readonly documents: number; readonly entities: number; readonly triples: number };
  schemas(): readonly Schema[];
  documents(): Iterable<ExportDocument>;
  /** The same documents, with their texts and what is marked in them. */
  annotated(): Iterable<AnnotatedDocument>;
  entities(): Iterable<ExportEntity>;
  /** In the order in which they were made. */
  decisions(): Iterable<ExportDecision>;
  /** Every argument span in the evidence is a mention of its entity. */
  triples(): Iterable<CitedTriple>;
  /** Where only what changed is exported: what went since. */
  readonly gone?: () => Iterable<GoneRecord>;
}
