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

type ReadyCalls = { readonly [READY]: { readonly input: null; readonly output: null } };

interface Slot<List extends Calls> {
  worker: WorkerProcess<List>;
  calls: number;
  lost: WorkerLost | undefined;
}

const MEMORY_POLL = 250;
/** Milliseconds in which a worker must have loaded what it needs; a busy machine with a cold disk takes a while. */
const START_BUDGET = 120_000;
/** Workers that died before they were ready, in a row: more, and the fault is ours, not the documents'. */
const MAX_FAILED_STARTS = 8;

/** Every worker answers this as soon as it can work; see hosts/worker.ts. */
export const READY = 'worker.ready';

/** Keeps up to `size` one-call-at-a-time processes; a process that is lost is replaced, a call never waits for a dead one. */
export function createPool<List extends Calls>(options: PoolOptions): Pool<List> {
  const idle: Slot<List>[] = [];
  const busy = new Set<Slot<List>>();
  const starting = new Set<Slot<List>>();
  const waiting: (() => void)[] = [];
  let taken = 0;
  let failedStarts = 0;
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

  async function startSlot(): Promise<Slot<List>> {
    if (closed) throw new EngineError('closed', 'The engine');
    if (failedStarts >= MAX_FAILED_STARTS)
      throw new EngineError('worker-failed', `${failedStarts} starts`);
    const worker = startWorker<List & ReadyCalls>(options.start);
    const slot: Slot<List> = { worker, calls: 0, lost: undefined };
    starting.add(slot);
    try {
      await worker.client.call(READY, null, { signal: AbortSignal.timeout(START_BUDGET) });
    } catch {
      failedStarts += 1;
      worker.kill();
      throw new WorkerLost('crashed', await worker.gone);
    } finally {
      starting.delete(slot);
    }
    failedStarts = 0;
    // One that dies while it rests (a late rejection of its last file) is not handed to the next.
    void worker.gone.then(() => {
      const at = idle.indexOf(slot);
      if (at >= 0) idle.splice(at, 1);
    });
    return slot;
  }

  /** A worker that did not come up says nothing about the document, so it is tried again until that is hopeless. */
  async function startAny(signal: AbortSignal): Promise<Slot<List>> {
    for (;;) {
      if (signal.aborted) throw new EngineError('cancelled', 'The work');
      try {
        return await startSlot();
      } catch (error) {
        if (!(error instanceof WorkerLost)) throw error;
      }
    }
  }

  async function slotFor(fresh: boolean, signal: AbortSignal): Promise<Slot<List>> {
    if (fresh) idle.pop()?.worker.kill();
    return (fresh ? undefined : idle.pop()) ?? startAny(signal);
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
        const slot = await slotFor(fresh, signal);
        busy.add(slot);
        const unwatch = watch(slot);
        // A cancelled call may be deep in native code: its process is ended, not asked.
        const stop = () => slot.worker.kill();
        signal.addEventListener('abort', stop, { once: true });
        try {
          const output = await slot.worker.client.call(name, input, { signal });
          slot.calls += 1;
          unwatch();
          await rest(slot);
          return output;
        } catch (error) {
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
    pids: () => [...idle, ...busy, ...starting].map((slot) => slot.worker.pid),
    async close() {
      closed = true;
      const slots = [...idle, ...busy, ...starting];
      for (const slot of slots) slot.worker.kill();
      await Promise.all(slots.map((slot) => slot.worker.gone));
    },
  };
}
