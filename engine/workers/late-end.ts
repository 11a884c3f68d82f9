import type { Calls, Client } from '#contract/client';
import { EngineError } from '#contract/errors';
import type { Gone, WorkerProcess } from './process.ts';
import { pause, READY, type ReadyCalls } from './starter.ts';

/** Milliseconds after its last answer in which a process may still end of what it did before. */
const AFTERMATH = 300;
/** Milliseconds for an answer; one that is silent for longer is waited for no more. */
const PATIENCE = 10_000;

/**
 * How a process ended soon after its last answer; undefined where it lives on. Its own clock counts, not ours: on a busy machine
 * our time may be over before it has had a turn. Two answers, one after the other, show that its loop went round, and that what
 * was due in it is past. Once `signal` fires nobody waits any more: undefined.
 */
export async function findLateEnd<List extends Calls>(
  worker: WorkerProcess<List>,
  signal: AbortSignal,
): Promise<Gone | undefined> {
  // Every worker answers it, whatever else is in its list.
  const client = worker.client as unknown as Client<ReadyCalls, never>;
  const ask = async (): Promise<'alive' | 'closed' | 'silent'> => {
    await pause(AFTERMATH, signal);
    const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    try {
      for (let i = 0; i < 2; i += 1) await client.call(READY, null, { signal: within });
      return 'alive';
    } catch (error) {
      return error instanceof EngineError && error.code === 'closed' ? 'closed' : 'silent';
    }
  };
  const first = await Promise.race([worker.gone, ask()]);
  if (first === 'alive' || first === 'silent') return undefined;
  // Its pipe closes a little before it is gone, and who closes it is ended.
  return first === 'closed' ? worker.gone : first;
}
