import { EngineError } from '#contract/errors';
import type { ExtractorCalls } from '#contract/workers';
import type { Extraction } from '#domain/extraction';
import { startWorker, type WorkerProcess, type WorkerStart } from '../workers/process.ts';
import { READY } from '../workers/starter.ts';
import { createSample } from './sample.ts';
import { REFUSED, type Trouble } from './reasons.ts';

type ProbeCalls = ExtractorCalls & {
  readonly [READY]: { readonly input: null; readonly output: null };
};

export interface ProbeOptions {
  /** Milliseconds to load in, and to answer the first time in: shaders are compiled then. */
  readonly patience: number;
  /** Milliseconds over which the speed is measured. */
  readonly measure: number;
  readonly signal?: AbortSignal;
}

export type Probed =
  | {
      readonly works: true;
      readonly answers: readonly Extraction[];
      readonly sentencesPerSecond: number;
    }
  | { readonly works: false; readonly trouble: Trouble; readonly said: string };

const usual: ProbeOptions = { patience: 60_000, measure: 1500 };
/** Sentences of the sample, repeated, that one call of the measurement holds. */
const TIMES = 12;
/** Milliseconds in which a process that failed says its last words. */
const LAST_WORDS = 500;

/**
 * Tries one way of running a model in a process of its own: it loads, reads the sample, and its answers and speed come back. A process
 * that crashes, hangs or speaks nonsense costs this much time and nothing else. Never throws.
 */
export async function probe(
  start: WorkerStart,
  options: Partial<ProbeOptions> = {},
): Promise<Probed> {
  const { patience, measure, signal } = { ...usual, ...options };
  const worker = startWorker<ProbeCalls>(start);
  const within = () =>
    AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]);
  try {
    await worker.client.call(READY, null, { signal: within() });
    const ask = (times: number) =>
      worker.client.call('sentences.extract', createSample(times), { signal: within() });
    const answers = await ask(1);
    return { works: true, answers, sentencesPerSecond: await measureSpeed(ask, measure) };
  } catch (error) {
    // Awaited here: what follows ends it, and how it ended by itself is what tells.
    return await toTrouble(worker, error);
  } finally {
    worker.kill();
    await worker.gone;
  }
}

/** Goes on until enough time has passed, once at least; a device that needs seconds for one sentence is asked no more. */
async function measureSpeed(
  ask: (times: number) => Promise<readonly Extraction[]>,
  milliseconds: number,
): Promise<number> {
  const began = performance.now();
  const first = await ask(1);
  const once = performance.now() - began;
  if (once > milliseconds) return (first.length * 1000) / once;
  // Two unmeasured: kernels of new shapes are compiled, and the fit grows.
  for (let k = 0; k < 2; k += 1) await ask(TIMES);
  let sentences = 0;
  const from = performance.now();
  do sentences += (await ask(TIMES)).length;
  while (performance.now() - from < milliseconds);
  return (sentences * 1000) / (performance.now() - from);
}

async function toTrouble(worker: WorkerProcess<ProbeCalls>, error: unknown): Promise<Probed> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lastWords = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LAST_WORDS);
  });
  const gone = await Promise.race([worker.gone, lastWords]);
  clearTimeout(timer);
  if (gone) {
    const ended = gone.isKilled ? 'killed' : 'crashed';
    const trouble = gone.said.includes(REFUSED) ? 'refused' : ended;
    return { works: false, trouble, said: gone.said };
  }
  // It lives: it did not answer in time, or answered with an error.
  worker.kill();
  const { said } = await worker.gone;
  const isLate = error instanceof EngineError && error.code === 'cancelled';
  if (isLate) return { works: false, trouble: 'hung', said };
  return { works: false, trouble: 'refused', said: `${said}\n${toMessage(error)}` };
}

const toMessage = (error: unknown) => (error instanceof Error ? error.message : String(error));
