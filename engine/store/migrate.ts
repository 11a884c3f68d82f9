import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '#domain/failure';
import { CURATION } from './curation-schema.ts';
import { moveDurably } from './durable.ts';
import { MODEL_CHOICE } from './model-choice.ts';
import { FOLDER } from './schema-folder.ts';
import { LINKS } from './links-schema.ts';
import { OUTBOX } from './outbox-schema.ts';
import { SCHEMA, toFingerprint } from './schema.ts';

/** In the header at byte 60. A migration ends with a checkpoint, so that the header of the main file always tells it. */
export const VERSION = 2;

/**
 * From version 1 to 2, in this order. One list for all rooms: whoever needs a table or a column in version 2 adds its
 * statements here, each as one string, or a list of them from a file of his own. A column that is added may be NULL or
 * has a constant default (SQLite asks for that); rows are changed by further statements.
 */
const toVersion2: readonly string[] = [
  ...CURATION,
  ...FOLDER,
  ...OUTBOX,
  ...MODEL_CHOICE,
  ...LINKS,
];

/** By the version they start from: `steps[1]` leads from 1 to 2. */
const steps: Readonly<Record<number, readonly string[]>> = { 1: toVersion2 };

/**
 * Declares an empty project. It goes through all versions, so that what is new and what was migrated are one and the
 * same, to the letter.
 */
export function declare(database: DatabaseSync, version = VERSION): void {
  database.exec(SCHEMA);
  for (let from = 1; from < version; from += 1)
    for (const statement of steps[from] ?? []) database.exec(statement);
}

/** Made from the declarations themselves, so there is no constant to forget. */
export function createFingerprint(version = VERSION): string {
  const database = new DatabaseSync(':memory:');
  try {
    declare(database, version);
    return toFingerprint(database);
  } finally {
    database.close();
  }
}

/** `cable.espalier` of version 1 is kept as `cable.version-1.espalier`. */
export function toBackupPath(path: string, version: number): string {
  return `${path.replace(/\.espalier$/iu, '')}.version-${version}.espalier`;
}

/**
 * Brings an open project up to this version: quick check, a copy beside the file, then all steps in one transaction
 * with the version last, then a checkpoint. Killed at any point the file is of the old version or of the new.
 * @throws Failure `project-newer` (untouched), `project-damaged` (before anything is written), `disk-full`
 */
export function migrate(database: DatabaseSync, path: string): void {
  const from = getVersion(database);
  if (from > VERSION) throw new Failure('project-newer', path);
  if (from === VERSION) return;
  if (from < 1 || toFingerprint(database) !== createFingerprint(from))
    throw new Failure('project-damaged', path);
  const { quick_check } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
  if (quick_check !== 'ok') throw new Failure('project-damaged', path);
  backUp(database, toBackupPath(path, from));
  database.exec('BEGIN EXCLUSIVE');
  try {
    for (let version = from; version < VERSION; version += 1)
      for (const statement of steps[version] ?? []) database.exec(statement);
    database.exec(`PRAGMA user_version = ${VERSION}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

function getVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/**
 * VACUUM INTO reads one state of the file and writes a whole one. Refused: copying the file, for closing any descriptor
 * of it would drop this process's lock (see `lock`). A copy that a kill left unfinished has another name.
 */
function backUp(database: DatabaseSync, path: string): void {
  const unfinished = path.replace(/\.espalier$/u, '.unfinished.espalier');
  if (existsSync(unfinished)) rmSync(unfinished);
  database.prepare('VACUUM INTO ?').run(unfinished);
  moveDurably(unfinished, path);
}
