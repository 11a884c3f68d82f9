import type { JobRow } from '#domain/views';

/** The one list of announcements. An event says that something changed; who cares asks for it. */
export interface Events {
  /** A job moved on; sent at most ten times a second a job, and once at its end. */
  readonly 'job.changed': JobRow;
  /** Documents, entities or triples of the open project changed; sent at most twice a second. */
  readonly 'project.changed': { readonly revision: number };
  /** The curation log of the open project grew: a decision was made, undone, redone or taken over. */
  readonly 'decision.changed': { readonly revision: number };
  /** An evaluation of a head on the file at `path` moved on, in sentences. */
  readonly 'model.evaluated': {
    readonly path: string;
    readonly done: number;
    readonly total: number;
  };
  /** What `device.list` says is different now: providers are being tried, or one was lost. */
  readonly 'device.changed': null;
  /** Another project is open now, or none. */
  readonly 'project.switched': { readonly path: string | null };
}

export type EventName = keyof Events;
