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
      if (!asked) {
        this.data = undefined;
        this.error = undefined;
        this.slow = false;
        return;
      }
      const timer = setTimeout(() => (this.slow = true), SLOW);
      asked
        .then(
          (answer) => {
            if (abort.signal.aborted) return;
            this.data = answer;
            this.error = undefined;
          },
          (error: unknown) => {
            if (!abort.signal.aborted) this.error = toEngineError(error);
          },
        )
        .finally(() => {
          if (abort.signal.aborted) return;
          clearTimeout(timer);
          this.slow = false;
        });
      return () => {
        clearTimeout(timer);
        abort.abort();
      };
    });
  }
}

export function toEngineError(error: unknown): EngineError {
  return error instanceof EngineError ? error : new EngineError('internal', String(error));
}
