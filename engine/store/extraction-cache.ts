import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/**
 * What was extracted before, by digest: a file beside the projects, since equal sentences stand in many. It holds no text. It may
 * be lost at any time and is never waited for: whatever is wrong with it, the answer is that nothing is known.
 */
export interface ExtractionCache {
  /** The value of each key (a digest, any length), undefined where it is not known or was damaged. */
  find(keys: readonly Uint8Array[]): (string | undefined)[];
  keep(entries: readonly (readonly [key: Uint8Array, value: string])[]): void;
  close(): void;
}

const PAGE = 4096;
/** Milliseconds to wait for another process that is writing. */
const WAIT = 100;
/** The same when it is opened: who closes it brings all that was written into the file first. */
const WAIT_TO_OPEN = 1000;
/**
 * Rows that leave in one go when the file is full, those used longest ago: 10 to 20 ms in which the process does nothing else. A
 * quarter of the file in one go, as it was, held it for 1.4 s at 64 MB.
 */
const LEAVING = 250;
/** Goes in one call; where they do not make room enough, nothing is kept, and the next call goes on. */
const MOST_GOES = 4;
/** Of `used`, in milliseconds: reading a row writes nothing on the same day. */
const DAY = 86_400_000;

interface Row {
  readonly value: string;
  readonly sum: number;
  readonly used: number;
}

/** Opens or makes the file; `limit` bounds it in bytes. A file that is damaged, or none of ours, is replaced. */
export function openExtractionCache(path: string, limit: number, now = Date.now): ExtractionCache {
  let opened = open();

  function open() {
    try {
      return connect(path, limit);
    } catch (error) {
      // Another process may be closing it, or the disk be full: then this life does without, and the next finds it as it was.
      return isPassing(error) ? undefined : renew();
    }
  }

  function renew() {
    return attempt(() => {
      for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
      return connect(path, limit);
    });
  }

  /** Undefined where it failed; then the file is made anew if it is damaged, and left alone if it is only busy or full. */
  function use<T>(work: (connection: Connection) => T): T | undefined {
    if (!opened) return undefined;
    try {
      return work(opened);
    } catch (error) {
      if (!isDamage(error)) return undefined;
      opened.database.close();
      opened = renew();
      return undefined;
    }
  }

  const today = () => Math.floor(now() / DAY);

  return {
    find(keys) {
      const found = keys.map((key) =>
        use(({ find }) => {
          const row = find.get(key) as Row | undefined;
          return row && row.sum === toSum(key, row.value) ? row : undefined;
        }),
      );
      const old = keys.filter((_, i) => found[i] && found[i].used !== today());
      // Once for all, and after all: where another process is writing, or nothing can be written, they are known all the same.
      if (old.length > 0)
        use((connection) =>
          write(connection, ({ touch }) => {
            for (const key of old) touch.run(today(), key);
          }),
        );
      return found.map((row) => row?.value);
    },
    keep(entries) {
      use((connection) =>
        write(connection, ({ keep }) => {
          for (const [key, value] of entries) keep.run(key, value, toSum(key, value), today());
        }),
      );
    },
    close() {
      opened?.database.close();
      opened = undefined;
    },
  };
}

type Connection = ReturnType<typeof connect>;

function connect(path: string, limit: number) {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: WAIT_TO_OPEN, defensive: true });
  try {
    // Nothing is waited for until it is on the disk: what a power cut leaves is told by its sums, or replaced.
    database.exec(`PRAGMA trusted_schema = OFF; PRAGMA page_size = ${PAGE}; PRAGMA journal_mode = WAL;
      PRAGMA synchronous = OFF; PRAGMA journal_size_limit = ${4 * 2 ** 20};
      PRAGMA max_page_count = ${Math.max(16, Math.floor(limit / PAGE))};
      CREATE TABLE IF NOT EXISTS extraction (
        place INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value TEXT NOT NULL,
        sum INTEGER NOT NULL, used INTEGER NOT NULL
      ) STRICT; PRAGMA busy_timeout = ${WAIT}`);
    return {
      database,
      find: database.prepare('SELECT value, sum, used FROM extraction WHERE key = ?'),
      // To the end: by place the file begins with what was used longest ago, so that those who leave are neighbours and leave
      // whole pages to those who come.
      touch: database.prepare(
        `UPDATE extraction SET place = (SELECT max(place) + 1 FROM extraction), used = ? WHERE key = ?`,
      ),
      keep: database.prepare(
        'INSERT OR REPLACE INTO extraction (key, value, sum, used) VALUES (?, ?, ?, ?)',
      ),
      leave: database.prepare(
        `DELETE FROM extraction WHERE place IN (SELECT place FROM extraction ORDER BY place LIMIT ${LEAVING})`,
      ),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** In one transaction; where the file is full, after some have left. */
function write(connection: Connection, work: (connection: Connection) => void): void {
  for (let goes = 0; ; goes += 1)
    try {
      inTransaction(connection, work);
      return;
    } catch (error) {
      if (toCode(error) !== FULL || goes === MOST_GOES) throw error;
      connection.leave.run();
    }
}

function inTransaction(connection: Connection, work: (connection: Connection) => void): void {
  const { database } = connection;
  database.exec('BEGIN IMMEDIATE');
  try {
    work(connection);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Of key and value, so that a flipped bit makes a row unknown rather than wrong. */
function toSum(key: Uint8Array, value: string): number {
  return crc32(value, crc32(key));
}

/** Codes of sqlite.org/rescode.html. */
const CORRUPT = 11;
const FULL = 13;
const NOT_ONE = 26;

function toCode(error: unknown): number {
  const code = (error as { readonly errcode?: number }).errcode;
  return code === undefined ? 0 : code & 0xff;
}

/** Also a table of another shape, which SQLite calls a plain error (1), and a mismatch of types (20). */
const isDamage = (error: unknown) => [1, CORRUPT, 20, NOT_ONE].includes(toCode(error));

/** Busy, locked, input or output (the disk is full, for the most part), full, not to be opened: nothing is said against the file. */
const isPassing = (error: unknown) => [5, 6, 10, FULL, 14].includes(toCode(error));

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
