import { availableParallelism } from 'node:os';
import { EngineError } from '#contract/errors';
import type { ReaderCalls } from '#contract/workers';
import type { ExtractionCache } from '#store/extraction-cache';
import type { Budget } from './budget.ts';
import { tryFile } from './blame.ts';
import type { Asking, Stages } from './asking.ts';
import { createCachedExtract } from './cached.ts';
import { processor, type Device } from '../devices/device.ts';
import { createExtractors, type Extract } from './extractors.ts';
import { createHeld } from './held.ts';
import { watchLoad } from './load.ts';
import { getHeadIds } from '../model.ts';
import { BATCH_TOKENS, extractionVersion, mergeExtractions } from '../pipeline.ts';
import { createPool, type Pool } from './pool.ts';
import type { WorkerStart } from './process.ts';
import { findRecogniser } from './recognise.ts';
import { toExtractorSettings, toWorkerStart } from './worker-start.ts';

export interface StageOptions {
  /** A model folder. */
  readonly folder: string;
  /** None: texts are read and cut, and nothing is extracted. */
  readonly heads: readonly string[];
  /** As in `ModelChoice`. */
  readonly id?: string;
  /** Extractor processes at most; readers are half as many, at least one. */
  readonly workers: number;
  /** Fewer while others keep the machine busy. */
  readonly adapts?: boolean;
  /** Where extraction runs; the processor where absent. */
  readonly device?: DeviceChoice;
  /** How readers are started; tests start misbehaving ones. */
  readonly readers?: WorkerStart;
  readonly extractors?: WorkerStart;
  /** Where results of sentences are kept, and found again; none: each is extracted. */
  readonly cache?: ExtractionCache | undefined;
  readonly readerBudget?: Partial<Budget>;
  /** Who extracts instead of this machine's processes; `here` hands work back to them, and what it throws must be let through. */
  readonly elsewhere?: (here: Stages['extract']) => Elsewhere;
}

/** Extraction by other machines; see queue/ask.ts. */
export interface Elsewhere extends Required<Pick<Stages, 'extract' | 'waitsFor'>> {
  /** As `Stages.width`. */
  width(): number;
  /** In what the others count. */
  readonly device: Device;
  close(): Promise<void>;
}

export interface DeviceChoice {
  /** Asked once, before the first batch. @throws EngineError `cancelled` where `signal` fires: the stages were closed */
  choose(signal: AbortSignal): Promise<Device>;
  /** How an extractor process for a device is started. */
  start(device: Device): WorkerStart;
  /** The device stopped working, and the processor does its work from here on. */
  onLost(device: Device, said: string): void;
  onSentences(count: number): void;
}

export interface RunningStages extends Stages {
  /** As `ask`, for somebody who waits and looks: by a process of its own, so that no import stands before it. */
  view: Stages['ask'];
  /** One that was read well and may have ended its reader late, among those that are ready; each is told once. */
  takeSuspect(isReady: (path: string) => boolean): Suspect | undefined;
  /** Waits until readers that may still end of what they read last have done so. */
  linger(signal: AbortSignal): Promise<void>;
  pids(): readonly number[];
  close(): Promise<void>;
}

export interface Suspect {
  readonly path: string;
  /** It was this one: a death has one cause, so whoever else was suspected of it is let go. */
  convict(): void;
}

const MB = 2 ** 20;
/** Of reliability.md: 300 s in all, 60 s without progress, 1 GiB to read a file; 2 GiB for a model. */
const readerBudget: Budget = {
  total: 300_000,
  // On Windows a worker's pipe is written only when its code comes to rest, so that silence there says nothing.
  quiet: process.platform === 'win32' ? 300_000 : 60_000,
  memory: 1024 * MB,
  output: 64 * MB,
};
/** The text of a file, its sentences and tokens take some twenty times as much on the wire as a dense file takes on disk. */
const OUTPUT_PER_BYTE = 20;
const MAX_OUTPUT = 384 * MB;

/** One thread each, so as many as there are cores; the interface and the writer need little. */
export function defaultWorkers(): number {
  const wanted = Number(process.env['ESPALIER_WORKERS']);
  return wanted >= 1
    ? Math.min(Math.trunc(wanted), 64)
    : Math.max(1, Math.min(availableParallelism(), 8));
}

/** In what a device counts, as a suffix; none for the processor. */
const toCounting = (on: Device) => (on.provider === 'cpu' ? '' : ` ${on.precision}`);

export function startStages(options: StageOptions): RunningStages {
  const { folder, heads, id, workers } = options;
  const deaths = new Set<Set<string>>();
  const suspect = (names: readonly string[]) => {
    if (names.length > 0) deaths.add(new Set(names));
  };
  const budget = { ...readerBudget, ...options.readerBudget };
  const readers: Pool<ReaderCalls> = createPool({
    ...budget,
    start: options.readers ?? toWorkerStart('reader', [], budget.memory),
    size: Math.max(1, Math.ceil(workers / 2)),
    recycleAfter: 500,
    recycleAbove: 400 * MB,
    onIdleDeath: suspect,
  });
  const { cache, device } = options;
  const load = watchLoad(workers, () => extractors.busy() + readers.busy());
  const extractors = createExtractors({
    workers: options.adapts ? load.workers : () => workers,
    // What processors elsewhere hand back is not counted in half here: the two would mix in one import.
    device: (signal) =>
      device && elsewhere?.device.provider !== 'cpu'
        ? device.choose(signal)
        : Promise.resolve(processor),
    start:
      device?.start ??
      (() => options.extractors ?? toWorkerStart('extractor', toExtractorSettings(options))),
    ...(device && { onLost: device.onLost, onSentences: device.onSentences }),
    ...(cache && { keep: (run: Extract, on: Device) => keepIn(cache, run, on) }),
  });
  const viewers: Pool<ReaderCalls> = createPool({
    ...readerBudget,
    start: toWorkerStart('reader', [], readerBudget.memory),
    size: 1,
    recycleAfter: 500,
    recycleAbove: 400 * MB,
  });
  /** Kept apart by what a device counts in: the same sentence on the same device gives the same bytes, cached or not. */
  async function keepIn(cache: ExtractionCache, run: Extract, on: Device): Promise<Extract> {
    const ids = await getHeadIds(folder, heads);
    if (id !== undefined && ids.join('+') !== id) throw new EngineError('model-replaced', folder);
    const known = heads.map((name, i) => ({
      name,
      id: `${ids[i] ?? ''} ${extractionVersion}${toCounting(on)}`,
    }));
    return createCachedExtract(run, known, mergeExtractions, cache);
  }

  let isWarm = false;
  function warm(): void {
    if (!isWarm) extractors.warm();
    isWarm = true;
  }

  const outputFor = (bytes: Uint8Array) =>
    Math.min(MAX_OUTPUT, budget.output + bytes.length * OUTPUT_PER_BYTE);

  async function askOf<Name extends Exclude<keyof ReaderCalls, 'source.read'>>(
    pool: Pool<ReaderCalls>,
    name: Name,
    input: ReaderCalls[Name]['input'],
    { signal, about = '', alone = false }: Asking,
  ): Promise<ReaderCalls[Name]['output'] | null> {
    const trial = await tryFile(
      (how) => pool.call(name, input, { signal, about, output: MAX_OUTPUT, ...how }),
      signal,
      alone,
    );
    if ('verdict' in trial) return null;
    suspect(trial.suspects);
    return trial.output;
  }

  // What is handed back goes round what keeps the others' results: the extractors keep theirs by what this machine counts in.
  const handedBack = new Error('the others hand it back');
  const elsewhere = options.elsewhere?.(() => Promise.reject(handedBack));
  let asked: Promise<Extract> | undefined;
  function askElsewhere({ extract, device: on }: Elsewhere): Promise<Extract> {
    asked ??= cache ? keepIn(cache, extract, on) : Promise.resolve(extract);
    return asked;
  }

  return {
    async ready(signal) {
      if (heads.length > 0 && !elsewhere) await extractors.ready(signal);
    },
    countsIn: () => toCounting(elsewhere?.device ?? extractors.device()),
    get width() {
      const forDevice = Math.ceil(extractors.deviceTokens() / BATCH_TOKENS);
      return elsewhere?.width() ?? Math.max(workers + 1, forDevice);
    },
    held: createHeld(workers + 1),
    ...(elsewhere && { waitsFor: elsewhere.waitsFor }),
    async read(input, { signal, about = '', alone = false }) {
      const output = outputFor(input.bytes);
      // They load while the first file is read.
      if (heads.length > 0 && !elsewhere) warm();
      const trial = await tryFile(
        (how) => readers.call('source.read', input, { signal, about, output, ...how }),
        signal,
        alone,
      );
      if ('verdict' in trial)
        return { reading: { state: 'quarantined', ...trial.verdict }, sentences: [] };
      suspect(trial.suspects);
      return trial.output;
    },
    ask: (name, input, asking) => askOf(readers, name, input, asking),
    view: (name, input, asking) => askOf(viewers, name, input, asking),
    async extract(input, signal) {
      if (heads.length === 0)
        return input.sentences.map(({ start, end }) => ({
          start,
          end,
          mentions: [],
          relations: [],
        }));
      try {
        if (elsewhere) return await (await askElsewhere(elsewhere))(input, signal);
      } catch (error) {
        if (error !== handedBack) throw error;
      }
      return extractors.extract(input, signal);
    },
    findRecogniser,
    takeSuspect(isReady) {
      for (const death of deaths)
        for (const path of death) {
          if (!isReady(path)) continue;
          death.delete(path);
          if (death.size === 0) deaths.delete(death);
          return { path, convict: () => void deaths.delete(death) };
        }
      return undefined;
    },
    linger: (signal) => readers.linger(signal),
    pids: () => [...readers.pids(), ...viewers.pids(), ...extractors.pids()],
    async close() {
      load.close();
      await Promise.all([elsewhere?.close(), readers.close(), viewers.close(), extractors.close()]);
    },
  };
}
