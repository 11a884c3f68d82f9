import type { Calls } from '#contract/client';
import { EngineError } from '#contract/errors';
import { startWorker, type WorkerProcess, type WorkerStart } from './process.ts';
import { createSlot, type Slot } from './slot.ts';

/** Every worker answers this as soon as it can work; see hosts/worker.ts. */
export const READY = 'worker.ready';

export type ReadyCalls = { readonly [READY]: { readonly input: null; readonly output: null } };

export interface Starter<List extends Calls> {
  /** @throws EngineError `worker-failed` where it is hopeless, `model-replaced`, `cancelled`, `closed` */
  start(signal: AbortSignal): Promise<Slot<List>>;
  pids(): readonly number[];
  close(): Promise<void>;
}

/** Milliseconds in which a worker must have loaded what it needs; a busy machine with a cold disk takes a while. */
const START_BUDGET = 120_000;
/** Starts that failed in a row: more, and the fault is ours, not the documents'. */
const MAX_FAILED = 5;
/** Milliseconds before the second try, doubled each time: five tries in some eight seconds, then the job stops. */
const FIRST_PAUSE = 500;
/** After this many milliseconds of rest it is tried once more. */
const FORGIVEN_AFTER = 15_000;
/** A worker that somebody kills while it starts says nothing about us, up to this many times. */
const MAX_KILLED = 200;

/** Starts workers; those that do not come up are tried again with growing pauses, one at a time, until that is hopeless. */
export function createStarter<List extends Calls>(how: WorkerStart): Starter<List> {
  const starting = new Set<WorkerProcess<List & ReadyCalls>>();
  let failed = 0;
  let killed = 0;
  let lastFailure = 0;
  let said = '';
  let gate: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function attempt(signal: AbortSignal): Promise<Slot<List> | undefined> {
    const worker = startWorker<List & ReadyCalls>(how);
    starting.add(worker);
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(START_BUDGET)]);
      await worker.client.call(READY, null, { signal: within });
      await worker.confine();
      [failed, killed] = [0, 0];
      return createSlot<List>(worker);
    } catch (error) {
      // Looked at before we end it ourselves: one that has gone tells why.
      const gone = await Promise.race([worker.gone, pause(500, signal)]);
      worker.kill();
      await worker.gone;
      if (signal.aborted) return undefined;
      // It came up well, with another model: so would the next.
      if (error instanceof EngineError && error.code === 'model-replaced') throw error;
      if (gone && gone.isKilled && killed < MAX_KILLED) killed += 1;
      else failed += 1;
      lastFailure = performance.now();
      said = (gone?.said ?? '').trim().split('\n').at(-1)?.slice(0, 200) ?? '';
      return undefined;
    } finally {
      starting.delete(worker);
    }
  }

  function check(signal: AbortSignal): void {
    if (closed) throw new EngineError('closed', 'The engine');
    if (signal.aborted) throw new EngineError('cancelled', 'The work');
    if (failed >= MAX_FAILED && performance.now() - lastFailure > FORGIVEN_AFTER)
      failed = MAX_FAILED - 1;
    if (failed >= MAX_FAILED)
      throw new EngineError('worker-failed', `${failed} starts${said ? `: ${said}` : ''}`);
  }

  /** As long as starts fail they happen one after the other, with pauses between them. */
  async function startAfterFailure(signal: AbortSignal): Promise<Slot<List> | undefined> {
    const before = gate;
    const mine = Promise.withResolvers<void>();
    gate = mine.promise;
    try {
      await before;
      check(signal);
      if (failed + killed > 0) await pause(FIRST_PAUSE * 2 ** Math.max(0, failed - 1), signal);
      check(signal);
      return await attempt(signal);
    } finally {
      mine.resolve();
    }
  }

  return {
    async start(signal) {
      for (;;) {
        check(signal);
        const slot = await (failed + killed > 0 ? startAfterFailure(signal) : attempt(signal));
        if (slot) return slot;
      }
    },
    pids: () => [...starting].map((worker) => worker.pid),
    async close() {
      closed = true;
      for (const worker of starting) worker.kill();
      await Promise.all([...starting].map((worker) => worker.gone));
    },
  };
}

/** Ends early when the signal fires. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    // A signal that fired before tells nobody again.
    if (signal.aborted) return resolve(undefined);
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve(undefined);
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
