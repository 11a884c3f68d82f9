import type { Calls } from '#contract/client';
import { EngineError } from '#contract/errors';
import { startWorker, type WorkerProcess, type WorkerStart } from './process.ts';

/** Why a call did not come back: the worker's process is gone, or was ended for one of our budgets. */
export class WorkerLost extends Error {
  readonly why: 'crashed' | 'timeout' | 'memory';

  constructor(why: WorkerLost['why'], detail: string) {
    super(detail);
    this.name = 'WorkerLost';
    this.why = why;
  }
}

export interface PoolOptions {
  readonly start: WorkerStart;
  readonly size: number;
  /** Milliseconds one call may take before its process is ended. */
  readonly callBudget: number;
  /** Resident bytes at which a process is ended. */
  readonly memoryCap: number;
  /** Calls after which, or resident bytes above which, an idle process is replaced, so that leaks do not add up. */
  readonly recycleAfter: number;
  readonly recycleAbove: number;
}

export interface Pool<List extends Calls> {
  readonly size: number;
  /**
   * Waits for a free worker, starting one where fewer than `size` run.
   * @throws WorkerLost when the process died or was ended for a budget; EngineError otherwise.
   */
  call<Name extends keyof List & string>(
    name: Name,
    input: List[Name]['input'],
    options: { readonly signal: AbortSignal; readonly fresh?: boolean },
  ): Promise<List[Name]['output']>;
  /** Process ids of the workers that run now. */
  pids(): readonly number[];
  close(): Promise<void>;
}

interface Slot<List extends Calls> {
  worker: WorkerProcess<List>;
  calls: number;
  lost: WorkerLost | undefined;
}

const MEMORY_POLL = 250;
/** More deaths in a row than this, without one answer between them, and the fault is not in the documents. */
const MAX_STARTS = 8;

/** Keeps up to `size` one-call-at-a-time processes; a process that is lost is replaced, a call never waits for a dead one. */
export function createPool<List extends Calls>(options: PoolOptions): Pool<List> {
  const idle: Slot<List>[] = [];
  const busy = new Set<Slot<List>>();
  const waiting: (() => void)[] = [];
  let taken = 0;
  let barren = 0;
  let closed = false;

  async function take(signal: AbortSignal): Promise<void> {
    if (taken < options.size) {
      taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const next = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = () => {
        waiting.splice(waiting.indexOf(next), 1);
        reject(new EngineError('cancelled', 'The work'));
      };
      if (signal.aborted) return reject(new EngineError('cancelled', 'The work'));
      signal.addEventListener('abort', stop, { once: true });
      waiting.push(next);
    });
  }

  function give(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  function startSlot(): Slot<List> {
    if (closed) throw new EngineError('closed', 'The engine');
    if (barren >= MAX_STARTS) throw new EngineError('worker-failed', `${barren} starts`);
    barren += 1;
    const slot: Slot<List> = {
      worker: startWorker<List>(options.start),
      calls: 0,
      lost: undefined,
    };
    // One that dies while it rests (a late rejection of its last file) is not handed to the next.
    void slot.worker.gone.then(() => {
      const at = idle.indexOf(slot);
      if (at >= 0) idle.splice(at, 1);
    });
    return slot;
  }

  function slotFor(fresh: boolean): Slot<List> {
    if (fresh) {
      const stale = idle.pop();
      stale?.worker.kill();
      return startSlot();
    }
    return idle.pop() ?? startSlot();
  }

  async function rest(slot: Slot<List>): Promise<void> {
    const tired =
      slot.calls >= options.recycleAfter || (await slot.worker.memory()) > options.recycleAbove;
    if (closed || tired) slot.worker.kill();
    else idle.push(slot);
  }

  function watch(slot: Slot<List>): () => void {
    const end = (why: 'timeout' | 'memory', detail: string) => {
      slot.lost = new WorkerLost(why, detail);
      slot.worker.kill();
    };
    const clock = setTimeout(
      () => end('timeout', `${Math.round(options.callBudget / 1000)} s`),
      options.callBudget,
    );
    const poll = setInterval(() => {
      void slot.worker.memory().then((bytes) => {
        if (bytes > options.memoryCap) end('memory', `${Math.round(bytes / 2 ** 20)} MB`);
      });
    }, MEMORY_POLL);
    return () => (clearTimeout(clock), clearInterval(poll));
  }

  return {
    size: options.size,
    async call(name, input, { signal, fresh = false }) {
      await take(signal);
      try {
        const slot = slotFor(fresh);
        busy.add(slot);
        const unwatch = watch(slot);
        // A cancelled call may be deep in native code: its process is ended, not asked.
        const stop = () => slot.worker.kill();
        signal.addEventListener('abort', stop, { once: true });
        try {
          const output = await slot.worker.client.call(name, input, { signal });
          barren = 0;
          slot.calls += 1;
          unwatch();
          await rest(slot);
          return output;
        } catch (error) {
          if (signal.aborted) barren = 0;
          const dead = error instanceof EngineError && error.code === 'closed' && !signal.aborted;
          if (!dead) {
            slot.worker.kill();
            throw error;
          }
          throw slot.lost ?? new WorkerLost('crashed', await slot.worker.gone);
        } finally {
          unwatch();
          signal.removeEventListener('abort', stop);
          busy.delete(slot);
        }
      } finally {
        give();
      }
    },
    pids: () => [...idle, ...busy].map((slot) => slot.worker.pid),
    async close() {
      closed = true;
      const slots = [...idle, ...busy];
      for (const slot of slots) slot.worker.kill();
      await Promise.all(slots.map((slot) => slot.worker.gone));
    },
  };
}
