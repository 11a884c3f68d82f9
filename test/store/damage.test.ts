import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { Failure, type FailureCode } from '#domain/failure';
import { toNaming } from '#resolve/name';
import { digest } from '#store/digest';
import { createProject, openProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { getSummary } from '#store/summary';
import { verify } from '#store/verify';
import { createDice, makeCrowd } from './crowd.ts';
import { makePath } from './make.ts';
import { chooseSeed } from '../random.ts';

const DOCUMENTS = 40;

function makeClosed(): string {
  const path = makePath();
  const project = createProject(path);
  const dice = createDice(5);
  for (let n = 0; n < DOCUMENTS; n += 1)
    storeDocument(project, makeCrowd(dice, n, 10, 80), toNaming);
  project.close();
  return path;
}

function withFile(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe('verify', () => {
  it.each([
    [`UPDATE piece SET text = replace(text, 'mill', 'bill')`, 'is not what was stored'],
    [
      `UPDATE mention SET start = start + 1, end = end + 1 WHERE position = 3`,
      'is not in the text',
    ],
    [`UPDATE mention SET score = 0.99 WHERE document = 2`, 'is not what was stored'],
    [`UPDATE relation SET triple = 1 WHERE document = 3`, 'disagree'],
    [`DELETE FROM relation WHERE document = 4`, 'other counts than its evidence'],
    [`DELETE FROM layout WHERE document = 4`, 'cannot be read'],
    [`UPDATE entity SET mentions = mentions + 1 WHERE key = 1`, 'other counts than its mentions'],
    [`UPDATE triple SET score = 1 WHERE key = 1`, 'other counts than its evidence'],
    [`UPDATE entity SET name = 'Nobody' WHERE key = 1`, 'has other names'],
    [`UPDATE surface_form SET text = text || 's' WHERE entity = 1`, 'has other spellings'],
    [`UPDATE triple SET subject_type = 'X' WHERE key = 1`, 'has another id or other types'],
    [`UPDATE document SET title = 'X' WHERE key = 1`, 'is listed with other figures'],
    [`UPDATE cell SET triples = triples + 1 WHERE predicate = 'Kill'`, 'The totals'],
    [`UPDATE source SET sha256 = 'x' WHERE key = 1`, 'disagree'],
    [`DELETE FROM source WHERE key = 1`, 'has no source'],
    [`PRAGMA foreign_keys = OFF; DELETE FROM entity WHERE key = 2`, 'points at nothing'],
  ])('names what was done to the rows: %s', (sql, problem) => {
    const path = makeClosed();
    withFile(path, sql);
    const project = openProject(path);
    const report = verify(project, toNaming);
    project.close();
    expect(report.ok).toBe(false);
    expect(report.problems.join('\n')).toContain(problem);
    expect(report.problems.length).toBeLessThanOrEqual(100);
  });

  it(
    'notices 99 of 100 flipped bits in live pages, or they changed nothing that is kept',
    { timeout: 180_000 },
    () => {
      const seed = chooseSeed();
      const dice = createDice(seed);
      const whole = makeClosed();
      const bytes = readFileSync(whole);
      const project = openProject(whole);
      const right = digest(project);
      project.close();
      const path = makePath();
      let silent = 0;
      for (let flip = 0; flip < 100; flip += 1) {
        const copy = Buffer.from(bytes);
        const at = 100 + Math.floor(dice() * (bytes.length - 100));
        copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(dice() * 8));
        writeFileSync(path, copy);
        for (const suffix of ['-wal', '-journal']) rmSync(path + suffix, { force: true });
        if (findTrouble(path)) continue;
        const flipped = openProject(path);
        if (digest(flipped) !== right) silent += 1;
        flipped.close();
      }
      console.info(`flips: seed ${seed}, ${silent} of 100 unnoticed`);
      expect(silent, `seed ${seed}`).toBeLessThanOrEqual(1);
    },
  );
});

/** Refused at the door with a code, or named by verify; never anything else. */
function findTrouble(path: string): boolean {
  try {
    const project = openProject(path);
    const { ok } = verify(project, toNaming);
    project.close();
    return !ok;
  } catch (error) {
    if (error instanceof Failure) return true;
    throw error;
  }
}

describe('trouble with the disk', () => {
  function codeOf(work: () => unknown): FailureCode | undefined {
    try {
      work();
    } catch (error) {
      if (error instanceof Failure) return error.code;
      throw error;
    }
    return undefined;
  }

  it('says that it is full, keeps what was there, and goes on when there is room', () => {
    const path = makePath();
    const project = createProject(path);
    const inputs = Array.from({ length: 60 }, (_, n) => makeCrowd(createDice(n), n, 20, 200));
    project.database.exec('PRAGMA max_page_count = 250');
    let stored = 0;
    const code = codeOf(() => {
      for (const input of inputs) {
        storeDocument(project, input, toNaming);
        stored += 1;
      }
    });
    expect(code).toBe('disk-full');
    expect(stored).toBeGreaterThan(0);
    expect(getSummary(project).documents.done).toBe(stored);
    expect(verify(project, toNaming).problems).toEqual([]);
    project.database.exec('PRAGMA max_page_count = 1000000');
    for (const input of inputs.slice(stored)) storeDocument(project, input, toNaming);
    const straight = createProject(makePath());
    for (const input of inputs) storeDocument(straight, input, toNaming);
    expect(digest(project)).toBe(digest(straight));
    project.close();
    straight.close();
  });

  it('says that the disk is full where it really is', { skip: !existsSync('/dev/full') }, () => {
    expect(codeOf(() => createProject('/dev/full'))).toBe('project-exists');
    expect(codeOf(() => openProject('/dev/full'))).toBe('project-not-ours');
  });

  it('takes a write-ahead log that is gone, cut or foreign for what it is', () => {
    const path = makePath();
    const project = createProject(path);
    const dice = createDice(6);
    for (let n = 0; n < 10; n += 1) storeDocument(project, makeCrowd(dice, n, 10, 50), toNaming);
    // As after a kill: the file and its log side by side.
    const killed = makePath();
    copyFileSync(path, killed);
    const log = readFileSync(`${path}-wal`);
    project.close();
    const sizes = [log.length, 0, 31, 32, 5000, Math.floor(log.length / 2), log.length - 1];
    const counts = sizes.map((size) => {
      const copy = makePath();
      copyFileSync(killed, copy);
      writeFileSync(`${copy}-wal`, log.subarray(0, size));
      const opened = openProject(copy);
      expect(verify(opened).problems).toEqual([]);
      const { done } = getSummary(opened).documents;
      opened.close();
      return done;
    });
    expect(counts[0]).toBe(10);
    expect(counts.slice(1, 4)).toEqual([0, 0, 0]);
    expect(counts.every((count) => count <= 10)).toBe(true);
  });

  it('names a file that may not be written', { skip: process.getuid?.() === 0 }, () => {
    const path = makeClosed();
    chmodSync(path, 0o400);
    expect(codeOf(() => openProject(path))).toBe('path-unreadable');
  });
});
