import type { InputOf } from '#contract/commands';
import type { DecisionRow, Effect, Operation } from '#domain/curation';
import type { DecisionId } from '#domain/ids';
import { words } from '../words.ts';
import type { Connection } from './connection.svelte.ts';
import { toMade } from './draft-words.ts';
import { toOperations, type Draft } from './draft.ts';
import { Query, toEngineError } from './query.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Pause in typing after which the effect is asked for, in milliseconds. */
const PAUSE = 120;

/** What `Curation` needs of the window. */
interface Around {
  readonly toasts: Toasts;
  readonly call: Connection['call'];
  changes(): boolean;
  attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined>;
  /** It was done: what was ticked or looked at for it may be another thing now. */
  onMade(draft: Draft): void;
}

/** A decision that others rest on: undone with them, or not at all. */
interface Tied {
  readonly decision: DecisionId;
  readonly dependants: readonly DecisionRow[];
  readonly effect: Effect;
}

/**
 * What a person decides: a draft whose effect is shown, then the decision, then a way back. The rules are the engine's;
 * here is only what is asked of it.
 */
export class Curation {
  draft = $state.raw<Draft | null>(null);
  tied = $state.raw<Tied | null>(null);
  working = $state(false);
  /** The effect of the draft. */
  readonly plan: Query<Effect>;
  #app: Around;

  constructor(app: Around) {
    this.#app = app;
    this.plan = new Query((signal) => {
      const operations = this.operations;
      return operations.length > 0 && app.changes()
        ? pause(signal).then(() =>
            app.call('decision.plan', { operations: toInput(operations) }, signal),
          )
        : null;
    });
  }

  get operations(): readonly Operation[] {
    return this.draft ? toOperations(this.draft) : [];
  }

  /** Shows what it would do; `make` does it. */
  begin(draft: Draft): void {
    // A notice would lie over the panel's buttons; what it offers stays a key away.
    if (!this.draft) this.#app.toasts.closeActions();
    this.draft = draft;
  }

  cancel(): void {
    this.draft = null;
  }

  /** True when it was done. */
  async make(draft = this.draft): Promise<boolean> {
    const operations = draft ? toOperations(draft) : [];
    if (!draft || operations.length === 0) return false;
    const made = await this.decide(operations);
    if (!made) return false;
    this.draft = null;
    this.#app.onMade(draft);
    this.#tell(toMade(draft), made);
    return true;
  }

  /** Makes a decision without a word; what goes wrong is told. */
  async decide(operations: readonly Operation[]): Promise<DecisionId | undefined> {
    if (this.working) return undefined;
    this.working = true;
    const made = await this.#app.attempt(() =>
      this.#app.call('decision.make', { operations: toInput(operations) }),
    );
    this.working = false;
    return made?.decision.id;
  }

  /** The last decision that stands, or the one named; without a notice where the page shows that it is undone. */
  async undo(
    decision?: DecisionId,
    { withDependants = false, isQuiet = false } = {},
  ): Promise<boolean> {
    const report = await this.#app.attempt(() =>
      this.#orNone(
        this.#app.call('decision.undo', { ...(decision ? { decision } : {}), withDependants }),
        words.curate.nothingToUndo,
      ),
    );
    if (!report) return false;
    this.#app.toasts.closeActions();
    const { undone, dependants, effect } = report;
    this.tied =
      undone.length === 0 && decision && dependants.length > 0
        ? { decision, dependants, effect }
        : null;
    if (undone.length > 0 && !isQuiet)
      this.#app.toasts.add(words.curate.undone(undone.length), 'note', {
        title: words.curate.redo,
        run: () => void this.redo(undone.length === 1 ? undone[0] : undefined),
      });
    else if (undone.length === 0 && !this.tied) this.#app.toasts.add(words.curate.nothingToUndo);
    return undone.length > 0;
  }

  /** One after the other; stops at one that others rest on. */
  async undoAll(decisions: ReadonlySet<DecisionId>): Promise<void> {
    for (const decision of decisions) if (!(await this.undo(decision))) return;
  }

  async redo(decision?: DecisionId): Promise<boolean> {
    const report = await this.#app.attempt(() =>
      this.#orNone(
        this.#app.call('decision.redo', decision ? { decision } : {}),
        words.curate.nothingToRedo,
      ),
    );
    if (!report) return false;
    this.#app.toasts.closeActions();
    this.#app.toasts.add(words.curate.redone);
    return true;
  }

  /** That there is nothing left to take back is no error, and goes away by itself. */
  async #orNone<Result>(call: Promise<Result>, says: string): Promise<Result | undefined> {
    try {
      return await call;
    } catch (error) {
      if (toEngineError(error).code !== 'decision-none') throw error;
      this.#app.toasts.add(says);
      return undefined;
    }
  }

  #tell(text: string, decision: DecisionId): void {
    this.#app.toasts.add(text, 'note', {
      title: words.curate.undo,
      run: () => void this.undo(decision),
    });
  }
}

/** The schema's arrays may be written to; nobody does. */
function toInput(operations: readonly Operation[]): InputOf<'decision.plan'>['operations'] {
  return operations as InputOf<'decision.plan'>['operations'];
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(resolve, PAUSE);
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')), {
      once: true,
    });
  });
}
