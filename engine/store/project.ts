import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { toFailure } from './failures.ts';

/** An open project: owns the database connection, and with it the lock, until `close`. */
export class Project {
  readonly path: string;
  readonly database: DatabaseSync;
  /** Grows with every write of this process; what was computed at one revision holds until the next. */
  revision = 0;
  /** What is worked out from the file and kept up with it by whoever put it here; gone when a transaction is taken back. */
  readonly kept = new Map<string, unknown>();
  readonly #onClose: () => void;
  readonly #statements = new Map<string, StatementSync>();
  readonly #remembered = new Map<string, unknown>();
  #rememberedAt = 0;

  constructor(path: string, database: DatabaseSync, onClose: () => void) {
    this.path = path;
    this.database = database;
    this.#onClose = onClose;
  }

  /** Every row at once. `Row` names the columns of the statement; this is the one place where that is taken on trust. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#guard(() => this.#prepare(sql).all(...values) as unknown as Row[]);
  }

  find<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(...values) as unknown as Row | undefined);
  }

  /** For statements that always give a row. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row {
    const row = this.find<Row>(sql, ...values);
    if (row === undefined) throw new RangeError('a statement gave no row');
    return row;
  }

  /** Gives the number of changed rows. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#guard(() => Number(this.#prepare(sql).run(...values).changes));
  }

  /** Gives the key of the row. Refused: RETURNING, which costs three times the insert. */
  insert(sql: string, ...values: SQLInputValue[]): number {
    return this.#guard(() => Number(this.#prepare(sql).run(...values).lastInsertRowid));
  }

  /** Row by row, in constant memory. Not from the cache: a statement has one cursor, and the caller may query inside the loop. */
  *each<Row>(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    const rows = this.#guard(() => this.database.prepare(sql).iterate(...values));
    for (;;) {
      const next = this.#guard(() => rows.next());
      if (next.done) return;
      yield next.value as unknown as Row;
    }
  }

  /** All of it or nothing. Does not nest. */
  transaction<Result>(work: () => Result): Result {
    return this.#guard(() => {
      this.database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.database.exec('COMMIT');
        this.revision += 1;
        return result;
      } catch (error) {
        // A full disk may have rolled it back already.
        if (this.database.isTransaction) this.database.exec('ROLLBACK');
        this.kept.clear();
        this.#remembered.clear();
        throw error;
      }
    });
  }

  /** The same, and on the disk when it returns: what a person decided is not lost to a power cut. */
  durably<Result>(work: () => Result): Result {
    return this.#guard(() => {
      this.database.exec('PRAGMA synchronous = FULL');
      try {
        return this.transaction(work);
      } finally {
        this.database.exec('PRAGMA synchronous = NORMAL');
      }
    });
  }

  /** Does the work and takes all of it back: what it gives is what would have been. */
  rehearse<Result>(work: () => Result): Result {
    const kept = new Map(this.kept);
    return this.#guard(() => {
      this.database.exec('BEGIN IMMEDIATE');
      try {
        return work();
      } finally {
        if (this.database.isTransaction) this.database.exec('ROLLBACK');
        this.#remembered.clear();
        this.kept.clear();
        for (const [name, value] of kept) this.kept.set(name, value);
      }
    });
  }

  /** Computes once per revision: counts over a million rows are asked for again with every page. */
  remember<Value>(key: string, compute: () => Value): Value {
    if (this.#rememberedAt !== this.revision || this.#remembered.size > 200)
      this.#remembered.clear();
    this.#rememberedAt = this.revision;
    if (!this.#remembered.has(key)) this.#remembered.set(key, compute());
    return this.#remembered.get(key) as Value;
  }

  /** Folds the write-ahead log into the file and lets go of the lock. May be called twice. */
  close(): void {
    if (!this.database.isOpen) return;
    this.#statements.clear();
    try {
      this.database.close();
    } finally {
      this.#onClose();
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql);
      if (this.#statements.size >= 300) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw toFailure(error, this.path);
    }
  }
}
