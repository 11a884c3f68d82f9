import type { JobId } from './ids.ts';
import type { JobState } from './progress.ts';

/** What an export tells, into files or into Neo4j. */

/** Answer of an export; the shape `espalier export --json` prints. */
export interface ExportReport {
  readonly written: number;
  readonly skipped: number;
  readonly deleted: number;
  readonly seconds: number;
  /** Of a file: the last change that is in it, to ask later for what changed since. */
  readonly sequence?: number;
}

/** What can be written, and when it last was. */
export interface ExportTarget {
  readonly target: string;
  readonly family: 'rdf' | 'table' | 'network' | 'report' | 'training' | 'database';
  /** With the dot; '' for a folder. */
  readonly extension: string;
  /** In one sentence, for people. */
  readonly title: string;
  readonly last: ExportRun | null;
}

export interface ExportRun {
  readonly job: JobId;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: JobState;
  readonly report: ExportReport | null;
  readonly error: { readonly code: string; readonly subject: string } | null;
}

/** Something in the database that is not as it was written, by somebody else's doing. */
export interface Neo4jDrift {
  /** `attached`: it left the graph, but others hung something on it, so it stays. */
  readonly kind: 'changed' | 'removed' | 'attached';
  readonly uid: string;
  /** What it is, for a person. */
  readonly title: string;
  /** What it says now; may be empty. */
  readonly detail: string;
}

export interface Neo4jPlan {
  readonly add: number;
  readonly change: number;
  readonly delete: number;
  /** The first few of each, in words. */
  readonly samples: readonly string[];
  readonly drifted: number;
  /** The first 100. */
  readonly drift: readonly Neo4jDrift[];
  /** Whether this project was written there before, so that a write looks only at what changed since. */
  readonly isKnown: boolean;
}

/** Answer of a write into Neo4j. */
export interface Neo4jReport extends ExportReport {
  /** Left as somebody else made it. */
  readonly drifted: number;
  /** The first 100. */
  readonly drift: readonly Neo4jDrift[];
}
