import type { Span } from '#domain/document';
import type { ExportSource } from './source.ts';
import type { RdfOptions } from './rdf/options.ts';

/** What a person may choose; every target takes what concerns it. */
export interface TargetOptions {
  /** False leaves out the texts of documents and sentences: names and facts alone. */
  readonly withText: boolean;
  readonly rdf: RdfOptions;
  /** SQL belongs to the store, so the table file is handed in. */
  readonly createTables: CreateTables;
  /** Words of a text, in order: tokens are not kept, and cutting them belongs to another stage. */
  readonly tokenize: (text: string) => readonly Span[];
}

/** Column → 'text', 'integer' or 'real'. */
export type Columns = Readonly<Record<string, 'text' | 'integer' | 'real'>>;
export type Cell = string | number | null;

/** A database file of plain tables on its way. */
export interface TableFile {
  /** `key` columns get an index. */
  table(name: string, columns: Columns, keys?: readonly string[]): (row: readonly Cell[]) => void;
  close(): void;
}

/** Makes the file; it is not there yet. */
export type CreateTables = (path: string) => TableFile;

/**
 * Called once a record, and with `false` in a long loop that makes none. Gives a promise where it is time to look whether
 * the export was cancelled.
 */
export type Step = (isRecord?: boolean) => Promise<void> | undefined;

/** Text in UTF-8; `.gz` behind the name of the export compresses it. */
export interface TextFile {
  /** '' for the file the user named; '.entities' for `graph.entities.csv` beside `graph.csv`. */
  readonly suffix: string;
  /** With the dot, where it is not the target's own: '.md'. Such a file is never compressed. */
  readonly extension?: string;
  readonly head?: Text;
  /** One string a record, line end included. Lazy: holds one record at a time. An empty string is no record. */
  readonly records: (source: ExportSource, options: TargetOptions) => Iterable<string>;
  readonly tail?: Text;
}

export type Text = string | ((options: TargetOptions, source: ExportSource) => string);

/** A file that its library writes by itself. */
export interface OwnFile {
  readonly suffix: string;
  readonly extension?: string;
  readonly write: (
    path: string,
    source: ExportSource,
    options: TargetOptions,
    step: Step,
  ) => Promise<void>;
}

/** A folder of text files, which appears as one. */
export interface Folder {
  readonly suffix: '';
  readonly entries: (source: ExportSource, options: TargetOptions) => Iterable<FolderEntry>;
}

export interface FolderEntry {
  /** Of ours, never from a document: letters, digits, `.`, `-`, `_`. */
  readonly name: string;
  readonly records: Iterable<string>;
}

export type TargetFile = TextFile | OwnFile | Folder;

export type TargetFamily = 'rdf' | 'table' | 'network' | 'report' | 'training' | 'database';

export interface FileTarget {
  readonly name: string;
  readonly family: TargetFamily;
  /** With the dot; '' for a folder. */
  readonly extension: string;
  /** In one sentence, for people. */
  readonly summary: string;
  /** The first is the one the user named. */
  readonly files: readonly TargetFile[];
}

export interface ExportOptions {
  /** Checked every few thousand records; a cancelled export leaves what was there before. */
  readonly signal?: AbortSignal;
  /** Records written so far, and the part of the graph that was passed (0 to 1) where it is known; a few times a second at most. */
  readonly onProgress?: (written: number, share?: number) => void;
}
