import { join } from 'node:path';
import { commands } from '#contract/commands';
import { EngineError } from '#contract/errors';
import type { EventName, Events } from '#contract/events';
import { serve, type Answer, type Served } from '#contract/server';
import { Failure } from '#domain/failure';
import { NOTHING_OFF, type SwitchedOff } from '#domain/schema';
import { createCredentials } from './outgoing/credentials.ts';
import { createHandlers } from './handlers.ts';
import { createJobs } from './jobs.ts';
import { getHeadIds, getModelFacts, DEFAULT_HEADS, type ModelFacts } from './model.ts';
import { findModel, type ModelChoice } from './models.ts';
import { createDevices, type DeviceState } from './devices/devices.ts';
import type { Engine, Opened, OpenOptions } from './opened.ts';
import { createPagePictures } from './page-pictures.ts';
import { findPlaces, type Places } from './places.ts';
import { addRecent, placeBeside, placeIn } from './recent.ts';
import { toQueueAddress, type QueueAddress } from './queue/address.ts';
import { keepQueue, recallQueue } from './workers/queue-setting.ts';
import { checkQueue, openElsewhere, type QueueOptions } from './workers/queued.ts';
import { defaultWorkers, startStages, type RunningStages } from './workers/stages.ts';
import { createStaging } from './workers/staging.ts';
import { openExtractionCache, type ExtractionCache } from '#store/extraction-cache';
import { createProject, openProject } from '#store/open';
import { getModelChoice, keepModelChoice, type ChosenModel } from '#store/model-choice';
import type { Project } from '#store/project';
import { storeSchema } from '#store/schemas';
import { watchFolders } from './import/watch.ts';
import { createXray } from './workers/xray.ts';

export type { Engine } from './opened.ts';

export interface EngineOptions {
  readonly places?: Places;
  readonly workers?: number;
  readonly heads?: readonly string[];
  /** As `--off`: what of the heads' schemas is not looked for; kept for the project. */
  readonly off?: SwitchedOff;
  /** Bytes that results of sentences may take up in the data folder; 0: none are kept or looked up. */
  readonly cacheBytes?: number;
  /** Where extraction can run; what this machine has where absent. */
  readonly devices?: DeviceState;
  /** As `--model`: the name of a model, a model folder, or one of the five systems; the shipped model where absent. */
  readonly model?: string;
  /** Where extraction is done by other machines; null: nowhere, whatever was set in the app, which counts where absent. */
  readonly queue?: QueueOptions | null;
}

/** `ESPALIER_CACHE_MB`, else 256 MB: some two million sentences of news. */
function defaultCacheBytes(): number {
  const wanted = Number(process.env['ESPALIER_CACHE_MB'] ?? 256);
  return (wanted >= 0 ? wanted : 256) * 2 ** 20;
}

/** What the app keeps is not there yet when it starts, or never again: it is waited for, and nothing is done here instead. */
function toKeptQueue(address: QueueAddress | null, password?: string): QueueOptions | undefined {
  if (!address) return undefined;
  const access = { address, ...(password && { password }) };
  return { access, mayFallBack: false, isWaitedFor: true };
}

/** One engine holds at most one open project, and is the only writer of it. */
export function createEngine(options: EngineOptions = {}): Engine {
  const places = options.places ?? findPlaces();
  const workers = options.workers ?? defaultWorkers();
  const connected = new Set<Served>();
  const cacheBytes = options.cacheBytes ?? defaultCacheBytes();
  let cache: ExtractionCache | undefined;
  // What the person asks for is kept; else a busy machine gets fewer.
  const adapts = options.workers === undefined && process.env['ESPALIER_WORKERS'] === undefined;
  const devices =
    options.devices ??
    createDevices({
      data: places.data,
      workers,
      onChange: () => announce('device.changed', null),
    });
  /** As the command line says; else as the person set it in the app, which starts without it being there. */
  let queue: QueueOptions | undefined =
    options.queue === undefined
      ? toKeptQueue(recallQueue(places.data))
      : (options.queue ?? undefined);
  let opened: Opened | undefined;
  let opening: Promise<unknown> = Promise.resolve();

  const announce = <Name extends EventName>(name: Name, payload: Events[Name]) => {
    for (const served of connected) served.announce(name, payload);
  };

  async function getModel(
    project: Project,
    choice: ModelChoice,
    off: SwitchedOff,
  ): Promise<ModelFacts> {
    const model = await getModelFacts(choice.folder, choice.heads, { off });
    // The project opens anywhere and says how its predicates read, without the model.
    for (const schema of model.schemas) storeSchema(project, schema);
    return model;
  }

  /** What the command line asks for counts before what was chosen for the project, and is kept. */
  function getChosen(project: Project): ChosenModel {
    const kept = getModelChoice(project);
    const { model = kept?.model ?? '', heads = kept?.heads ?? DEFAULT_HEADS } = options;
    const chosen = { model, heads, off: options.off ?? kept?.off ?? NOTHING_OFF };
    if ([options.model, options.heads, options.off].some((one) => one !== undefined))
      keepModelChoice(project, chosen);
    return chosen;
  }

  /** A project opens without its model too: the import that needs it says that it is gone. */
  async function findChoice({ model, heads }: Omit<ChosenModel, 'off'>): Promise<ModelChoice> {
    try {
      return await findModel(places, heads, model || undefined);
    } catch (error) {
      if (error instanceof Failure) return { folder: model, heads };
      throw error;
    }
  }

  /** For as long as just that model lies there; the import that misses it says so. */
  async function withId(choice: ModelChoice): Promise<ModelChoice> {
    try {
      return { ...choice, id: (await getHeadIds(choice.folder, choice.heads)).join('+') };
    } catch (error) {
      if (error instanceof Failure) return choice;
      throw error;
    }
  }

  /** A project opens without its model too, whoever extracts. */
  async function findElsewhere(choice: ModelChoice): ReturnType<typeof openElsewhere> {
    try {
      return queue && (await openElsewhere(choice, queue, workers));
    } catch (error) {
      if (error instanceof Failure && queue?.isWaitedFor) return undefined;
      throw error;
    }
  }

  const staging = createStaging(async (choice) => {
    if (cacheBytes > 0)
      cache ??= openExtractionCache(join(places.data, 'extractions.cache'), cacheBytes);
    const elsewhere = await findElsewhere(choice);
    return startStages({
      ...choice,
      workers,
      adapts,
      cache,
      device: devices.choiceFor(choice),
      ...(elsewhere && { elsewhere }),
    });
  });

  async function openNow(
    path: string,
    { create = false, resume = true }: OpenOptions = {},
  ): Promise<Opened> {
    if (opened?.project.path === path && !create) return opened;
    const project = create ? createProject(path) : openProject(path);
    try {
      const chosen = getChosen(project);
      const choice = await findChoice(chosen);
      // The one before is closed only when the new one could be opened.
      await engine.closeProject();
      await staging.get(await withId(choice));
      opened = work(project, chosen, choice);
      addRecent(places.data, path, Date.now());
      announce('project.switched', { path });
      if (resume) {
        opened.jobs.resumeUnfinished();
        opened.watching.resume();
      }
      return opened;
    } catch (error) {
      // Else its lock would be held for as long as the program lives.
      if (opened?.project === project) await shut();
      else project.close();
      throw error;
    }
  }

  function work(project: Project, chosen: ChosenModel, choice: ModelChoice): Opened {
    const jobs = createJobs({
      project,
      getModel: () => getModel(project, choice, chosen.off),
      getStages: ({ id }) => staging.get({ ...choice, id }),
      announce,
    });
    const watching = watchFolders(project, jobs, () =>
      announce('project.changed', { revision: project.revision }),
    );
    const view: RunningStages['view'] = async (name, input, asking) =>
      (await staging.getRunning(choice)).view(name, input, asking);
    return { project, jobs, chosen, watching, pictures: createPagePictures(project, { view }) };
  }

  async function shut(): Promise<void> {
    if (!opened) return;
    const { jobs, project, watching } = opened;
    opened = undefined;
    await watching.close();
    await jobs.close();
    project.close();
  }

  /** The next import extracts where it is best now; one that runs goes on where it is. */
  const useAnew = () => staging.renew(opened?.jobs.isIdle() ?? true);

  const engine: Engine = {
    credentials: createCredentials(),
    xray: createXray(places),
    places,
    workers,
    announce,
    connect(transport, grants) {
      const handlers = createHandlers(engine, grants);
      const answers = new Map<string, Answer>(
        Object.entries(commands).map(([name, { input }]) => [
          name,
          { input, handle: handlers[name as keyof typeof handlers] },
        ]),
      );
      const served = serve(transport, answers);
      connected.add(served);
      transport.onClose(() => connected.delete(served));
    },
    open(path, options) {
      // One after the other: two at once would both hold a project, and its lock, of which one is forgotten.
      const next = opening.then(() => openNow(path, options));
      opening = next.catch(() => undefined);
      return next;
    },
    placeFor: (folder) => placeBeside(folder, join(places.data, 'projects')),
    placeInData: (folder) => placeIn(join(places.data, 'projects'), folder),
    find: () => opened,
    get() {
      if (!opened) throw new EngineError('project-none', '');
      return opened;
    },
    async chooseModel(asked) {
      const { project, jobs, chosen: before } = engine.get();
      const chosen = { ...asked, off: asked.off ?? before.off };
      if (jobs.list().some(({ state }) => state === 'running'))
        throw new EngineError('job-running', 'An import or export');
      const choice = await findModel(places, chosen.heads, chosen.model || undefined);
      await getModelFacts(choice.folder, choice.heads);
      keepModelChoice(project, chosen);
      const { path } = project;
      await shut();
      await engine.open(path);
    },
    listDevices: devices.list,
    async tryDevices(anew) {
      const before = devices.list().used;
      const choice = staging.choice() ?? (await findChoice({ model: '', heads: DEFAULT_HEADS }));
      const found = await devices.look(choice, anew);
      if (found.used !== before) await useAnew();
      return found;
    },
    async allowWebGpu(isAllowed) {
      devices.allowWebGpu(isAllowed);
      return engine.tryDevices(false);
    },
    getQueue: () => ({
      address: queue?.access.address.shown ?? null,
      hasPassword: queue?.access.password !== undefined,
      isGiven: Boolean(options.queue),
    }),
    async setQueue(address, password, signal) {
      if (options.queue || opened?.jobs.list().some(({ state }) => state === 'running'))
        throw new EngineError('job-running', 'An import or export');
      const found = address === null ? null : toQueueAddress(address);
      if (found && !found.isLoopback && !found.isEncrypted)
        throw new EngineError('queue-unencrypted', found.shown);
      const wanted = toKeptQueue(found, password);
      if (wanted) await checkQueue(wanted.access, signal);
      keepQueue(places.data, address);
      queue = wanted;
      await useAnew();
      announce('device.changed', null);
      return engine.getQueue();
    },
    async closeProject() {
      if (!opened) return;
      await shut();
      announce('project.switched', { path: null });
    },
    pids: () => [...staging.pids(), ...engine.xray.pids()],
    async close() {
      await engine.closeProject();
      await engine.xray.close();
      await staging.close();
      cache?.close();
    },
  };
  return engine;
}
