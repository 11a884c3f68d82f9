import type { ExportSource } from './source.ts';

/** One file of a target, as text in UTF-8. */
export interface TargetFile {
  /** '' for the file the user named; '.entities' for `graph.entities.csv` beside `graph.csv`. */
  readonly suffix: string;
  readonly head?: string;
  /** One string a record, line end included. Lazy: holds one record at a time. */
  readonly records: (source: ExportSource) => Iterable<string>;
  readonly tail?: string;
}

export interface FileTarget {
  readonly name: string;
  readonly extension: string;
  /** In one sentence, for people. */
  readonly summary: string;
  readonly files: readonly TargetFile[];
}

export interface ExportOptions {
  /** Checked every few thousand records; a cancelled export leaves what was there before. */
  readonly signal?: AbortSignal;
  /** Records written so far; called a few times a second at most. */
  readonly onProgress?: (written: number) => void;
}
