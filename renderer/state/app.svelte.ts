import type { InputOf } from '#contract/commands';
import type { EntityRow, JobRow, ProjectSummary, TripleRow } from '#domain/views';
import { createContext, untrack } from 'svelte';
import { words } from '../words.ts';
import type { Link } from '../connect.ts';
import type { Asks } from './asks.svelte.ts';
import type { Command } from './command.ts';
import { Connection } from './connection.svelte.ts';
import { followDevices } from './devices.ts';
import { Curation } from './curation.svelte.ts';
import { listSubjects, type Draft } from './draft.ts';
import { Jobs } from './jobs.svelte.ts';
import { Navigation } from './navigation.svelte.ts';
import { toEngineError } from './query.svelte.ts';
import { Selected } from './selected.svelte.ts';
import { Ticks } from './ticks.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import type { Why } from './why.ts';

/** Everything the window holds, made once by `App.svelte`; a view reaches it with `useApp()`. */
export class App {
  readonly connection: Connection;
  readonly navigation = new Navigation();
  readonly toasts = new Toasts();
  readonly jobs: Jobs;
  readonly asks: Asks;
  readonly selected: Selected;
  readonly curation: Curation;
  /** Rows that are taken together in the tables. */
  readonly ticks = { entities: new Ticks<EntityRow>(), triples: new Ticks<TripleRow>() };
  /** Undefined until the engine told; null while none is open. */
  project = $state.raw<ProjectSummary | null | undefined>();
  /** Grows when the project's content changed. */
  revision = $state(0);
  /** What the list of facts is narrowed by, for an export of what is shown. */
  factFilter = $state.raw<InputOf<'triple.countFacets'>>({});
  /** Two places of one sentence of which somebody asks why no fact connects them; the second may still be missing. */
  why = $state.raw<Why | undefined>();
  palette = $state<'closed' | 'search' | 'commands'>('closed');
  keySheet = $state(false);
  #offers = $state.raw<readonly (() => readonly Command[])[]>([]);

  constructor(link: Link, asks: Asks) {
    this.asks = asks;
    this.connection = new Connection(link);
    this.jobs = new Jobs(this.connection, (job) => this.#onEnd(job));
    this.selected = new Selected(this);
    this.curation = new Curation(this);
    this.connection.on('project.changed', () => (this.revision += 1));
    this.connection.on('decision.changed', () => (this.revision += 1));
    followDevices(this);
    this.connection.on('project.switched', ({ path }) => {
      if (path !== this.project?.path) this.#onSwitch();
    });
    $effect(() => {
      if (!this.changes()) return;
      this.connection.call('project.find', {}).then(
        (project) => (this.project = project),
        () => {},
      );
    });
  }

  /** What the views on screen offer to do, beside what can always be done. */
  get offered(): readonly Command[] {
    return this.#offers.flatMap((list) => list());
  }

  /** Called while a component is set up: its commands are there for as long as it is. */
  offer(list: () => readonly Command[]): void {
    $effect(() => {
      this.#offers = [...untrack(() => this.#offers), list];
      return () => (this.#offers = this.#offers.filter((other) => other !== list));
    });
  }

  get call(): Connection['call'] {
    return this.connection.call.bind(this.connection);
  }

  /** Read in a query, it makes the query ask again on a new pipe and when the project changed. False before the first pipe. */
  changes(): boolean {
    return this.connection.pipe > 0 && this.revision >= 0;
  }

  /** Runs work that a person asked for; what goes wrong is told, once, in the engine's own words. */
  async attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      const { code, message } = toEngineError(error);
      if (code !== 'cancelled') this.toasts.add(message, 'error');
      return undefined;
    }
  }

  async openProject(path?: string): Promise<void> {
    const chosen = path ?? (await this.connection.host.pickProject(words.ask.openProject));
    if (!chosen) return;
    await this.attempt(async () => {
      this.#onOpen(await this.call('project.open', { path: chosen }));
    });
  }

  async createFromFolder(path?: string): Promise<void> {
    const chosen = path ?? (await this.connection.host.pickFolder(words.ask.chooseFolder));
    if (!chosen) return;
    await this.attempt(async () => {
      this.#onOpen((await this.call('project.createFromFolder', { path: chosen })).project);
    });
  }

  async createFromSamples(): Promise<void> {
    await this.attempt(async () => {
      this.#onOpen((await this.call('project.createFromSamples', {})).project);
    });
  }

  async importFolder(path?: string): Promise<void> {
    const chosen = path ?? (await this.connection.host.pickFolder(words.ask.importFolder));
    if (!chosen) return;
    await this.attempt(() => this.call('document.import', { paths: [chosen] }));
    this.navigation.show('documents');
  }

  async closeProject(): Promise<void> {
    await this.attempt(() => this.call('project.close', {}));
    this.project = null;
    this.jobs.clear();
    this.#leave();
  }

  async verifyProject(): Promise<void> {
    await this.attempt(async () => {
      const { ok, problems } = await this.call('project.verify', {});
      if (ok) this.toasts.add(words.project.sound);
      else this.toasts.add(words.project.unsound(problems), 'error');
    });
  }

  #onOpen(project: ProjectSummary): void {
    this.project = project;
    this.revision += 1;
    this.#leave();
  }

  /** Another window opened or closed a project: its ids are not the last one's. */
  #onSwitch(): void {
    const first = this.project === undefined;
    this.revision += 1;
    if (!first) this.#leave();
  }

  /** Ticks have done their duty, and of things that were merged the one that is left is looked at. */
  onMade(draft: Draft): void {
    const about = new Set<string>(listSubjects(draft));
    for (const ticks of [this.ticks.entities, this.ticks.triples])
      if (ticks.isAll || ticks.list.some(({ id }) => about.has(id))) ticks.clear();
    const [kept] = draft.kind === 'merge' ? draft.entities : [];
    if (kept && this.navigation.selection?.kind === 'entity')
      this.navigation.selectEntity(kept.id, { replace: true });
  }

  /** What was chosen in one project means nothing in another. */
  #leave(): void {
    this.navigation.reset();
    this.curation.cancel();
    this.why = undefined;
    this.ticks.entities.clear();
    this.ticks.triples.clear();
    this.toasts.closeActions();
  }

  #onEnd(job: JobRow): void {
    this.revision += 1;
    if (job.state === 'failed' && job.error)
      this.toasts.add(words.job.failed(job.subject, job.error), 'error');
    else if (job.state === 'cancelled') this.toasts.add(words.job.stopped[job.kind]);
    else this.toasts.add(words.job.ended(job));
  }
}

export const [useApp, provideApp] = createContext<App>();
