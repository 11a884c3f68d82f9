import type { EntityId } from '#domain/ids';
import type { GraphView } from '#domain/views';
import type { App } from './app.svelte.ts';
import { mergeViews, withoutLoners } from './graph-view.ts';
import { Query } from './query.svelte.ts';

/** Nodes shown before anything is asked for, and around something. */
const TOP = 300;
const AROUND = 500;
/** While an import runs, the picture follows it at most this often, in milliseconds. */
const FOLLOW = 4000;

/** Which part of the graph is looked at, and that part. Made while the view is set up. */
export class GraphPart {
  /** Null: the most connected ones. */
  center = $state.raw<EntityId | null>(null);
  hops = $state(1);
  /** Entities whose neighbours were added. */
  expanded = $state.raw<readonly EntityId[]>([]);
  hiddenTypes = $state.raw<readonly string[]>([]);
  hiddenPredicates = $state.raw<readonly string[]>([]);
  minScore = $state(0);
  readonly view: Query<GraphView>;
  #revision = $state(0);
  #app: App;

  constructor(app: App) {
    this.#app = app;
    this.#follow();
    this.view = new Query((signal) => this.#ask(signal));
    this.#bringSelection();
  }

  get narrowed(): boolean {
    return this.hiddenTypes.length + this.hiddenPredicates.length > 0 || this.minScore > 0;
  }

  expand(id: EntityId): void {
    if (!this.expanded.includes(id)) this.expanded = [...this.expanded, id];
  }

  collapse(id: EntityId): void {
    this.expanded = this.expanded.filter((other) => other !== id);
  }

  /** Only the surroundings of one entity; null goes back to the most connected. */
  focus(center: EntityId | null, hops = 1): void {
    this.center = center;
    this.hops = hops;
    this.expanded = [];
  }

  clearFilters(): void {
    this.hiddenTypes = [];
    this.hiddenPredicates = [];
    this.minScore = 0;
  }

  async #ask(signal: AbortSignal): Promise<GraphView> {
    void this.#revision;
    const { call, project } = this.#app;
    const types = (project?.entityTypes ?? []).map(({ type }) => type);
    const predicates = (project?.predicates ?? []).map(({ predicate }) => predicate);
    const filter = {
      ...(this.hiddenTypes.length
        ? { types: types.filter((type) => !this.hiddenTypes.includes(type)) }
        : {}),
      ...(this.hiddenPredicates.length
        ? { predicates: predicates.filter((name) => !this.hiddenPredicates.includes(name)) }
        : {}),
      ...(this.minScore > 0 ? { minScore: this.minScore } : {}),
    };
    const base = this.center
      ? { ...filter, around: [this.center], hops: this.hops, limit: AROUND }
      : { ...filter, limit: TOP };
    const asked = [call('graph.view', base, signal)];
    if (this.expanded.length)
      asked.push(
        call(
          'graph.view',
          { ...filter, around: [...this.expanded], hops: 1, limit: AROUND },
          signal,
        ),
      );
    const [first, more] = await Promise.all(asked);
    const view = this.center ? (first as GraphView) : withoutLoners(first as GraphView);
    return more ? mergeViews(view, more) : view;
  }

  #follow(): void {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    $effect(() => {
      if (!this.#app.changes()) return undefined;
      const wait = this.#app.jobs.running.length ? Math.max(0, last + FOLLOW - Date.now()) : 0;
      clearTimeout(timer);
      timer = setTimeout(() => {
        last = Date.now();
        this.#revision += 1;
      }, wait);
      return () => clearTimeout(timer);
    });
  }

  /** What was selected elsewhere is brought into the picture, with its neighbours. */
  #bringSelection(): void {
    $effect(() => {
      const { selection } = this.#app.navigation;
      const shown = this.view.data?.ids;
      const triple = this.#app.selected.triple.data;
      if (!shown) return;
      const wanted =
        selection?.kind === 'entity'
          ? [selection.id]
          : selection?.kind === 'triple' && triple?.id === selection.id
            ? [triple.subject.id, triple.object.id]
            : [];
      const missing = wanted.filter((id) => !shown.includes(id) && !this.expanded.includes(id));
      if (missing.length) this.expanded = [...this.expanded, ...missing];
    });
  }
}
