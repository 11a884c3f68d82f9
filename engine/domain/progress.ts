export interface JobProgress {
  readonly phase: 'scanning' | 'reading' | 'writing' | 'finished';
  readonly done: number;
  readonly total: number;
  /** Sentences done so far, and per second over the last few seconds. */
  readonly sentences: number;
  readonly sentencesPerSecond: number;
  /** Null while it cannot be told yet. */
  readonly secondsLeft: number | null;
  /** Names of the files being worked on, for a person. */
  readonly current: readonly string[];
  /** Absent while nothing is waited for. */
  readonly waitsFor?: Waiting;
}

/** Why extraction on other machines stands still. */
export type WaitingCode = 'queue-away' | 'queue-full' | 'queue-no-worker';

export interface Waiting {
  readonly code: WaitingCode;
  /** The queue's address, or the model that nobody has. */
  readonly subject: string;
}

export type JobState = 'running' | 'done' | 'cancelled' | 'failed';
