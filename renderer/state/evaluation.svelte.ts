import type { Evaluation, GoldFile, HeadRow } from '#domain/views';
import type { App } from './app.svelte.ts';
import { toEngineError } from './query.svelte.ts';

/** Where a type of the file goes: a type of the head, or nowhere. */
type Types = Record<string, string | null>;

/** One head on one file of annotated sentences: chosen, matched, running, told. */
export class EvaluationRun {
  path = $state.raw<string | null>(null);
  gold = $state.raw<GoldFile | null>(null);
  types = $state<Types>({});
  /** Apart: ADE calls an entity and a relation alike. */
  relationTypes = $state<Types>({});
  /** Sentences; null while none runs. */
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  result = $state.raw<Evaluation | null>(null);
  #abort: AbortController | undefined;
  readonly #app: App;
  readonly #head: HeadRow;

  constructor(app: App, head: HeadRow) {
    this.#app = app;
    this.#head = head;
    app.connection.on('model.evaluated', ({ path, done, total }) => {
      if (this.progress && path === this.path) this.progress = { done, total };
    });
  }

  async choose(path: string | null): Promise<void> {
    if (!path) return;
    // What runs is of the file before; its figures must not stand under this one's name.
    this.stop();
    await this.#app.attempt(async () => {
      const gold = await this.#app.call('model.readGold', { path });
      this.types = toMatches(gold.entityTypes, this.#head.entityTypes);
      this.relationTypes = toMatches(
        gold.relationTypes,
        this.#head.relationTypes.map(({ name }) => name),
      );
      this.gold = gold;
      this.path = path;
      this.result = null;
    });
  }

  async start(): Promise<void> {
    const [path, gold] = [this.path, this.gold];
    if (!path || !gold) return;
    const { model, head, system, isDefault } = this.#head;
    const { signal } = (this.#abort = new AbortController());
    this.progress = { done: 0, total: gold.sentences };
    try {
      const result = await this.#app.call(
        'model.evaluate',
        {
          path,
          model,
          head: isDefault ? head : `${head}/${system}`,
          types: { ...this.types },
          relationTypes: { ...this.relationTypes },
        },
        signal,
      );
      if (!signal.aborted) this.result = result;
    } catch (error) {
      const { code, message } = toEngineError(error);
      if (code !== 'cancelled' && !signal.aborted) this.#app.toasts.add(message, 'error');
    }
    if (!signal.aborted) this.progress = null;
  }

  stop(): void {
    this.#abort?.abort();
    this.progress = null;
  }
}

/** The same name, whatever its case, else nowhere: a person says what else is meant. */
function toMatches(from: readonly string[], to: readonly string[]): Types {
  return Object.fromEntries(
    from.map((type) => [
      type,
      to.find((name) => name.toLowerCase() === type.toLowerCase()) ?? null,
    ]),
  );
}
