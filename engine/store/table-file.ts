import { DatabaseSync } from 'node:sqlite';

/** Column → what it holds. */
export type TableColumns = Readonly<Record<string, 'text' | 'integer' | 'real'>>;

/** Rows gathered in one transaction. */
const BATCH = 10_000;

/**
 * A database file of plain tables for other programs: what an export is written with, since SQL is spoken here and nowhere
 * else. No part of a project. Nothing is synced before the end: the file stands aside until it is whole.
 */
export function createTables(path: string): {
  table(
    name: string,
    columns: TableColumns,
    keys?: readonly string[],
  ): (row: readonly (string | number | null)[]) => void;
  close(): void;
} {
  const database = new DatabaseSync(path);
  const indexes: string[] = [];
  let waiting = 0;
  try {
    database.exec(
      'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384; BEGIN',
    );
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    table(name, columns, keys = []) {
      const list = Object.entries(columns).map(
        ([column, kind]) => `${quote(column)} ${kind.toUpperCase()}`,
      );
      database.exec(`CREATE TABLE ${quote(name)} (${list.join(', ')}) STRICT`);
      for (const key of keys)
        indexes.push(`CREATE INDEX ${quote(`${name}_${key}`)} ON ${quote(name)} (${quote(key)})`);
      const insert = database.prepare(
        `INSERT INTO ${quote(name)} VALUES (${list.map(() => '?').join(', ')})`,
      );
      return (row) => {
        insert.run(...row);
        waiting += 1;
        if (waiting < BATCH) return;
        database.exec('COMMIT; BEGIN');
        waiting = 0;
      };
    },
    close() {
      if (!database.isOpen) return;
      try {
        for (const index of indexes) database.exec(index);
        database.exec('COMMIT');
      } finally {
        database.close();
      }
    },
  };
}

/** Names are ours, from closed lists of columns; quoted because some are words of SQL. */
function quote(name: string): string {
  if (!/^[a-z0-9_]+$/u.test(name)) throw new RangeError(`a column called ${name}`);
  return `"${name}"`;
}
