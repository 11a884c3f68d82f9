import { availableParallelism } from 'node:os';
import { EngineError } from '#contract/errors';
import type { ExtractorCalls, ReaderCalls } from '#contract/workers';
import type { DocumentCode, Reading } from '#domain/document';
import type { Stages } from './pipeline.ts';
import { createPool, WorkerLost, type Pool } from './pool.ts';
import { toWorkerStart } from './worker-start.ts';

export interface StageOptions {
  /** A model folder. */
  readonly folder: string;
  readonly heads: readonly string[];
  /** Extractor processes; readers are half as many, at least one. */
  readonly workers: number;
}

export interface RunningStages extends Stages {
  pids(): readonly number[];
  close(): Promise<void>;
}

/** An extractor died twice on one batch of a document. */
export class ExtractorLost extends Error {}

const MB = 2 ** 20;

/** One thread each, so as many as there are cores; the interface and the writer need little. */
export function defaultWorkers(): number {
  const wanted = Number(process.env['ESPALIER_WORKERS']);
  return wanted >= 1
    ? Math.min(Math.trunc(wanted), 64)
    : Math.max(1, Math.min(availableParallelism(), 8));
}

/** The budgets are those of reliability: 300 s and 1 GiB to read a file, 2 GiB for a model; see ARCHITECTURE.md. */
export function startStages({ folder, heads, workers }: StageOptions): RunningStages {
  const readers: Pool<ReaderCalls> = createPool({
    start: toWorkerStart('reader', []),
    size: Math.max(1, Math.ceil(workers / 2)),
    callBudget: 300_000,
    memoryCap: 1024 * MB,
    recycleAfter: 500,
    recycleAbove: 400 * MB,
  });
  const extractors: Pool<ExtractorCalls> = createPool({
    start: toWorkerStart('extractor', [folder, heads.join(',')]),
    size: workers,
    callBudget: 120_000,
    memoryCap: 2048 * MB,
    recycleAfter: 20_000,
    recycleAbove: 800 * MB,
  });

  return {
    width: workers + 1,
    async read(input, signal) {
      try {
        return await readers.call('source.read', input, { signal });
      } catch (error) {
        if (!isItsFault(error)) throw error;
        // The death may belong to the file before, by a late rejection: this one is run alone, in a fresh process.
        return readAlone(readers, input, signal);
      }
    },
    async extract(input, signal) {
      for (const fresh of [false, true])
        try {
          return await extractors.call('sentences.extract', input, { signal, fresh });
        } catch (error) {
          if (!isItsFault(error)) throw error;
        }
      throw new ExtractorLost();
    },
    pids: () => [...readers.pids(), ...extractors.pids()],
    close: async () => void (await Promise.all([readers.close(), extractors.close()])),
  };
}

async function readAlone(
  readers: Pool<ReaderCalls>,
  input: ReaderCalls['source.read']['input'],
  signal: AbortSignal,
): Promise<ReaderCalls['source.read']['output']> {
  try {
    return await readers.call('source.read', input, { signal, fresh: true });
  } catch (error) {
    if (!isItsFault(error)) throw error;
    const why = error instanceof WorkerLost ? error.why : 'crashed';
    const reading: Reading = {
      state: 'quarantined',
      code: codes[why],
      detail: why === 'crashed' ? '' : error.message,
    };
    return { reading, sentences: [] };
  }
}

/** The worker died on it, or a stage threw: both belong to the document, not to the batch. */
function isItsFault(error: unknown): error is WorkerLost | EngineError {
  return error instanceof WorkerLost || (error instanceof EngineError && error.code === 'internal');
}

const codes: Record<WorkerLost['why'], DocumentCode> = {
  crashed: 'reader-crashed',
  timeout: 'reader-timeout',
  memory: 'reader-memory',
};
