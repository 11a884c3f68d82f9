import type { Calls } from '#contract/client';
import type { Overrun } from './budget.ts';
import type { WorkerProcess } from './process.ts';

/** A process of a pool, and what it was given lately. */
export interface Slot<List extends Calls> {
  readonly worker: WorkerProcess<List>;
  finished(about: string): void;
  /** Calls that it has answered. */
  calls(): number;
  /** What it finished in the last moments, the latest first: a late rejection may come from any of them. */
  recent(): readonly string[];
}

/** Milliseconds in which a file that was read may still end its process. */
const LATE = 1000;
/** A quick reader finishes a small file in two milliseconds: fewer would be over before a late end shows. */
const MOST = 40;

export function createSlot<List extends Calls>(worker: WorkerProcess<List>): Slot<List> {
  let calls = 0;
  let ended: { readonly about: string; readonly at: number }[] = [];
  return {
    worker,
    finished(about) {
      calls += 1;
      ended = [{ about, at: performance.now() }, ...ended].slice(0, MOST);
    },
    calls: () => calls,
    recent() {
      // Counted back from the last one, not from now: on a busy machine a death is noticed late.
      const since = (ended[0]?.at ?? 0) - LATE;
      return ended.filter(({ at, about }) => at >= since && about !== '').map(({ about }) => about);
    },
  };
}

/** Why a call did not come back: the worker's process is gone, or was ended for one of our budgets. */
export class WorkerLost extends Error {
  readonly why: 'crashed' | 'killed' | Overrun;
  /** It had done nothing before: nobody else can be to blame. */
  readonly isAlone: boolean;
  /** What it had finished just before, the latest first: suspects. */
  readonly before: readonly string[];

  constructor(why: WorkerLost['why'], detail: string, slot: Pick<Slot<Calls>, 'calls' | 'recent'>) {
    super(detail);
    this.name = 'WorkerLost';
    this.why = why;
    this.isAlone = slot.calls() === 0;
    this.before = slot.recent();
  }
}
