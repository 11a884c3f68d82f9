import { join } from 'node:path';
import { commands } from '#contract/commands';
import { EngineError } from '#contract/errors';
import type { EventName, Events } from '#contract/events';
import { serve, type Answer, type Served } from '#contract/server';
import { createCredentials } from './credentials.ts';
import { createHandlers } from './handlers.ts';
import { createJobs } from './jobs.ts';
import { getModelFacts, DEFAULT_HEADS, type ModelFacts } from './model.ts';
import { findModel, type ModelChoice } from './models.ts';
import type { Engine, Opened, OpenOptions } from './opened.ts';
import { createPagePictures } from './page-pictures.ts';
import { findPlaces, type Places } from './places.ts';
import { addRecent, placeBeside, placeIn } from './recent.ts';
import { defaultWorkers, startStages, type RunningStages } from './stages.ts';
import { createProject, openProject } from '#store/open';
import type { Project } from '#store/project';
import { storeSchema } from '#store/schemas';
import { watchFolders } from './watch.ts';

export type { Engine } from './opened.ts';

export interface EngineOptions {
  readonly places?: Places;
  readonly workers?: number;
  readonly heads?: readonly string[];
  /** As `--model`: the name of a model, a model folder, or one of the five systems; the shipped model where absent. */
  readonly model?: string;
}

/** One engine holds at most one open project, and is the only writer of it. */
export function createEngine(options: EngineOptions = {}): Engine {
  const places = options.places ?? findPlaces();
  const heads = options.heads ?? DEFAULT_HEADS;
  const workers = options.workers ?? defaultWorkers();
  const connected = new Set<Served>();
  let opened: Opened | undefined;
  let stages: RunningStages | undefined;
  let opening: Promise<unknown> = Promise.resolve();

  const announce = <Name extends EventName>(name: Name, payload: Events[Name]) => {
    for (const served of connected) served.announce(name, payload);
  };

  async function getModel(project: Project): Promise<ModelFacts> {
    const choice = await getChoice();
    const model = await getModelFacts(choice.folder, choice.heads);
    // The project opens anywhere and says how its predicates read, without the model.
    for (const schema of model.schemas) storeSchema(project, schema);
    return model;
  }

  let choosing: Promise<ModelChoice> | undefined;
  const getChoice = () => (choosing ??= findModel(places, heads, options.model));

  async function openNow(
    path: string,
    { create = false, resume = true }: OpenOptions = {},
  ): Promise<Opened> {
    if (opened?.project.path === path && !create) return opened;
    // The one before is closed only when the new one could be opened.
    const choice = await getChoice();
    const project = create ? createProject(path) : openProject(path);
    await engine.closeProject();
    stages ??= startStages({ ...choice, workers });
    const jobs = createJobs({ project, getModel: () => getModel(project), stages, announce });
    const watching = watchFolders(project, jobs, () =>
      announce('project.changed', { revision: project.revision }),
    );
    const pictures = createPagePictures(project, stages);
    opened = { project, jobs, watching, pictures };
    addRecent(places.data, path, Date.now());
    announce('project.switched', { path });
    if (resume) {
      jobs.resumeUnfinished();
      watching.resume();
    }
    return opened;
  }

  const engine: Engine = {
    credentials: createCredentials(),
    places,
    heads,
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
    async closeProject() {
      if (!opened) return;
      const { jobs, project, watching } = opened;
      opened = undefined;
      await watching.close();
      await jobs.close();
      project.close();
      announce('project.switched', { path: null });
    },
    pids: () => stages?.pids() ?? [],
    async close() {
      await engine.closeProject();
      await stages?.close();
    },
  };
  return engine;
}
