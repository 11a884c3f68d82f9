import type { ExtractorCalls } from '#contract/workers';
import type { Extraction } from '#domain/extraction';
import { EngineError } from '#contract/errors';
import { createPardon, isItsFault } from './blame.ts';
import type { Budget } from './budget.ts';
import { processor, type Device } from '../devices/device.ts';
import { BATCH_TOKENS } from '../pipeline.ts';
import { createPool, type Pool } from './pool.ts';
import type { WorkerStart } from './process.ts';
import { createRoom } from './room.ts';
import { WorkerLost } from './slot.ts';
import { createTogether, type TogetherLimits } from './together.ts';

class DeviceLost extends Error {}

/** An extractor died twice on one batch of a document. */
export class ExtractorLost extends Error {}

export interface ExtractorOptions {
  /** Processes that extract on the processor, asked each time one is wanted: a busy machine gets fewer. */
  readonly workers: () => number;
  /** Where extraction runs; asked once, before the first batch. The signal fires when nobody needs to know any more. */
  readonly device: (signal: AbortSignal) => Promise<Device>;
  /** How a process for a device is started. */
  readonly start: (device: Device) => WorkerStart;
  /** The device stopped working; from here on the processor does its work. */
  readonly onLost?: (device: Device, said: string) => void;
  /** Told of what was extracted, not of what was found kept. */
  readonly onSentences?: (count: number) => void;
  /** Puts what keeps results before a way of extracting. */
  readonly keep?: (run: Extract, device: Device) => Promise<Extract>;
}

export type Extract = (input: Input, signal: AbortSignal) => Promise<readonly Extraction[]>;

type Input = ExtractorCalls['sentences.extract']['input'];

export interface Extractors {
  /** @throws ExtractorLost; EngineError `worker-failed`, `model-replaced`, `cancelled`, `closed` */
  readonly extract: Extract;
  /** Resolves when it is known where extraction runs. @throws what `extract` would */
  ready(signal: AbortSignal): Promise<void>;
  /** Where extraction runs now. */
  device(): Device;
  /** Tokens that are worth having under way for a device: its calls, and one more that waits. None on the processor. */
  deviceTokens(): number;
  /** Starts the processes ahead of the first batch; they load while the first files are read. */
  warm(): void;
  /** Batches that are being worked on. */
  busy(): number;
  pids(): readonly number[];
  close(): Promise<void>;
}

const MB = 2 ** 20;
/** Of reliability.md: 2 GiB for a model. */
export const extractorBudget: Budget = {
  total: 120_000,
  quiet: 120_000,
  memory: 2048 * MB,
  output: 64 * MB,
};
/** A graphics processor's driver maps much that is not in memory of ours. */
const deviceBudget: Budget = { ...extractorBudget, memory: 8192 * MB };
/** With what ships: 180 to 214 MB at first, so that none rests above 300. */
const GROWN = 80 * MB;
/** Two: while one decodes what it found, the other keeps the device busy. */
const ON_DEVICE = 2;
/**
 * Some 2,000 sentences a call, which is what `devices/fit.ts` may fit into one call of the graph; a batch of a document, 50 of them,
 * would let a large device starve.
 */
const onDeviceTogether: TogetherLimits = {
  calls: ON_DEVICE,
  least: BATCH_TOKENS,
  most: 60_000,
  patience: 2000,
};
/** Bytes of texts that are handed to workers and not answered yet; more waits where it is, in the document it belongs to. */
const UNDER_WAY = 16 * MB;
/** Deaths by a stranger's hand that are not held against a device. */
const MAX_KILLED = 3;
/** Deaths of its own, the second in a process of its own, after which a batch is to blame. */
const ENOUGH = 2;

/** Extracts in worker processes: on a graphics processor as long as that works, else on the processor; the answers are the same. */
export function createExtractors(options: ExtractorOptions): Extractors {
  const { start, onSentences = () => undefined } = options;
  const keep = options.keep ?? ((run: Extract) => Promise.resolve(run));
  const room = createRoom(() => ({ count: Infinity, bytes: UNDER_WAY }));
  const onProcessor: Pool<ExtractorCalls> = createPool({
    ...extractorBudget,
    start: start(processor),
    size: options.workers,
    recycleAfter: 20_000,
    recycleAbove: 800 * MB,
    recycleGrown: GROWN,
  });
  let onDevice: Pool<ExtractorCalls> | undefined;
  let killed = 0;
  let closed = false;
  const ending = new AbortController();
  let chosen: Promise<void> | undefined;
  let device: Device = processor;
  let onDevices: Extract = (input, signal) => runOnDevice(input, signal);
  let onProcessors: Extract = (input, signal) => runOnProcessors(input, signal);

  function choose(): Promise<void> {
    chosen ??= options.device(ending.signal).then(async (found) => {
      onProcessors = await keep(runOnProcessors, processor);
      if (found.provider === 'cpu' || closed) return;
      device = found;
      onDevice = createPool({
        ...deviceBudget,
        start: start(found),
        size: ON_DEVICE,
        recycleAfter: 20_000,
        recycleAbove: 4096 * MB,
      });
      onDevices = await keep(createTogether(runOnDevice, onDeviceTogether), found);
    });
    return chosen;
  }

  /** @throws DeviceLost where the device could not do it: then it is lost, for this life of the engine */
  const runOnDevice: Extract = async (input, signal) => {
    while (onDevice) {
      try {
        const found = await onDevice.call('sentences.extract', input, { signal });
        onSentences(input.sentences.length);
        return found;
      } catch (error) {
        if (signal.aborted || closed) throw error;
        const isHopeless = error instanceof EngineError && error.code === 'worker-failed';
        const isClosed = error instanceof EngineError && error.code === 'closed';
        if (!isItsFault(error) && !isHopeless && !isClosed) throw error;
        if (error instanceof WorkerLost && error.why === 'killed' && ++killed <= MAX_KILLED)
          continue;
        lose(error instanceof Error ? error.message : '');
      }
    }
    throw new DeviceLost();
  };

  const runOnProcessors: Extract = async (input, signal) => {
    const isPardoned = createPardon(signal);
    for (let [deaths, alone] = [0, false]; deaths < ENOUGH; alone = true)
      try {
        const found = await onProcessor.call('sentences.extract', input, { signal, alone });
        onSentences(input.sentences.length);
        return found;
      } catch (error) {
        if (!isItsFault(error)) throw error;
        if (!(await isPardoned(error))) deaths += 1;
      }
    throw new ExtractorLost();
  };

  async function extract(input: Input, signal: AbortSignal): Promise<readonly Extraction[]> {
    try {
      if (onDevice) return await onDevices(input, signal);
    } catch (error) {
      if (!(error instanceof DeviceLost)) throw error;
    }
    return onProcessors(input, signal);
  }

  function lose(said: string): void {
    if (!onDevice) return;
    void onDevice.close();
    onDevice = undefined;
    options.onLost?.(device, said);
  }

  return {
    async extract(input, signal) {
      await waitFor(choose(), signal);
      const bytes = toWeight(input);
      await room.take(bytes, signal);
      try {
        return await extract(input, signal);
      } finally {
        room.give(bytes);
      }
    },
    ready: (signal) => waitFor(choose(), signal),
    device: () => (onDevice ? device : processor),
    deviceTokens: () => (onDevice ? (ON_DEVICE + 1) * onDeviceTogether.most : 0),
    warm() {
      // Whoever extracts first is told what is wrong.
      choose().then(
        () => (onDevice ?? onProcessor).warm(),
        () => undefined,
      );
    },
    busy: () => onProcessor.busy() + (onDevice?.busy() ?? 0),
    pids: () => [...onProcessor.pids(), ...(onDevice?.pids() ?? [])],
    async close() {
      closed = true;
      ending.abort();
      // Until then there are processes of the trial. Why there is no device, its callers were told.
      await chosen?.catch(() => undefined);
      await Promise.all([onProcessor.close(), onDevice?.close()]);
    },
  };
}

/** Waits until `signal` fires; the work itself, which others may wait for, goes on. @throws EngineError `cancelled` */
async function waitFor(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(new EngineError('cancelled', 'The work'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What a batch takes on its way: its text, and some twenty bytes a token. */
function toWeight({ text, sentences }: Input): number {
  return text.length * 2 + 20 * sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
}
