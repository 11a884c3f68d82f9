import { EngineError } from '#contract/errors';
import { providers, type DeviceRow, type Provider } from '#domain/devices';
import { openModelFolder, toHeadId } from '#extract/manifest';
import type { ModelChoice } from '../models.ts';
import type { WorkerStart } from '../workers/process.ts';
import { toExtractorSettings, toWorkerStart } from '../workers/worker-start.ts';
import { countDifferences } from './agree.ts';
import { listCandidates } from './candidates.ts';
import { processor, toEnvironment, toTrials, type Device, type Machine } from './device.ts';
import { probe, type Probed, type ProbeOptions } from './probe.ts';
import { toRefusal } from './reasons.ts';
import { recall, rememberUsed, toKey, type Verdict } from './remember.ts';

export interface ChoiceRequest extends ModelChoice {
  /** The person's data folder, where what was found out is kept. */
  readonly data: string;
  /** Processes that would extract on the processor. */
  readonly workers: number;
  readonly machine: Machine;
  /** Tries everything again, whatever is remembered. */
  readonly anew?: boolean;
  /** Its signal stops the whole search. */
  readonly probe?: Partial<ProbeOptions>;
  /** How a process for a device is started; tests start misbehaving ones. */
  readonly start?: (device: Device) => WorkerStart;
}

export interface Choice {
  readonly device: Device;
  readonly rows: readonly DeviceRow[];
}

/** Sentences of different order on one processor take different time; a device must be clearly faster to be worth its own ways. */
const WORTH = 1.1;

const UNTRIED = 'It is tried once a model runs on the processor, whose answers it must agree with.';
const FORCED = {
  state: 'off',
  reason: 'ESPALIER_DEVICE=cpu leaves it alone.',
} as const;

/** What there is where nothing may be tried (`isForced`), or nothing can be, for want of a model. */
export function listUntried(
  { data, machine, workers }: Pick<ChoiceRequest, 'data' | 'machine' | 'workers'>,
  isForced: boolean,
): Choice {
  const candidates = listCandidates(machine, recall(data).webgpu);
  const left = candidates.map(({ provider, not }) => ({ provider, not: not ?? FORCED }));
  return toChoice(isForced ? left : candidates, new Map(), processor, workers);
}

/** How an extractor process for a device is started. */
export function toExtractorStart(
  choice: ModelChoice,
  device: Device,
  machine: Pick<Machine, 'libraries' | 'platform'>,
): WorkerStart {
  const start = toWorkerStart('extractor', toExtractorSettings(choice, device));
  return { ...start, env: { ...start.env, ...toEnvironment(device, machine) } };
}

/**
 * Finds where a model runs best on this machine: every provider that could be here is tried once in a process of its own, on sentences
 * of ours, against the processor's answers. The first in order that works and is faster than all processor workers together is used.
 * Costs nothing where no provider is worth a trial, or all are remembered. Whatever a provider does, the processor is left.
 * @throws EngineError `cancelled`; Failure where the model's folder cannot be opened or lacks a head
 */
export async function chooseDevice(request: ChoiceRequest): Promise<Choice> {
  const { data, folder, heads, machine, anew = false } = request;
  const remembered = recall(data);
  const candidates = listCandidates(machine, remembered.webgpu);
  const wanted = candidates.filter(({ not }) => not === null).map(({ provider }) => provider);
  if (heads.length === 0) return toChoice(candidates, new Map(), processor, request.workers);

  const model = await getModelId(folder, heads);
  const verdicts = new Map<Provider, Verdict>();
  for (const provider of ['cpu', ...wanted] as const) {
    const known = remembered.verdicts[toKey(provider, machine.runtime, machine.driver, model)];
    if (known && !anew) verdicts.set(provider, known);
  }
  // What works is worth nothing without the processor's rate, which an older file may have lost.
  const isMeasured = verdicts.has('cpu');
  const untried = wanted
    .filter((provider) => verdicts.get(provider)?.works !== false)
    .filter((provider) => !isMeasured || !verdicts.has(provider));
  // The processor is timed where there is something to compare it with, or where somebody asks.
  if (untried.length > 0 || anew) {
    const start = request.start ?? ((device) => toExtractorStart(request, device, machine));
    const tryOn = async (device: Device) => {
      const probed = await probe(start(device), request.probe);
      // What was stopped says nothing of the device.
      if (request.probe?.signal?.aborted) throw new EngineError('cancelled', 'The search');
      return probed;
    };
    const ours = await tryOn(processor);
    verdicts.set('cpu', toVerdict(processor, ours));
    // A model that does not run here (damaged, killed, too slow just now) gives nothing to judge others by: that is for another time.
    if (!ours.works)
      return toChoice(
        candidates,
        verdicts,
        pick(wanted, verdicts, request.workers),
        request.workers,
      );
    for (const provider of untried)
      verdicts.set(provider, await tryProvider(provider, ours, tryOn));
  }
  const kept = [...verdicts].filter(([, one]) => one.works || one.trouble !== 'killed');
  const used = kept.map(([provider, verdict]) => [
    toKey(provider, machine.runtime, machine.driver, model),
    verdict,
  ]);
  rememberUsed(data, Object.fromEntries(used) as Record<string, Verdict>);
  return toChoice(candidates, verdicts, pick(wanted, verdicts, request.workers), request.workers);
}

async function tryProvider(
  provider: Provider,
  ours: Extract<Probed, { readonly works: true }>,
  tryOn: (device: Device) => Promise<Probed>,
): Promise<Verdict> {
  let last: Verdict | undefined;
  for (const device of toTrials(provider)) {
    const theirs = await tryOn(device);
    last = toVerdict(device, theirs);
    if (!theirs.works) continue;
    const isSame = countDifferences(ours.answers, theirs.answers).differing === 0;
    if (isSame) return last;
    last = { works: false, trouble: 'wrong', said: '' };
  }
  return last ?? { works: false, trouble: 'refused', said: '' };
}

function toVerdict(device: Device, probed: Probed): Verdict {
  if (!probed.works) return { works: false, trouble: probed.trouble, said: probed.said };
  return { works: true, device, sentencesPerSecond: probed.sentencesPerSecond };
}

/** One process on the processor was measured; as many as there are workers do as much more. */
function rateOf(verdict: Verdict | undefined, processes: number): number {
  return verdict?.works ? verdict.sentencesPerSecond * processes : 0;
}

function pick(
  wanted: readonly Provider[],
  verdicts: ReadonlyMap<Provider, Verdict>,
  workers: number,
): Device {
  const least = rateOf(verdicts.get('cpu'), workers) * WORTH;
  for (const provider of wanted) {
    const verdict = verdicts.get(provider);
    if (verdict?.works && verdict.sentencesPerSecond > least) return verdict.device;
  }
  return processor;
}

function toChoice(
  candidates: ReturnType<typeof listCandidates>,
  verdicts: ReadonlyMap<Provider, Verdict>,
  device: Device,
  workers: number,
): Choice {
  const cpu = verdicts.get('cpu');
  const all = rateOf(cpu, workers);
  const cpuRow: DeviceRow = {
    provider: 'cpu',
    state: device.provider === 'cpu' ? 'used' : 'ready',
    reason:
      cpu?.works === false
        ? 'The model did not run on it when it was tried. Try again, or install the model again.'
        : device.provider === 'cpu'
          ? 'Works everywhere, in processes of one thread each.'
          : 'Takes over where the other stops working.',
    sentencesPerSecond: cpu?.works ? Math.round(all) : null,
  };
  const rows = candidates.map(({ provider, not }): DeviceRow => {
    const verdict = verdicts.get(provider);
    if (not || !verdict)
      return {
        provider,
        state: not?.state ?? 'absent',
        reason: not?.reason ?? UNTRIED,
        sentencesPerSecond: null,
      };
    if (!verdict.works) {
      const reason = toRefusal(verdict.trouble, verdict.said);
      return { provider, state: 'refused', reason, sentencesPerSecond: null };
    }
    const rate = toRate(verdict.sentencesPerSecond);
    if (provider === device.provider)
      return {
        provider,
        state: 'used',
        reason: 'Works, and is the fastest here.',
        sentencesPerSecond: rate,
      };
    const isSlow = verdict.sentencesPerSecond <= all * WORTH;
    const reason = isSlow
      ? 'Works, and is no faster than the processor here.'
      : 'Works; another comes first.';
    return { provider, state: 'ready', reason, sentencesPerSecond: rate };
  });
  const order = (row: DeviceRow) => providers.indexOf(row.provider);
  return { device, rows: [...rows, cpuRow].sort((a, b) => order(a) - order(b)) };
}

const toRate = (rate: number) => (rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate));

async function getModelId(folder: string, heads: readonly string[]): Promise<string> {
  const { manifest } = await openModelFolder(folder);
  return heads.map((head) => toHeadId(manifest, head)).join('+');
}
