import { EngineError } from '#contract/errors';
import type { DocumentCode } from '#domain/document';
import type { CallOptions } from './pool.ts';
import { WorkerLost } from './slot.ts';
import { pause } from './starter.ts';

/** What a file is found guilty of, after it failed alone as well. */
export interface Verdict {
  readonly code: DocumentCode;
  readonly detail: string;
}

export type Trial<Output> =
  { readonly output: Output; readonly suspects: readonly string[] } | { readonly verdict: Verdict };

/** Deaths alone, in a fresh process each, after which a file is set aside. */
const ENOUGH = 2;
/** Deaths by a stranger's hand: the system may end every worker at once when memory runs short, and no file is to blame. */
const MAX_KILLED = 6;
const KILLED_PAUSE = 500;

/** Tells whether a death was by a stranger's hand, and not one too many of them; then waits a little, unless `signal` fires. */
export function createPardon(signal: AbortSignal): (error: unknown) => Promise<boolean> {
  let killed = 0;
  return async (error) => {
    const isStrangers = error instanceof WorkerLost && error.why === 'killed';
    if (!isStrangers || ++killed >= MAX_KILLED) return false;
    await pause(KILLED_PAUSE * killed, signal);
    return true;
  };
}

/**
 * Runs `attempt` until it answers or its file is to blame. A first death may belong to what the same process did before
 * (a late rejection), so the file is run again alone; when it then does well, those before it are the suspects.
 * A file that used up its time or memory alone has had its chance: it is not given as much a second time.
 * @throws whatever is no fault of a worker
 */
export async function tryFile<Output>(
  attempt: (how: Pick<CallOptions, 'alone'>) => Promise<Output>,
  signal: AbortSignal,
  startsAlone = false,
): Promise<Trial<Output>> {
  const isPardoned = createPardon(signal);
  let alone = startsAlone;
  let guilt = 0;
  let suspects: readonly string[] = [];
  for (;;) {
    try {
      return { output: await attempt({ alone }), suspects };
    } catch (error) {
      if (!isItsFault(error)) throw error;
      alone = true;
      if (!(error instanceof WorkerLost)) {
        guilt += 1;
        if (guilt >= ENOUGH) return { verdict: { code: 'reader-crashed', detail: '' } };
        continue;
      }
      if (await isPardoned(error)) continue;
      if (suspects.length === 0) suspects = error.before;
      if (error.isAlone) guilt += isDeath(error) ? 1 : ENOUGH;
      if (guilt >= ENOUGH) return { verdict: toVerdict(error) };
    }
  }
}

/** The worker died on it, or a stage threw: both belong to the document, not to the batch. */
export function isItsFault(error: unknown): error is WorkerLost | EngineError {
  return error instanceof WorkerLost || (error instanceof EngineError && error.code === 'internal');
}

function isDeath({ why }: WorkerLost): boolean {
  return why === 'crashed' || why === 'killed';
}

function toVerdict({ why, message }: WorkerLost): Verdict {
  if (why === 'timeout') return { code: 'reader-timeout', detail: message };
  if (why === 'memory') return { code: 'reader-memory', detail: '' };
  if (why === 'output') return { code: 'reader-memory', detail: `its content takes ${message}` };
  return { code: 'reader-crashed', detail: '' };
}
