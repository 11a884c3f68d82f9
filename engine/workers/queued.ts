import { hostname } from 'node:os';
import { EngineError } from '#contract/errors';
import { Failure } from '#domain/failure';
import { openModelFolder } from '#extract/manifest';
import { getModelFacts } from '../model.ts';
import { findListedModel, type ModelChoice } from '../models.ts';
import type { Places } from '../places.ts';
import { createDevices } from '../devices/devices.ts';
import { processor, type Device } from '../devices/device.ts';
import { GRAPHICS } from '#contract/queue';
import type { QueueAccess } from '../queue/connect.ts';
import type { QueueWork, WorkOptions } from '../queue/work.ts';
import { extractionVersion } from '../pipeline.ts';
import { startStages, type DeviceChoice, type StageOptions } from './stages.ts';

/** Where the line meets a queue: extraction by other machines, and extraction for others. BullMQ is loaded only here, and only then. */

export interface QueueOptions {
  readonly access: QueueAccess;
  /** Whether extraction is done here while nobody in the queue does it. */
  readonly mayFallBack: boolean;
  /**
   * Whether graphics processors work for it, else processors: never both, since at the edge of a threshold they may decide
   * otherwise, and the graph would depend on who did what.
   */
  readonly onGraphics?: boolean;
  /** Whether a queue that is not there at first is waited for by the import, as one that went away. */
  readonly isWaitedFor?: boolean;
}

/** In half precision, whatever the provider. */
const graphics: Device = { provider: 'cuda', precision: 'half' };
const toVersion = (onGraphics: boolean) => `${extractionVersion}${onGraphics ? GRAPHICS : ''}`;

/** @throws EngineError `queue-…` where it cannot be worked with: asked before anything is made */
export async function checkQueue(access: QueueAccess, signal: AbortSignal): Promise<void> {
  const { openQueue } = await import('../queue/connect.ts');
  (await openQueue(access, signal)).disconnect();
}

/**
 * Extraction by whoever works for this model in the queue. Reading, the cache and the one writer stay here.
 * @throws EngineError `queue-…`; Failure `model-missing`, `model-altered`, `model-replaced`
 */
export async function openElsewhere(
  { folder, heads, id: expected }: ModelChoice,
  { access, mayFallBack, onGraphics = false, isWaitedFor = false }: QueueOptions,
  workers: number,
): Promise<NonNullable<StageOptions['elsewhere']> | undefined> {
  if (heads.length === 0) return undefined;
  const [{ connectQueue, openQueue }, { askQueue }] = await Promise.all([
    import('../queue/connect.ts'),
    import('../queue/ask.ts'),
  ]);
  const [{ manifest }, { id, schemas }] = await Promise.all([
    openModelFolder(folder),
    getModelFacts(folder, heads),
  ]);
  if (expected !== undefined && id !== expected) throw new Failure('model-replaced', folder);
  const redis = isWaitedFor
    ? connectQueue(access)
    : await openQueue(access, new AbortController().signal);
  if (isWaitedFor) redis.connect().catch(() => undefined);
  const ask = { model: manifest.name, heads: [...heads], id, version: toVersion(onGraphics) };
  const device = onGraphics ? graphics : processor;
  const { shown } = access.address;
  return (here) => askQueue({ redis, shown, ask, schemas, device, here, mayFallBack, workers });
}

export interface WorkerSettings {
  readonly access: QueueAccess;
  readonly places: Pick<Places, 'models' | 'data'>;
  /** Extractor processes. */
  readonly workers: number;
  readonly onGraphics: boolean;
  /** See `WorkOptions`. */
  readonly lease: number;
  say(sentence: string): void;
  readonly signal: AbortSignal;
}

/** Extracts for others with the models of this machine. @throws EngineError `queue-…` where that cannot begin */
export async function workForOthers(settings: WorkerSettings): Promise<QueueWork> {
  const { access, places, workers, onGraphics, lease, say, signal } = settings;
  const [{ openQueue }, { workOnQueue }, { openOnGraphics }] = await Promise.all([
    import('../queue/connect.ts'),
    import('../queue/work.ts'),
    import('../queue/graphics.ts'),
  ]);
  const devices = createDevices({ data: places.data, workers });
  const open: WorkOptions['open'] = async ({ model, heads, id }) => {
    const folder = await findJust(places, model, heads, id);
    if (folder === undefined) return undefined;
    const chosen = { folder, heads, id };
    if (!onGraphics) return startStages({ ...chosen, workers });
    const start = (device: DeviceChoice) => startStages({ ...chosen, workers, device });
    return openOnGraphics(devices.choiceFor(chosen), start, signal);
  };
  return workOnQueue({
    redis: await openQueue(access, signal),
    shown: access.address.shown,
    host: hostname().slice(0, 300),
    slots: workers,
    version: toVersion(onGraphics),
    lease,
    open,
    say,
    signal,
  });
}

/** The folder of just that model, by its hashes; a name alone would give another graph. */
async function findJust(
  places: Pick<Places, 'models' | 'data'>,
  model: string,
  heads: readonly string[],
  id: string,
): Promise<string | undefined> {
  try {
    const folder = await findListedModel(places, model);
    return (await getModelFacts(folder, heads)).id === id ? folder : undefined;
  } catch (error) {
    if (error instanceof Failure || error instanceof EngineError) return undefined;
    throw error;
  }
}
