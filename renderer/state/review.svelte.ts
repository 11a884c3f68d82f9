import type { Operation, ProposalDetail, ProposalKind, Proposals } from '#domain/curation';
import type { DecisionId } from '#domain/ids';
import type { EngineError } from '#contract/errors';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { App } from './app.svelte.ts';
import { Query, toEngineError } from './query.svelte.ts';

/** Questions asked for at once; more come as these are answered. */
const AHEAD = 60;

/** A step that `back` takes back: an answer, or a question put off (then without a decision). */
interface Step {
  readonly proposal: string;
  readonly decision: Promise<DecisionId | undefined> | null;
}

/**
 * The questions that are open, one at a time. An answer shows the next question at once and is written behind it; one
 * that could not be written brings its question back. Made while the view is set up.
 */
export class Review {
  kind = $state<ProposalKind | ''>('');
  readonly open: Query<Proposals>;
  /** Put off until the others are answered. */
  readonly later = new SvelteSet<string>();
  problem = $state.raw<EngineError | undefined>();
  #app: App;
  #at = $state<string | undefined>();
  #answered = new SvelteSet<string>();
  #details = new SvelteMap<string, ProposalDetail>();
  #steps = $state.raw<readonly Step[]>([]);
  #writing: Promise<unknown> = Promise.resolve();

  constructor(app: App) {
    this.#app = app;
    this.open = new Query((signal) =>
      app.changes()
        ? app.call(
            'proposal.list',
            { ...(this.kind ? { kinds: [this.kind] } : {}), limit: AHEAD },
            signal,
          )
        : null,
    );
    this.#look();
  }

  /** Questions that are not answered, put off or about to be: the next ones, those that change most first. */
  get waiting(): readonly string[] {
    return (this.open.data?.rows ?? [])
      .map(({ id }) => id)
      .filter((id) => !this.#answered.has(id) && !this.later.has(id));
  }

  /** The question on screen; it stays while it is open, whatever the list does. */
  get current(): string | undefined {
    const rows = this.open.data?.rows ?? [];
    const at = this.#at;
    return at && !this.#answered.has(at) && rows.some(({ id }) => id === at) ? at : this.waiting[0];
  }

  get detail(): ProposalDetail | undefined {
    return this.current ? this.#details.get(this.current) : undefined;
  }

  /** Open questions, without those whose answer is being written. */
  get left(): number {
    const writing = (this.open.data?.rows ?? []).filter(({ id }) => this.#answered.has(id)).length;
    return Math.max(0, (this.open.data?.total ?? 0) - writing);
  }

  get answered(): number {
    const { rows = [], answered = 0 } = this.open.data ?? {};
    return answered + rows.filter(({ id }) => this.#answered.has(id)).length;
  }

  get canGoBack(): boolean {
    return this.#steps.length > 0;
  }

  answer(isYes: boolean): void {
    const { detail } = this;
    if (!detail) return;
    const { id } = detail.proposal;
    const { operations } = isYes ? detail.yes : detail.no;
    this.#answered.add(id);
    this.#step({ proposal: id, decision: this.#write(id, operations) });
  }

  /** Comes again when the others are answered. */
  putOff(): void {
    const { current } = this;
    if (!current) return;
    this.later.add(current);
    this.#step({ proposal: current, decision: null });
  }

  /** Those put off are questions again. */
  takeUp(): void {
    this.later.clear();
  }

  /** Takes the last step back and shows its question again. False where there was none. */
  async back(): Promise<boolean> {
    const step = this.#steps.at(-1);
    if (!step) return false;
    this.#steps = this.#steps.slice(0, -1);
    const decision = await step.decision;
    if (decision && !(await this.#app.curation.undo(decision))) return true;
    this.#answered.delete(step.proposal);
    this.later.delete(step.proposal);
    this.#at = step.proposal;
    return true;
  }

  #step(step: Step): void {
    this.#steps = [...this.#steps, step];
    this.#at = this.waiting[0];
  }

  /** One after the other, in the order of the answers. */
  #write(id: string, operations: readonly Operation[]): Promise<DecisionId | undefined> {
    const written = this.#writing.then(() => this.#app.curation.decide(operations));
    this.#writing = written.then((decision) => {
      if (!decision) this.#answered.delete(id);
    });
    return written;
  }

  /** Holds the question on screen and the one after it, asked for again when the graph changes. */
  #look(): void {
    $effect(() => {
      if (!this.#app.changes()) return;
      const wanted = [this.current, this.waiting.find((id) => id !== this.current)];
      const abort = new AbortController();
      for (const id of wanted) if (id) void this.#fetch(id, abort.signal);
      return () => abort.abort();
    });
  }

  async #fetch(id: string, signal: AbortSignal): Promise<void> {
    try {
      this.#details.set(id, await this.#app.call('proposal.get', { proposal: id }, signal));
      this.problem = undefined;
    } catch (error) {
      if (!signal.aborted && id === this.current) this.problem = toEngineError(error);
    }
  }
}
