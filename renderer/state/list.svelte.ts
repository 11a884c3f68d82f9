import type { EngineError } from '#contract/errors';
import type { Rows } from '#domain/views';
import { untrack } from 'svelte';
import { toEngineError } from './query.svelte.ts';

/** Rows asked for at once; a window of a table spans at most two such pages. */
const PAGE = 100;
/** Rows asked for at once where all are wanted; the contract's most. */
const MOST = 1000;

type Ask<Row> = (offset: number, limit: number, signal: AbortSignal) => Promise<Rows<Row>>;

/**
 * A long list of which only the visible part is held: pages by offset, asked for as they come into view. `follow`
 * is run in an effect; when anything it reads changes, the visible pages are asked for again, and what was shown
 * stays until they come. When its value changes, the list starts at its top.
 */
export class List<Row> {
  total = $state(0);
  /** False until the first answer. */
  loaded = $state(false);
  slow = $state(false);
  error = $state.raw<EngineError | undefined>();
  /** Grows when the list starts over, so that a grid goes back to its top. */
  generation = $state(0);
  #pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map());
  #asked = new Map<number, AbortController>();
  #first = 0;
  #last = 0;
  #ask: Ask<Row>;

  constructor(follow: () => string, ask: Ask<Row>) {
    this.#ask = ask;
    let before: string | undefined;
    $effect(() => {
      const now = follow();
      untrack(() => this.#restart(before !== now));
      before = now;
    });
  }

  rowAt(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Position of the first held row that fits, or -1: rows that were never in view are not known. */
  findIndex(fits: (row: Row) => boolean): number {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex(fits);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  /** Rows `first` to `last`; those that are not held are asked for, and not kept. */
  async take(first: number, last: number): Promise<readonly Row[]> {
    const held = Array.from({ length: last - first + 1 }, (_, k) => this.rowAt(first + k));
    if (held.every((row) => row !== undefined)) return held;
    const taken: Row[] = [];
    const { signal } = new AbortController();
    for (let offset = first; offset <= last; offset += MOST) {
      const { rows } = await this.#ask(offset, Math.min(MOST, last - offset + 1), signal);
      taken.push(...rows);
    }
    return taken;
  }

  /** Rows `first` to `last` are in view. */
  show(first: number, last: number): void {
    this.#first = Math.max(0, Math.floor(first / PAGE));
    this.#last = Math.max(this.#first, Math.floor(last / PAGE));
    for (let page = this.#first; page <= this.#last; page++)
      if (!this.#pages.has(page)) void this.#fetch(page);
  }

  #restart(over: boolean): void {
    for (const abort of this.#asked.values()) abort.abort();
    this.#asked.clear();
    if (over) {
      this.#first = this.#last = 0;
      this.generation += 1;
    }
    for (let page = this.#first; page <= this.#last; page++) void this.#fetch(page, over);
  }

  async #fetch(page: number, over = false): Promise<void> {
    if (this.#asked.has(page)) return;
    const abort = new AbortController();
    this.#asked.set(page, abort);
    const timer = setTimeout(() => (this.slow = !this.loaded), 150);
    try {
      const answer = await this.#ask(page * PAGE, PAGE, abort.signal);
      if (abort.signal.aborted) return;
      this.#pages = new Map([...(over ? [] : this.#kept()), [page, answer.rows]]);
      this.total = answer.total;
      this.error = undefined;
      this.loaded = true;
      this.slow = false;
    } catch (error) {
      const failure = toEngineError(error);
      if (!abort.signal.aborted && failure.code !== 'closed') this.error = failure;
    } finally {
      clearTimeout(timer);
      if (this.#asked.get(page) === abort) this.#asked.delete(page);
    }
  }

  /** Pages far from the view are let go: a million rows are looked at, not held. */
  #kept(): [number, readonly Row[]][] {
    return [...this.#pages].filter(([page]) => page >= this.#first - 4 && page <= this.#last + 4);
  }
}
