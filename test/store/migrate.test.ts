import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { toNaming } from '#resolve/name';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { digest } from '#store/digest';
import { createFingerprint, migrate, toBackupPath, VERSION } from '#store/migrate';
import { openProject } from '#store/open';
import { toFingerprint } from '#store/schema';
import { verify } from '#store/verify';
import { makePath } from './make.ts';

/** A project that version 1 wrote, with what it said of itself. */
const fixture = new URL('../fixtures/store/version-1/', import.meta.url);
const child = fileURLToPath(new URL('migrate-child.mjs', import.meta.url));

const KILLS = 50;

interface Expected {
  readonly digest: string;
  readonly entities: number;
  readonly triples: number;
}

const expected = JSON.parse(readFileSync(new URL('expected.json', fixture), 'utf8')) as Expected;

function makeOld(): string {
  const path = makePath();
  writeFileSync(path, gunzipSync(readFileSync(new URL('project.espalier.gz', fixture))));
  return path;
}

function expectWhole(path: string): void {
  const project = openProject(path);
  expect(verify(project, toNaming)).toEqual({ ok: true, problems: [] });
  expect({
    digest: digest(project),
    entities: [...eachCitedEntity(project)].length,
    triples: [...eachCitedTriple(project)].length,
  }).toEqual(expected);
  project.close();
}

/** The version in the file, by a connection of our own; what SQLite left of an interrupted write is taken back by it. */
function lookAt(path: string): { readonly version: number; readonly fingerprint: string } {
  const database = new DatabaseSync(path);
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    return { version, fingerprint: toFingerprint(database) };
  } finally {
    database.close();
  }
}

it('opens what version 1 wrote, with everything in it, and keeps the old file beside it', () => {
  const path = makeOld();
  const before = readFileSync(path);
  expectWhole(path);
  // The header tells the version without SQLite's help.
  expect(readFileSync(path).readInt32BE(60)).toBe(VERSION);
  const kept = toBackupPath(path, 1);
  expect(lookAt(kept)).toEqual({ version: 1, fingerprint: createFingerprint(1) });
  // The copy is a project like any other.
  expectWhole(kept);
  expect(before.readInt32BE(60)).toBe(1);
});

it('makes the same of a new project and of an old one', () => {
  const path = makeOld();
  openProject(path).close();
  expect(lookAt(path)).toEqual({ version: VERSION, fingerprint: createFingerprint() });
});

it('refuses an old project whose pages or declarations are not right, before it writes', () => {
  const path = makeOld();
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE stranger (a)');
  database.close();
  const before = readFileSync(path);
  expect(() => openProject(path)).toThrow(expect.objectContaining({ code: 'project-damaged' }));
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(existsSync(toBackupPath(path, 1))).toBe(false);
});

it('takes nothing from a project of this version', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(`PRAGMA user_version = ${VERSION}`);
  expect(() => migrate(database, 'x')).not.toThrow();
  database.exec(`PRAGMA user_version = ${VERSION + 1}`);
  expect(() => migrate(database, 'x')).toThrow(expect.objectContaining({ code: 'project-newer' }));
  database.close();
});

it(`is the old version or the new one, killed at ${KILLS} points`, { timeout: 120_000 }, () => {
  const source = makeOld();
  const counting = makeOld();
  const run = (path: string, point: number) =>
    spawnSync(process.execPath, [child, path, String(point)], { encoding: 'utf8' });
  const points = 2 * Number(run(counting, -1).stdout);
  expect(points).toBeGreaterThanOrEqual(KILLS);
  let [old, migrated] = [0, 0];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const point = Math.floor((kill * points) / KILLS);
    const path = makePath();
    copyFileSync(source, path);
    expect(run(path, point).signal, `point ${point}`).toBe('SIGKILL');
    const { version, fingerprint } = lookAt(path);
    expect(fingerprint, `point ${point}`).toBe(createFingerprint(version));
    if (version === 1) old += 1;
    else migrated += 1;
    // Not a whole new version without the old one beside it.
    if (version === VERSION) expect(existsSync(toBackupPath(path, 1))).toBe(true);
    expectWhole(path);
  }
  expect(old).toBeGreaterThan(0);
  expect(migrated).toBeGreaterThan(0);
  console.info(`migration: ${old} kills left version 1, ${migrated} left version ${VERSION}`);
});
