import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FailureCode } from '#domain/failure';
import { toNaming } from '#resolve/name';
import { isProjectFile } from '#store/lock';
import { createProject, openProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { getSummary } from '#store/summary';
import { makeFolder, makeInput, makePath, works } from './make.ts';

function expectCode(code: FailureCode, work: () => unknown): void {
  expect(work).toThrowError(expect.objectContaining({ name: 'Failure', code }) as Error);
}

function makeClosed(): string {
  const path = makePath();
  const project = createProject(path);
  storeDocument(
    project,
    makeInput('/in/a.txt', [works('Ada Lovelace', 'Analytical Society')]),
    toNaming,
  );
  project.close();
  return path;
}

describe('a project on disk', () => {
  it('is one file, and opens again with what it had', () => {
    const path = makeClosed();
    expect(readdirSync(dirname(path))).toHaveLength(1);
    const project = openProject(path);
    onTestFinished(() => project.close());
    expect(getSummary(project)).toMatchObject({
      path,
      name: 'Äpfel & Birnen 🍐',
      triples: 1,
      entities: 2,
    });
  });

  it('is not made over something, nor found where nothing is', () => {
    const path = makeClosed();
    expectCode('project-exists', () => createProject(path));
    expectCode('project-missing', () => openProject(`${path}x`));
    expectCode('path-missing', () => createProject(join(path, '..', 'none', 'a.espalier')));
    const folder = makeFolder();
    expectCode('project-not-ours', () => openProject(folder));
    expectCode('project-exists', () => createProject(folder));
  });

  it('takes an empty file for what a kill left of a creation', () => {
    const path = makePath();
    writeFileSync(path, '');
    expectCode('project-missing', () => openProject(path));
    createProject(path).close();
    openProject(path).close();
  });

  it('refuses files that are not ours and leaves them alone', () => {
    const foreign = makePath();
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE note (text TEXT); PRAGMA application_id = 7');
    database.close();
    const text = makePath();
    writeFileSync(text, 'SQLite format 4\0 but no');
    for (const path of [foreign, text]) {
      const before = readFileSync(path);
      expectCode('project-not-ours', () => openProject(path));
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(readdirSync(dirname(path))).toHaveLength(1);
    }
  });

  it('refuses a newer project, byte for byte untouched', () => {
    const path = makeClosed();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 3');
    database.close();
    const before = readFileSync(path);
    expectCode('project-newer', () => openProject(path));
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toHaveLength(1);
  });

  it.each([
    'CREATE TRIGGER t AFTER INSERT ON source BEGIN DELETE FROM document; END',
    'CREATE VIEW v AS SELECT 1',
    'CREATE TABLE more (a)',
    'DROP INDEX mention_entity',
    'ALTER TABLE triple ADD COLUMN x TEXT',
    'CREATE TABLE sentence_words_more (a)',
  ])('refuses a crafted file: %s', (sql) => {
    const path = makeClosed();
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    expectCode('project-damaged', () => openProject(path));
  });

  it('refuses a file that was cut or overwritten', () => {
    const cut = makeClosed();
    truncateSync(cut, 5000);
    expectCode('project-damaged', () => openProject(cut));
    const scribbled = makeClosed();
    const bytes = readFileSync(scribbled);
    bytes.fill(0xab, 100, 8192);
    writeFileSync(scribbled, bytes);
    expectCode('project-damaged', () => openProject(scribbled));
  });

  it.skipIf(process.getuid?.() === 0)('names a folder it may not write to', () => {
    const folder = join(makeFolder(), 'locked');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    expectCode('path-unreadable', () => createProject(join(folder, 'a.espalier')));
  });
});

describe('the lock', () => {
  const holder = fileURLToPath(new URL('hold.ts', import.meta.url));

  async function hold(path: string): Promise<ReturnType<typeof spawn>> {
    const child = spawn(process.execPath, [holder, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    if (!child.stdout) throw new Error('no stdout');
    await once(child.stdout, 'data');
    return child;
  }

  it('refuses a second process within a second and is gone with a killed one', async () => {
    const path = makeClosed();
    const child = await hold(path);
    const started = performance.now();
    expectCode('project-locked', () => openProject(path));
    expect(performance.now() - started).toBeLessThan(1000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const project = openProject(path);
    expect(getSummary(project).triples).toBe(1);
    project.close();
    expect(readdirSync(dirname(path))).toHaveLength(1);
  });

  it('holds against a process that came later, five times', async () => {
    const path = makeClosed();
    const project = openProject(path);
    for (let time = 0; time < 5; time += 1) {
      const child = spawn(process.execPath, [holder, path], { stdio: 'ignore' });
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(3);
    }
    project.close();
    expect((await hold(path)).exitCode).toBeNull();
  });

  it('holds inside one process too, under any name of the file', () => {
    const path = makeClosed();
    const project = openProject(path);
    expectCode('project-locked', () => openProject(path));
    expectCode('project-locked', () =>
      openProject(join(dirname(path), '.', path.slice(dirname(path).length))),
    );
    project.close();
    project.close();
    openProject(path).close();
  });

  it('names the files a scan must not open', () => {
    expect(['a.espalier', 'A.ESPALIER-wal'].every(isProjectFile)).toBe(true);
    expect(['a.espalier.txt', 'espalier', 'a.md'].some(isProjectFile)).toBe(false);
    expect(existsSync(makeFolder())).toBe(true);
  });
});
