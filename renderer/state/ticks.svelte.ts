/** What a set of ticks needs of the list it is over. */
interface Source<Row> {
  readonly total: number;
  /** Rows `first` to `last`, asked for where they are not held. */
  take(first: number, last: number): Promise<readonly Row[]>;
}

/** So many rows are ticked one by one. */
const MOST_NAMED = 100;

/**
 * Rows of a list that are taken together, in the order in which they were ticked; or all that the list shows, which
 * may be a million: they are then not held, and what is done to them is said by the filter.
 */
export class Ticks<Row extends { readonly id: string }> {
  isAll = $state(false);
  #rows = $state.raw<ReadonlyMap<string, Row>>(new Map());
  #source = $state.raw<Source<Row> | undefined>();

  get size(): number {
    return this.isAll ? (this.#source?.total ?? 0) : this.#rows.size;
  }

  /** Empty where all are ticked. */
  get list(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** The list that a table shows now; another one begins without ticks. */
  follow(source: Source<Row>): void {
    this.#source = source;
    this.clear();
  }

  has(row: Row): boolean {
    return this.isAll || this.#rows.has(row.id);
  }

  turn(index: number): void {
    void this.#take(index, index, (row, next) => {
      if (!next.delete(row.id)) next.set(row.id, row);
    });
  }

  reach(from: number, to: number): void {
    void this.#take(Math.min(from, to), Math.max(from, to), (row, next) => next.set(row.id, row));
  }

  all(): void {
    const total = this.#source?.total ?? 0;
    // What is named row by row can also be merged.
    if (total <= MOST_NAMED) return this.reach(0, total - 1);
    this.#rows = new Map();
    this.isAll = true;
  }

  clear(): void {
    this.#rows = new Map();
    this.isAll = false;
  }

  async #take(
    first: number,
    last: number,
    put: (row: Row, next: Map<string, Row>) => void,
  ): Promise<void> {
    const source = this.#source;
    if (!source) return;
    const next = new Map(this.#rows);
    if (this.isAll) for (const row of await source.take(0, source.total - 1)) next.set(row.id, row);
    for (const row of await source.take(first, last)) put(row, next);
    this.isAll = false;
    this.#rows = next;
  }
}
