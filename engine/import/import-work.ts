import type { JobId } from '#domain/ids';
import type { Project } from '#store/project';
import type { ModelFacts } from '../model.ts';
import type { Meter } from '../progress.ts';
import type { RunningStages } from '../workers/stages.ts';
import type { Tally } from './tally.ts';

export interface ImportRequest {
  readonly paths: readonly string[];
  /** Read again even what has not changed. */
  readonly force?: boolean;
  /**
   * The folders that `paths` were found under by somebody who watches them: then the paths are files that changed, and one
   * that is not there any more is gone.
   */
  readonly under?: readonly string[];
}

/** What opens protected files. It lives as long as the job and stands nowhere: not in the journal, not in an event. */
export interface Passwords {
  /** In the order in which they are tried, the most fitting first. */
  listFor(path: string): readonly string[];
}

export interface ImportWork {
  readonly project: Project;
  readonly job: JobId;
  readonly request: ImportRequest;
  readonly model: ModelFacts;
  readonly stages: RunningStages;
  readonly meter: Meter;
  readonly signal: AbortSignal;
  readonly passwords?: Passwords;
  /** Told after every source; what was counted so far stands in the journal too, so that a resumed job goes on counting. */
  onStep(tally: Tally): void;
}
