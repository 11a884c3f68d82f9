import { isDeepStrictEqual } from 'node:util';
import type { ModelChoice } from '../models.ts';
import type { RunningStages } from './stages.ts';

/**
 * The stages of one engine: those of one model at a time, kept from project to project. A model is known by its id, as another may
 * have taken its place in the folder while processes have the one before loaded.
 */
export interface Staging {
  /** What an import works with: as before where the model is the same and nothing else was chosen. @throws as `start` does */
  get(choice: ModelChoice): Promise<RunningStages>;
  /** What runs, whatever was chosen since: under an import nothing is changed. */
  getRunning(choice: ModelChoice): Promise<RunningStages>;
  /** Another device or queue was chosen: whoever gets them next gets them anew; at once where nobody works with them. */
  renew(isIdle: boolean): Promise<void>;
  /** What runs, or ran last. */
  choice(): ModelChoice | undefined;
  pids(): readonly number[];
  close(): Promise<void>;
}

export function createStaging(start: (choice: ModelChoice) => Promise<RunningStages>): Staging {
  let stages: RunningStages | undefined;
  let staged: ModelChoice | undefined;
  let isOutdated = false;
  let last: Promise<unknown> = Promise.resolve();

  async function getNow(choice: ModelChoice): Promise<RunningStages> {
    if (stages && !isOutdated && isDeepStrictEqual(choice, staged)) return stages;
    const before = stages;
    stages = undefined;
    isOutdated = false;
    staged = choice;
    await before?.close();
    stages = await start(choice);
    return stages;
  }

  /** One caller after the other: each would start processes of its own. */
  function get(choice: ModelChoice): Promise<RunningStages> {
    const next = last.then(() => getNow(choice));
    last = next.catch(() => undefined);
    return next;
  }

  return {
    get,
    getRunning: (choice) => (stages ? Promise.resolve(stages) : get(choice)),
    async renew(isIdle) {
      isOutdated = true;
      if (staged && isIdle) await get(staged);
    },
    choice: () => staged,
    pids: () => stages?.pids() ?? [],
    async close() {
      await last;
      await stages?.close();
      stages = undefined;
    },
  };
}
