import type { Calls } from '#contract/client';
import { EngineError } from '#contract/errors';
import { watchBudget, type Budget } from './budget.ts';
import { findLateEnd } from './late-end.ts';
import type { WorkerStart } from './process.ts';
import { createStarter, type Starter } from './starter.ts';
import { WorkerLost, type Slot } from './slot.ts';

export interface PoolOptions extends Budget {
  readonly start: WorkerStart;
  /** Processes at most; a function is asked each time one may be wanted. */
  readonly size: number | (() => number);
  /** Calls after which, or resident bytes above which, an idle process is replaced, so that leaks do not add up. */
  readonly recycleAfter: number;
  readonly recycleAbove: number;
  /** Bytes more than after its first calls, above which it is replaced too: what a model needs differs, what it should keep does not. */
  readonly recycleGrown?: number;
  /** Told when a process died between two calls: of what it was given last. */
  readonly onIdleDeath?: (recent: readonly string[]) => void;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  /** In a process that has done nothing before, and that must live on a little after its answer. */
  readonly alone?: boolean;
  /** What the call is about: whom a later death of the process may be blamed on. */
  readonly about?: string;
  /** Bytes that may come back, where it is not the pool's usual. */
  readonly output?: number;
}

export interface Pool<List extends Calls> {
  /**
   * Waits for a free worker, starting one where fewer than `size` run.
   * @throws WorkerLost when the process died or was ended for a budget; EngineError otherwise.
   */
  call<Name extends keyof List & string>(
    name: Name,
    input: List[Name]['input'],
    options: CallOptions,
  ): Promise<List[Name]['output']>;
  /** Starts as many processes as may run now, ahead of the first call; where one does not come up, the call says so. */
  warm(): void;
  /** Calls that are being worked on. */
  busy(): number;
  /** Waits until those that rest have either shown that they live on, or been told to `onIdleDeath`. */
  linger(signal: AbortSignal): Promise<void>;
  /** Process ids of the workers that run now. */
  pids(): readonly number[];
  close(): Promise<void>;
}

/** Calls after which a process has had what it needs for good. */
const FIRST_CALLS = 8;

/** Keeps up to `size` one-call-at-a-time processes; a process that is lost is replaced, a call never waits for a dead one. */
export function createPool<List extends Calls>(options: PoolOptions): Pool<List> {
  const idle: Slot<List>[] = [];
  const busy = new Set<Slot<List>>();
  const dead = new WeakSet<Slot<List>>();
  /** Resident bytes at most, during its first calls. */
  const young = new WeakMap<Slot<List>, number>();
  const starter: Starter<List> = createStarter<List>(options.start);
  const waiting: (() => void)[] = [];
  const { size } = options;
  const most = typeof size === 'number' ? () => size : size;
  let taken = 0;
  let closed = false;
  const ended = new AbortController();

  async function take(signal: AbortSignal): Promise<void> {
    if (taken < most()) {
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
    taken -= 1;
    // None where fewer may run than before, several where more may.
    while (taken < Math.max(1, most())) {
      const next = waiting.shift();
      if (!next) return;
      taken += 1;
      next();
    }
  }

  async function slotFor(alone: boolean, signal: AbortSignal): Promise<Slot<List>> {
    if (closed) throw new EngineError('closed', 'The engine');
    if (alone) await dismiss(idle.pop(), signal);
    const kept = alone ? undefined : idle.pop();
    if (kept) return kept;
    return createKept(signal);
  }

  async function createKept(signal: AbortSignal): Promise<Slot<List>> {
    const slot = await starter.start(signal);
    // One that dies while it rests (a late rejection of an earlier file) is not handed to the next.
    void slot.worker.gone.then(() => {
      dead.add(slot);
      const at = idle.indexOf(slot);
      if (at < 0) return;
      idle.splice(at, 1);
      if (!closed) options.onIdleDeath?.(slot.recent());
    });
    if (closed) slot.worker.kill();
    return slot;
  }

  /** Ends one to make room; what it did in its last moments may still be about to end it, and would go unnoticed. */
  async function dismiss(slot: Slot<List> | undefined, signal: AbortSignal): Promise<void> {
    if (!slot) return;
    const recent = slot.recent();
    const died = recent.length > 0 && (await findLateEnd(slot.worker, signal));
    if (died && !closed) options.onIdleDeath?.(recent);
    slot.worker.kill();
  }

  async function isTired(slot: Slot<List>): Promise<boolean> {
    const memory = await slot.worker.memory();
    const before = young.get(slot) ?? 0;
    if (slot.calls() <= FIRST_CALLS) young.set(slot, Math.max(before, memory));
    else if (memory - before > (options.recycleGrown ?? Infinity)) return true;
    return slot.calls() >= options.recycleAfter || memory > options.recycleAbove;
  }

  async function rest(slot: Slot<List>): Promise<void> {
    if (closed || (await isTired(slot))) slot.worker.kill();
    else if (!dead.has(slot)) idle.push(slot);
    else options.onIdleDeath?.(slot.recent());
  }

  /** Answers with the output, or with the way in which the process was lost. */
  async function callOn<Name extends keyof List & string>(
    slot: Slot<List>,
    name: Name,
    input: List[Name]['input'],
    { signal, alone = false, about = '', output = options.output }: CallOptions,
  ): Promise<List[Name]['output']> {
    let lost: WorkerLost | undefined;
    const watch = watchBudget(slot.worker, { ...options, output }, (what, detail) => {
      lost = new WorkerLost(what, detail, slot);
      slot.worker.kill();
    });
    const unhear = slot.worker.client.on('worker.progress', () => watch.progressed());
    // A cancelled call may be deep in native code: its process is ended, not asked.
    const stop = () => slot.worker.kill();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const answer = await slot.worker.client.call(name, input, { signal });
      watch.end();
      if (alone) {
        const died = await findLateEnd(slot.worker, signal);
        slot.worker.kill();
        if (died) throw toLost(died, slot);
        return answer;
      }
      // From here on there is nothing to stop: one that is ended now would rest, and be handed to the next.
      signal.removeEventListener('abort', stop);
      slot.finished(about);
      await rest(slot);
      return answer;
    } catch (error) {
      if (error instanceof WorkerLost) throw error;
      const isDead = error instanceof EngineError && error.code === 'closed' && !signal.aborted;
      if (!isDead) {
        slot.worker.kill();
        throw error;
      }
      throw lost ?? toLost(await slot.worker.gone, slot);
    } finally {
      watch.end();
      unhear();
      signal.removeEventListener('abort', stop);
    }
  }

  /** As if one were called, and given back unused. */
  async function prepare(): Promise<void> {
    taken += 1;
    try {
      const slot = await createKept(ended.signal);
      if (closed) slot.worker.kill();
      else idle.push(slot);
    } catch {
      // Whoever calls next starts one himself, and is told why it does not come up.
    } finally {
      give();
    }
  }

  return {
    async call(name, input, given) {
      await take(given.signal);
      try {
        const slot = await slotFor(given.alone ?? false, given.signal);
        busy.add(slot);
        try {
          return await callOn(slot, name, input, given);
        } finally {
          busy.delete(slot);
        }
      } finally {
        give();
      }
    },
    warm() {
      for (let running = taken + idle.length; running < most() && !closed; running += 1)
        void prepare();
    },
    busy: () => busy.size,
    async linger(signal) {
      await Promise.all(idle.map((slot) => findLateEnd(slot.worker, signal)));
    },
    pids: () => [...[...idle, ...busy].map((slot) => slot.worker.pid), ...starter.pids()],
    async close() {
      closed = true;
      ended.abort();
      const slots = [...idle, ...busy];
      for (const slot of slots) slot.worker.kill();
      await Promise.all([...slots.map((slot) => slot.worker.gone), starter.close()]);
    },
  };
}

function toLost(
  { said, isKilled }: { readonly said: string; readonly isKilled: boolean },
  slot: Pick<Slot<Calls>, 'calls' | 'recent'>,
): WorkerLost {
  // What a process says that was refused memory by the system, or by its own engine.
  const isStarved = /out of memory|allocation failed|ENOMEM|bad_alloc/iu.test(said);
  return new WorkerLost(isKilled ? 'killed' : isStarved ? 'memory' : 'crashed', said, slot);
}
