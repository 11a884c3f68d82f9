import type { Block, Format, MetadataKey, Page, TerminalState } from './document.ts';
import type { CitedTriple, Entity, FactState, Provenance } from './graph.ts';
import type { ImportReport, SourceChange, WatchState } from './imports.ts';
import type { DecisionId, DocumentId, EntityId, JobId, TripleId } from './ids.ts';
import type { ExportReport, Neo4jReport } from './exports.ts';
import type { JobProgress, JobState } from './progress.ts';
import type { SwitchedOff } from './schema.ts';

export type * from './exports.ts';
export type * from './heads.ts';
export type * from './imports.ts';
export type * from './progress.ts';

/** Shapes that are shown: what the commands answer with. Plain data, readonly, ready for a table row. */

export interface Rows<Row> {
  /** Rows that match, of which `rows` is one page. */
  readonly total: number;
  readonly rows: readonly Row[];
}

export interface ProjectSummary {
  readonly path: string;
  readonly name: string;
  readonly documents: Readonly<Record<SourceState, number>>;
  readonly sentences: number;
  readonly mentions: number;
  readonly entities: number;
  readonly triples: number;
  readonly entityTypes: readonly { readonly type: string; readonly entities: number }[];
  readonly predicates: readonly {
    readonly predicate: string;
    readonly phrase: string;
    readonly triples: number;
  }[];
  /** Whether its folders are followed by themselves. */
  readonly watch: WatchState;
  /** What it is read with, as `--model`; empty for the model that ships. */
  readonly model: string;
  readonly heads: readonly string[];
  readonly off: SwitchedOff;
  readonly device: string;
  readonly workers: number;
  /** The Redis that sentences are sent to; absent where none are. */
  readonly queue?: string;
}

/** Terminal states, and the two a source passes through. */
export type SourceState = TerminalState | 'queued' | 'reading';

/** One file: two files with the same content are two rows with the same `id`. */
export interface DocumentRow {
  /** Null until its bytes were read. */
  readonly id: DocumentId | null;
  readonly path: string;
  readonly name: string;
  readonly title: string | null;
  readonly sha256: string | null;
  readonly bytes: number;
  readonly format: Format | null;
  readonly state: SourceState;
  readonly code: string | null;
  /** The reason in words, for a person. */
  readonly reason: string | null;
  readonly pages: number | null;
  readonly language: string | null;
  readonly sentences: number;
  readonly mentions: number;
  readonly triples: number;
  /** The file on the disk it lies in; null for a file itself. */
  readonly container: string | null;
  /** Documents that lie directly in it. */
  readonly parts: number;
  /** What last happened to it; null where it is as it was first read. */
  readonly change: Omit<SourceChange, 'facts'> | null;
}

/** A row as the store keeps it: the particulars stand unworded in `detail`. */
export interface StoredDocumentRow extends Omit<DocumentRow, 'reason' | 'name'> {
  readonly detail: string | null;
}

export interface DocumentText {
  readonly row: DocumentRow;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly pages: readonly Page[];
  readonly metadata: Readonly<Partial<Record<MetadataKey, string>>>;
  /** Where each was found, for a person. */
  readonly metadataFrom?: Readonly<Partial<Record<MetadataKey, string>>>;
}

/** A page as it looks, as PNG; or why there is no picture: the file is gone, has changed, or wants its password again. */
export type PagePicture =
  | {
      readonly image: { readonly width: number; readonly height: number; readonly png: Uint8Array };
      readonly why: null;
    }
  | { readonly image: null; readonly why: 'gone' | 'changed' | 'locked' };

export interface MentionRow {
  readonly document: DocumentId;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly type: string;
  readonly score: number;
  readonly entity: EntityId;
}

export interface MentionInText extends MentionRow {
  readonly documentName: string;
  readonly sentence: { readonly start: number; readonly end: number; readonly text: string };
  readonly page: number | null;
}

export interface Annotations {
  readonly mentions: readonly MentionRow[];
  readonly triples: readonly TripleRow[];
}

export interface EntityRow extends Entity {
  readonly mentions: number;
  readonly documents: number;
  readonly triples: number;
}

export interface EvidenceRow extends Provenance {
  readonly documentName: string;
}

export interface TripleRow extends Omit<CitedTriple, 'evidence'> {
  /** How the predicate reads between subject and object: "works for". */
  readonly phrase: string;
  readonly documents: number;
  readonly sentences: number;
  /** The evidence with the highest score. */
  readonly best: EvidenceRow;
  /** What people said of it last, and where in the log; undefined where nobody did. */
  readonly decided?: DecidedFact;
}

export interface DecidedFact {
  readonly state: Exclude<FactState, 'undecided'>;
  readonly decision: DecisionId;
  /** Whether undoing that decision would undo others with it. */
  readonly isAlone: boolean;
}

export interface TripleDetail extends Omit<CitedTriple, 'evidence'> {
  readonly phrase: string;
  readonly decided?: DecidedFact;
  readonly evidence: readonly EvidenceRow[];
}

export interface EntityDetail extends EntityRow {
  readonly surfaceForms: readonly { readonly text: string; readonly mentions: number }[];
  /** Best supported first, at most 200. */
  readonly facts: readonly TripleRow[];
}

export interface Facets {
  readonly predicates: readonly { readonly value: string; readonly count: number }[];
  readonly subjectTypes: readonly { readonly value: string; readonly count: number }[];
  readonly objectTypes: readonly { readonly value: string; readonly count: number }[];
  /** By what people said of them; those without any are left out. */
  readonly states: readonly { readonly value: FactState; readonly count: number }[];
}

/** A graph as columns: node i is `ids[i]`, edge k runs from `from[k]` to `to[k]` (positions). */
export interface GraphView {
  readonly ids: readonly EntityId[];
  readonly names: readonly string[];
  /** Position in `types`. */
  readonly type: Uint16Array;
  readonly types: readonly string[];
  /** Facts an entity has in the whole project, not only in this view. */
  readonly degree: Uint32Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly triples: readonly TripleId[];
  /** Position in `predicates`. */
  readonly predicate: Uint16Array;
  readonly predicates: readonly string[];
  readonly phrases: readonly string[];
  readonly score: Float32Array;
  /** Kept layout, x and y by node; NaN where there is none yet. */
  readonly positions: Float32Array;
  /** Entities that match the filter, of which the view may show fewer. */
  readonly total: number;
}

export interface Found {
  readonly entities: readonly EntityRow[];
  readonly triples: readonly TripleRow[];
  readonly sentences: readonly {
    readonly document: DocumentId;
    readonly documentName: string;
    readonly start: number;
    readonly end: number;
    readonly text: string;
  }[];
  readonly documents: readonly DocumentRow[];
}

export interface JobRow {
  readonly id: JobId;
  readonly kind: 'import' | 'export';
  /** The folder, or the target: for a person. */
  readonly subject: string;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly error: { readonly code: string; readonly subject: string } | null;
  readonly imported: ImportReport | null;
  readonly exported: ExportReport | Neo4jReport | null;
}

export interface FolderListing {
  readonly path: string;
  readonly parent: string | null;
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly projects: readonly { readonly name: string; readonly path: string }[];
  /** Files of the extensions that were asked for. */
  readonly matching: readonly { readonly name: string; readonly path: string }[];
  readonly files: number;
}

export interface RecentProject {
  readonly path: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly problems: readonly string[];
}
