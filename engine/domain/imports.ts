import type { JobId, TripleId } from './ids.ts';

/** What an import did, in all and to each source. */

export interface ImportCounts {
  readonly done: number;
  readonly partial: number;
  readonly skipped: number;
  readonly quarantined: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly removed: number;
  /** Of the unchanged: found under another name than before. */
  readonly moved: number;
  /** Of all: lying inside other files. The rest are the files on the disk. */
  readonly inside: number;
}

/** Answer of an import; the shape `espalier import --json` prints. */
export interface ImportReport {
  readonly documents: ImportCounts;
  readonly sentences: number;
  readonly mentions: number;
  readonly relations: number;
  readonly entities: number;
  readonly triples: {
    readonly total: number;
    readonly added: number;
    readonly removed: number;
    readonly kept: number;
  };
  readonly seconds: number;
}

export type SourceChangeKind = 'added' | 'changed' | 'moved' | 'same' | 'removed';

/** A fact by name: it may be gone. */
export interface ChangedFact {
  readonly id: TripleId;
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
}

/** What an import did to one source. Counts are of the document's own facts: another document may say them too. */
export interface SourceChange {
  readonly path: string;
  readonly job: JobId;
  readonly kind: SourceChangeKind;
  /** Where it was before it was moved, or the source that says the same. */
  readonly other: string | null;
  readonly added: number;
  readonly removed: number;
  readonly kept: number;
  /** At most 200 of each. */
  readonly facts: {
    readonly added: readonly ChangedFact[];
    readonly removed: readonly ChangedFact[];
  };
}

/**
 * Whether the folders of a project are followed by themselves. `missing`: one of them is not there just now (unplugged, renamed);
 * nothing is forgotten, and it goes on when it is back.
 */
export type WatchState = 'off' | 'on' | 'missing';
