import { EngineError } from '#contract/errors';

/** Under this a wait is not shown, in milliseconds: a skeleton that flashes is worse than none. */
const SLOW = 150;

/**
 * One question to the engine, asked again whenever something it read while asking changes. What was answered last
 * stays until the next answer. Made while a component or an effect root is set up.
 */
export class Query<Answer> {
  data = $state.raw<Answer | undefined>();
  error = $state.raw<EngineError | undefined>();
  /** True once the wait for an answer is worth showing. */
  slow = $state(false);

  /** `ask` gives null where there is nothing to ask. */
  constructor(ask: (signal: AbortSignal) => Promise<Answer> | null) {
    $effect(() => {
      const abort = new AbortController();
      const asked = ask(abort.signal);
      const timer = setTimeout(() => (this.slow = asked !== null), SLOW);
      if (asked) void this.#take(asked, abort.signal, timer);
      else this.data = this.error = undefined;
      return () => {
        clearTimeout(timer);
        abort.abort();
        this.slow = false;
      };
    });
  }

  async #take(
    asked: Promise<Answer>,
    signal: AbortSignal,
    timer: ReturnType<typeof setTimeout>,
  ): Promise<void> {
    try {
      const answer = await asked;
      if (signal.aborted) return;
      this.data = answer;
      this.error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const failure = toEngineError(error);
      // The window says that the pipe is gone, and asks again when there is another.
      if (failure.code !== 'closed') this.error = failure;
    }
    clearTimeout(timer);
    this.slow = false;
  }
}

export function toEngineError(error: unknown): EngineError {
  return error instanceof EngineError ? error : new EngineError('internal', String(error));
}
