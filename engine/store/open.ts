import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '#domain/failure';
import { toFailure } from './failures.ts';
import { claimFile } from './lock.ts';
import { createFingerprint, declare, migrate, VERSION } from './migrate.ts';
import { Project } from './project.ts';
import { APPLICATION_ID, toFingerprint } from './schema.ts';

/** How long to wait for another process that is just closing, in milliseconds. */
const WAIT = 250;

/**
 * A new, empty project. An empty file counts as none: it is what a kill in the middle of this leaves.
 * @throws Failure `project-exists`, `project-locked`, `path-missing` (the folder), `path-unreadable`, `disk-full`
 */
export function createProject(name: string): Project {
  const path = resolve(name);
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Failure('path-missing', folder);
  const there = statSync(path, { throwIfNoEntry: false });
  if (there && (!there.isFile() || there.size > 0)) throw new Failure('project-exists', path);
  createEmpty(path);
  return connect(path, (database) => {
    database.exec('BEGIN EXCLUSIVE');
    if (database.prepare('SELECT 1 FROM sqlite_schema').get())
      throw new Failure('project-exists', path);
    declare(database);
    database.prepare('INSERT INTO identity (id) VALUES (?)').run(randomUUID());
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${VERSION}`);
    database.exec('COMMIT');
    database.exec('PRAGMA journal_mode = WAL');
  });
}

/**
 * Opens a project, brings it up to date (see `migrate`), and holds it against every other process until it is closed. A file that is refused is not touched.
 * @throws Failure `project-missing`, `project-not-ours`, `project-newer`, `project-damaged`, `project-locked`, `path-unreadable`
 */
export function openProject(name: string): Project {
  const path = resolve(name);
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there || (there.isFile() && there.size === 0)) throw new Failure('project-missing', path);
  // A pipe or device would block for ever.
  if (!there.isFile()) throw new Failure('project-not-ours', path);
  return connect(
    path,
    (database) => {
      database.exec('PRAGMA journal_mode = WAL');
      migrate(database, path);
      if (toFingerprint(database) !== createFingerprint())
        throw new Failure('project-damaged', path);
    },
    checkHeader,
  );
}

/** So that it can be claimed by what it is rather than by what it is called. */
function createEmpty(path: string): void {
  try {
    writeFileSync(path, '', { flag: 'a' });
  } catch (error) {
    throw toFailure(error, path);
  }
}

function connect(
  path: string,
  prepare: (database: DatabaseSync) => void,
  check?: (path: string) => void,
): Project {
  const release = claimFile(path);
  let database: DatabaseSync | undefined;
  try {
    check?.(path);
    database = new DatabaseSync(path, {
      timeout: WAIT,
      defensive: true,
      enableForeignKeyConstraints: true,
    });
    // Before anything reads the declarations: a crafted file gets no say.
    database.exec('PRAGMA trusted_schema = OFF');
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA synchronous = FULL');
    prepare(database);
    tune(database);
    return new Project(path, database, release);
  } catch (error) {
    database?.close();
    release();
    throw toFailure(error, path);
  }
}

/** NORMAL: a power cut may take the last documents, never half of one; they are read again. */
function tune(database: DatabaseSync): void {
  database.exec(`
    PRAGMA synchronous = NORMAL;
    PRAGMA cache_size = -131072;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA wal_autocheckpoint = 8000;
  `);
  // Takes the lock now; without it the first to read would have it.
  database.exec('BEGIN IMMEDIATE');
  database.exec('COMMIT');
}

/** Looks before SQLite does, because SQLite may already write (recovery) when it opens. Layout: https://sqlite.org/fileformat.html */
function checkHeader(path: string): void {
  const header = Buffer.alloc(100);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  if (
    header.toString('latin1', 0, 16) !== 'SQLite format 3\0' ||
    header.readInt32BE(68) !== APPLICATION_ID
  )
    throw new Failure('project-not-ours', path);
  if (header.readInt32BE(60) > VERSION) throw new Failure('project-newer', path);
}
