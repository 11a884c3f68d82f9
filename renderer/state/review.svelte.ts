import type { Operation, ProposalDetail, ProposalKind, Proposals } from '#domain/curation';
import type { DecisionId } from '#domain/ids';
import type { EngineError } from '#contract/errors';
import { untrack } from 'svelte';
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

/** A question in full, and how many answers had been written when it was asked for. */
interface Held {
  readonly detail: ProposalDetail;
  readonly written: number;
}

/**
 * The questions that are open, one at a time. An answer shows the next question at once and is written behind it; one
 * that could not be written brings its question back. An answer changes what the others would do, so the next one is
 * taken up, but not written before its question was asked for anew. Made while the view is set up.
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
  /** No questions any more, though the list still has them. */
  #gone = new SvelteSet<string>();
  #held = new SvelteMap<string, Held>();
  #steps = $state.raw<readonly Step[]>([]);
  #given = $state(0);
  #written = $state(0);
  /** An answer that waits for its question to be asked for anew. */
  #wanted = $state.raw<{ readonly proposal: string; readonly isYes: boolean } | null>(null);

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
    $effect(() => {
      const wanted = this.#wanted;
      if (!wanted || !this.#isFresh) return;
      this.#wanted = null;
      if (wanted.proposal === this.current) untrack(() => this.answer(wanted.isYes));
    });
  }

  /** Questions that are not answered, put off or about to be: the next ones, those that change most first. */
  get waiting(): readonly string[] {
    return (this.open.data?.rows ?? [])
      .map(({ id }) => id)
      .filter((id) => !this.#isPast(id) && !this.later.has(id));
  }

  /** The question on screen; it stays while it is open, whatever the list does. */
  get current(): string | undefined {
    const rows = this.open.data?.rows ?? [];
    const at = this.#at;
    return at && !this.#isPast(at) && rows.some(({ id }) => id === at) ? at : this.waiting[0];
  }

  get detail(): ProposalDetail | undefined {
    return this.current ? this.#held.get(this.current)?.detail : undefined;
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
    const { detail, current } = this;
    if (!current) return;
    if (!detail || !this.#isFresh) {
      this.#wanted = { proposal: current, isYes };
      return;
    }
    const { operations } = isYes ? detail.yes : detail.no;
    this.#answered.add(current);
    this.#step({ proposal: current, decision: this.#write(current, operations) });
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
    if (decision && !(await this.#app.curation.undo(decision, { isQuiet: true }))) return true;
    this.#answered.delete(step.proposal);
    this.#gone.clear();
    this.later.delete(step.proposal);
    this.#at = step.proposal;
    return true;
  }

  #isPast(proposal: string): boolean {
    return this.#answered.has(proposal) || this.#gone.has(proposal);
  }

  /** Whether the question on screen says what its answers do after all answers before. */
  get #isFresh(): boolean {
    const held = this.current ? this.#held.get(this.current) : undefined;
    return this.#given === this.#written && held?.written === this.#written;
  }

  #step(step: Step): void {
    this.#steps = [...this.#steps, step];
    this.#at = this.waiting[0];
  }

  async #write(id: string, operations: readonly Operation[]): Promise<DecisionId | undefined> {
    this.#given += 1;
    const decision = await this.#app.curation.decide(operations);
    this.#written += 1;
    if (!decision) this.#answered.delete(id);
    return decision;
  }

  /** Holds the question on screen and the one after it, asked for again when the graph changes. */
  #look(): void {
    $effect(() => {
      if (!this.#app.changes()) return;
      const written = this.#written;
      const wanted = [this.current, this.waiting.find((id) => id !== this.current)];
      const abort = new AbortController();
      for (const id of wanted) if (id) void this.#fetch(id, written, abort.signal);
      return () => abort.abort();
    });
  }

  async #fetch(id: string, written: number, signal: AbortSignal): Promise<void> {
    try {
      const detail = await this.#app.call('proposal.get', { proposal: id }, signal);
      this.#held.set(id, { detail, written });
      this.problem = undefined;
    } catch (error) {
      const problem = toEngineError(error);
      if (signal.aborted) return;
      // An answer before it has answered this one too.
      if (problem.code === 'not-found') this.#gone.add(id);
      else if (id === this.current) this.problem = problem;
    }
  }
}
