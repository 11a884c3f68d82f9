import type { EventName, Events } from '#contract/events';
import type { PathUse } from '#contract/shell';
import type { Transport } from '#contract/wire';
import type { Devices, QueueSetting } from '#domain/devices';
import type { ChosenModel } from '#store/model-choice';
import type { Project } from '#store/project';
import type { Credentials } from './outgoing/credentials.ts';
import type { Jobs } from './jobs.ts';
import type { PagePictures } from './page-pictures.ts';
import type { Places } from './places.ts';
import type { Watching } from './import/watch.ts';
import type { Xray } from './workers/xray.ts';

/** What a page may name: on the desktop only paths that its own dialogs gave, in the served page any of the user's. */
export interface Grants {
  /** @throws EngineError `path-refused` */
  check(path: string, use: PathUse): void;
  /** Whether folders may be listed for an in-page picker. */
  readonly mayList: boolean;
}

/** A project that is open, with what works on it. */
export interface Opened {
  readonly project: Project;
  readonly jobs: Jobs;
  readonly watching: Watching;
  readonly pictures: PagePictures;
  /** What it is read with. */
  readonly chosen: ChosenModel;
}

export interface OpenOptions {
  /** Makes the project; it must not be there yet. */
  readonly create?: boolean;
  /** Whether an unfinished import goes on by itself; on the command line it does not. */
  readonly resume?: boolean;
}

/** What is left out of `off` stays as it was. */
export type AskedModel = Omit<ChosenModel, 'off'> & {
  readonly off?: ChosenModel['off'] | undefined;
};

export interface Engine {
  readonly places: Places;
  readonly workers: number;
  readonly credentials: Credentials;
  readonly xray: Xray;
  /** Answers one page, or one command line. */
  connect(transport: Transport, grants: Grants): void;
  /** Opens, or with `create` makes, the one open project; the one before is closed. Unfinished imports go on. */
  open(path: string, options?: OpenOptions): Promise<Opened>;
  /** Where a new project for a folder goes: beside it, or in the data folder where that cannot be written. */
  placeFor(folder: string): string;
  /** The same, in the data folder: for what came with the program. */
  placeInData(folder: string): string;
  announce<Name extends EventName>(name: Name, payload: Events[Name]): void;
  find(): Opened | undefined;
  /** @throws EngineError `project-none` */
  get(): Opened;
  /**
   * From the next import on the open project is read with another model, other heads or other types switched off (as they were
   * where left out); what was read stays until then.
   * @throws EngineError `project-none`, `job-running`; Failure `model-missing`
   */
  chooseModel(chosen: AskedModel): Promise<void>;
  /** Where models can run on this machine, and where they do. */
  listDevices(): Devices;
  /** Looks where the model in use runs best; with `anew` everything is tried again. */
  tryDevices(anew: boolean): Promise<Devices>;
  /** WebGPU is tried only where the person allows it. */
  allowWebGpu(isAllowed: boolean): Promise<Devices>;
  /** Through which queue other machines extract for this one. */
  getQueue(): QueueSetting;
  /**
   * From now on, or no longer with null. The queue is asked first.
   * @throws EngineError `queue-…`, `job-running`, `cancelled`
   */
  setQueue(
    address: string | null,
    password: string | undefined,
    signal: AbortSignal,
  ): Promise<QueueSetting>;
  closeProject(): Promise<void>;
  /** Process ids of the workers, for measurements. */
  pids(): readonly number[];
  close(): Promise<void>;
}
