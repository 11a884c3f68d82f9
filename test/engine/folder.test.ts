import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, strToU8 } from 'fflate';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readPasswords, toPasswords } from '#engine/import/passwords';
import { scan } from '#engine/import/scan';
import { listLocked } from '#store/journal';
import { createImporter, type Importer, type StageChanges } from './importer.ts';

vi.setConfig({ testTimeout: 120_000 });

function make(
  options: StageChanges = {},
): Importer & { write(name: string, text: string | Uint8Array): string } {
  const importer = createImporter(options);
  onTestFinished(() => importer.close());
  return {
    ...importer,
    write(name, text) {
      const path = join(importer.folder, name);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
  };
}

const counts = (job: Awaited<ReturnType<Importer['import']>>) => job.imported?.documents;
const zip = (files: Record<string, string | Uint8Array>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        typeof text === 'string' ? strToU8(text) : text,
      ]),
    ),
    { mtime: new Date('2026-01-02T03:04:05') },
  );

describe('a folder that changes between two imports', () => {
  it('is read again only where its content changed, and says what it did', async () => {
    const folder = make();
    folder.write('same.txt', 'Ada King was born in London. 📡');
    folder.write('moves.txt', 'Samuel Morse lived in New York.');
    folder.write('changes.txt', 'Cyrus Field lived in Boston.');
    folder.write('goes.txt', 'Paul Reuter worked in Aachen.');
    folder.write('sub/deep.txt', 'Werner Siemens worked in Berlin.');
    expect(counts(await folder.import())).toMatchObject({ done: 5, unchanged: 0, inside: 0 });

    const nothing = await folder.import();
    expect(counts(nothing)).toMatchObject({ done: 0, unchanged: 5, changed: 0, removed: 0 });
    expect(folder.changes(nothing)).toEqual([]);
    expect(folder.stages.pids().length).toBeLessThanOrEqual(2);

    renameSync(join(folder.folder, 'moves.txt'), join(folder.folder, 'sub/moved.txt'));
    folder.write('changes.txt', 'Cyrus Field lived in New York.');
    rmSync(join(folder.folder, 'goes.txt'));
    folder.write('copy.txt', 'Ada King was born in London. 📡');
    folder.write('new.txt', 'Guglielmo Marconi worked in Bologna.');
    const job = await folder.import();
    expect(counts(job)).toEqual({
      done: 3,
      partial: 0,
      skipped: 0,
      quarantined: 0,
      unchanged: 3,
      changed: 1,
      removed: 1,
      moved: 1,
      inside: 0,
    });
    const told = folder
      .changes(job)
      .map(({ path, kind, other }) => [
        path.slice(folder.folder.length + 1),
        kind,
        other?.slice(folder.folder.length + 1),
      ]);
    expect(told).toEqual([
      ['changes.txt', 'changed', undefined],
      ['copy.txt', 'same', 'same.txt'],
      ['goes.txt', 'removed', undefined],
      ['new.txt', 'added', undefined],
      ['sub/moved.txt', 'moved', 'moves.txt'],
    ]);
    const rows = folder.rows();
    expect(rows).toHaveLength(6);
    const of = (name: string) => rows.find(({ path }) => path === join(folder.folder, name));
    // One document under two names.
    expect(of('copy.txt')?.id).toBe(of('same.txt')?.id);
  });

  it('goes by content: a touched file is unchanged, one of the same size and time is not', async () => {
    const folder = make();
    const time = new Date('2026-03-04T05:06:07Z');
    const path = folder.write('a.txt', 'Anna Berg lives in Oslo.');
    utimesSync(path, time, time);
    await folder.import();
    utimesSync(path, new Date(), new Date());
    expect(counts(await folder.import())).toMatchObject({ unchanged: 1, changed: 0 });
    folder.write('a.txt', 'Anna Moen lives in Oslo.');
    utimesSync(path, time, time);
    expect(counts(await folder.import())).toMatchObject({ done: 1, changed: 1 });
  });

  it('keeps what lies in a folder that cannot be opened, and forgets what is gone', async () => {
    const folder = make();
    folder.write('open/a.txt', 'Anna Berg lives in Oslo.');
    folder.write('shut/b.txt', 'Peter Holt lives in Bristol.');
    await folder.import();
    // A seam stands for the system: the superuser, whom tests may run as, can open every folder.
    const refuse = async (path: string) => {
      if (path.endsWith('shut')) throw Object.assign(new Error('shut'), { code: 'EACCES' });
      return readdir(path, { withFileTypes: true, encoding: 'buffer' });
    };
    const { files } = await scan([folder.folder], new AbortController().signal, refuse);
    expect(
      files.map(({ path, verdict }) => [path.slice(folder.folder.length), verdict?.code]),
    ).toEqual([
      ['/open/a.txt', undefined],
      ['/shut', 'unreadable-folder'],
    ]);
    if (process.getuid?.() !== 0) {
      chmodSync(join(folder.folder, 'shut'), 0);
      const job = await folder.import();
      chmodSync(join(folder.folder, 'shut'), 0o755);
      expect(counts(job)).toMatchObject({ removed: 0, unchanged: 1, quarantined: 1 });
      expect(folder.states()['shut/b.txt']).toBe('done');
    }
  });

  it('stops and forgets nothing when it is unplugged, and goes on when it is back', async () => {
    const folder = make();
    for (let i = 0; i < 60; i += 1)
      folder.write(`${i}.txt`, `Report ${i} says that it rained in Oslo.`);
    const away = `${folder.folder}-away`;
    const id = folder.jobs.startImport({ paths: [folder.folder] });
    while (folder.jobs.get(id).progress.done < 10) await new Promise((r) => setTimeout(r, 5));
    renameSync(folder.folder, away);
    const failed = await folder.jobs.whenEnded(id);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'path-missing' } });
    expect(folder.rows()).toHaveLength(60);
    expect(await folder.import()).toMatchObject({
      state: 'failed',
      error: { code: 'path-missing' },
    });
    renameSync(away, folder.folder);
    const ended = await folder.jobs.whenEnded(folder.jobs.resume(id));
    expect(ended.state).toBe('done');
    expect(Object.values(folder.states())).toEqual(Array.from({ length: 60 }, () => 'done'));
    expect(counts(ended)).toMatchObject({ done: 60, removed: 0 });
  });
});

describe('what lies inside other files', () => {
  it('is documents of their own, that come, change and go with their container', async () => {
    const folder = make();
    const inner = zip({ 'deep.txt': 'Werner Siemens worked in Berlin. 🚢' });
    folder.write(
      'outer.zip',
      zip({ 'a.txt': 'Anna Berg lives in Oslo.', 'b.txt': 'Peter Holt.', 'in.zip': inner }),
    );
    const first = await folder.import();
    expect(folder.states()).toMatchObject({
      'outer.zip!/a.txt': 'done',
      'outer.zip!/b.txt': 'done',
      'outer.zip!/in.zip!/deep.txt': 'done',
    });
    expect(folder.rows()).toHaveLength(5);
    const { done = 0, partial = 0, inside } = counts(first) ?? {};
    expect([done + partial, inside]).toEqual([5, 4]);
    const row = folder.rows().find(({ path }) => path.endsWith('deep.txt'));
    expect(row).toMatchObject({ container: join(folder.folder, 'outer.zip'), parts: 0 });
    expect(folder.rows().find(({ path }) => path.endsWith('outer.zip'))?.parts).toBe(3);

    expect(counts(await folder.import())).toMatchObject({ unchanged: 5, inside: 4, done: 0 });

    folder.write(
      'outer.zip',
      zip({ 'a.txt': 'Anna Berg lives in Bergen.', 'in.zip': inner, 'c.txt': 'Peter Holt.' }),
    );
    const second = await folder.import();
    expect(counts(second)).toMatchObject({ changed: 2, moved: 0, removed: 1 });
    expect(Object.keys(folder.states()).sort()).toEqual([
      'outer.zip',
      'outer.zip!/a.txt',
      'outer.zip!/c.txt',
      'outer.zip!/in.zip',
      'outer.zip!/in.zip!/deep.txt',
    ]);
    renameSync(join(folder.folder, 'outer.zip'), join(folder.folder, 'other.zip'));
    await folder.import();
    expect(Object.keys(folder.states()).every((path) => path.startsWith('other.zip'))).toBe(true);
    rmSync(join(folder.folder, 'other.zip'));
    expect(counts(await folder.import())).toMatchObject({ done: 0, unchanged: 0 });
    expect(folder.rows()).toEqual([]);
  });

  it('may be a name that climbs: nothing is ever written by it', async () => {
    const folder = make();
    folder.write('evil.zip', zip({ '../../evil.txt': 'Anna Berg lives in Oslo.' }));
    await folder.import();
    expect(readdirSync(join(folder.folder, '..')).filter((name) => name.includes('evil'))).toEqual(
      [],
    );
    for (const path of Object.keys(folder.states())) expect(path).not.toContain('../');
  });
});

describe('a protected file', () => {
  const locked = (name: string) =>
    readFileSync(new URL(`../fixtures/locked/${name}`, import.meta.url));

  it('says so, opens with its password, and stays as it was read without one', async () => {
    const folder = make();
    folder.write('agile.docx', locked('agile.docx'));
    folder.write('outer.zip', zip({ 'inner.zip': locked('aes256.zip'), 'plain.txt': 'Oslo.' }));
    await folder.import();
    expect(folder.states()).toMatchObject({
      'agile.docx': 'skipped needs-password',
      'outer.zip!/inner.zip': 'skipped needs-password',
      'outer.zip!/plain.txt': 'done',
    });
    const wrong = await folder.import({}, toPasswords('fichten'));
    expect(folder.states()['agile.docx']).toBe('skipped needs-password');
    expect(counts(wrong)?.unchanged).toBeGreaterThan(0);
    const paths = listLocked(folder.project);
    expect(paths).toHaveLength(2);
    const job = await folder.import({ paths }, toPasswords('tannen'));
    expect(folder.states()).toMatchObject({
      'agile.docx': 'done',
      'outer.zip!/inner.zip!/note.txt': 'done',
      'outer.zip!/inner.zip!/more.md': 'done',
    });
    expect(counts(job)?.done).toBeGreaterThanOrEqual(3);
    // Without a password the next time: read once is read.
    expect(counts(await folder.import())).toMatchObject({ done: 0, skipped: 0, removed: 0 });
    await folder.import({ force: true });
    expect(folder.states()).toMatchObject({
      'agile.docx': 'done',
      'outer.zip!/inner.zip!/note.txt': 'done',
    });
  });

  it('takes its password from a file, by its name, and keeps it nowhere', async () => {
    const folder = make();
    folder.write('agile.docx', locked('agile.docx'));
    const list = join(folder.folder, '..', 'passwords');
    writeFileSync(list, 'one\nother.docx\tcanary-1\nagile.docx\ttannen\n');
    const passwords = await readPasswords(list);
    expect(passwords.listFor(join(folder.folder, 'agile.docx'))).toEqual(['tannen', 'one']);
    await folder.import({}, passwords);
    expect(folder.states()).toEqual({ 'agile.docx': 'done' });
    folder.project.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    for (const table of ['job', 'source', 'document', 'source_change'])
      expect(JSON.stringify(folder.project.all(`SELECT * FROM ${table}`))).not.toContain('tannen');
  });
});

describe.skipIf(process.platform === 'win32')('odd files', () => {
  it('each end with a reason at once, and none blocks the walk', async () => {
    const folder = make();
    folder.write('good.txt', 'Anna Berg lives in Oslo.');
    folder.write('.hidden', 'x');
    folder.write('~$lock.docx', 'x');
    folder.write(`${'n'.repeat(251)}.txt`, 'A name of 255 bytes.');
    execFileSync('mkfifo', [join(folder.folder, 'pipe.txt')]);
    symlinkSync('loop', join(folder.folder, 'loop'));
    symlinkSync('.', join(folder.folder, 'here'));
    symlinkSync('nowhere', join(folder.folder, 'broken.txt'));
    symlinkSync('/dev/zero', join(folder.folder, 'device.txt'));
    execFileSync(process.execPath, [
      '-e',
      `require('net').createServer().listen(process.argv[1], () => process.exit())`,
      join(folder.folder, 'socket'),
    ]);
    folder.write('sparse.txt', '');
    truncateSync(join(folder.folder, 'sparse.txt'), 4 * 2 ** 30);
    if (process.platform === 'linux')
      writeFileSync(
        Buffer.concat([
          Buffer.from(`${folder.folder}/b`),
          Buffer.from([0xff, 0xfe]),
          Buffer.from('d.txt'),
        ]),
        'x',
      );
    const started = performance.now();
    const job = await folder.import();
    expect(performance.now() - started).toBeLessThan(15_000);
    const states = folder.states();
    expect(states).toMatchObject({
      'good.txt': 'done',
      '.hidden': 'skipped hidden',
      '~$lock.docx': 'skipped hidden',
      'pipe.txt': 'skipped not-a-file',
      loop: 'quarantined unreadable-file',
      here: 'skipped folder-link',
      'broken.txt': 'quarantined unreadable-file',
      'device.txt': 'skipped not-a-file',
      'sparse.txt': 'skipped too-large',
    });
    expect(states[`${'n'.repeat(251)}.txt`]).toBe('done');
    if (process.platform === 'linux')
      expect(states['b\\xff\\xfed.txt']).toBe('skipped unreadable-name');
    // Counts add up to what is on the disk.
    const { done = 0, partial = 0, skipped = 0, quarantined = 0 } = counts(job) ?? {};
    expect(done + partial + skipped + quarantined).toBe(readdirSync(folder.folder).length);
    const again = counts(await folder.import());
    expect(again?.unchanged).toBeGreaterThanOrEqual(4);
    expect(again).toMatchObject({ changed: 0, removed: 0, done: 0 });
  });
});
