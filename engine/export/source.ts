import type { Format, Span } from '#domain/document';
import type { CitedEntity, CitedTriple } from '#domain/graph';
import type { DocumentId } from '#domain/ids';

export interface ExportDocument {
  readonly id: DocumentId;
  readonly path: string;
  /** Of the bytes that were read. */
  readonly sha256: string;
  readonly format: Format;
  readonly title?: string;
  /** `Document.text`: spans are converted by it. */
  readonly text: string;
}

export interface ExportSentence extends Span {
  readonly document: DocumentId;
  readonly text: string;
  readonly page?: number;
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
  documents(): Iterable<ExportDocument>;
  /** Those that are evidence, each once. */
  sentences(): Iterable<ExportSentence>;
  entities(): Iterable<CitedEntity>;
  /** Every argument span in the evidence is a mention of its entity. */
  triples(): Iterable<CitedTriple>;
}
