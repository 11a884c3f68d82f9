import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { getDocument } from '#store/documents';
import { blameLeased } from '#store/leases';
import { hasProc, isAlive } from '../line/command.ts';
import { chooseSeed, createRandom } from '../random.ts';
import { createImporter, type Importer } from './importer.ts';

vi.setConfig({ testTimeout: 600_000 });

const seed = chooseSeed();
const random = createRandom(seed);
console.log(`seed ${seed} (ESPALIER_SEED repeats it)`);

function makeFolder(files: number): Importer {
  const importer = createImporter();
  onTestFinished(() => importer.close());
  for (let i = 0; i < files; i += 1) writeFileSync(join(importer.folder, `${i}.txt`), toText(i, 0));
  return importer;
}

/** Every word says which version it is of, so that a file read between two versions shows. */
function toText(file: number, version: number): string {
  return Array.from({ length: 400 }, () => `f${file}v${version}`).join(' ');
}

// F12, shorter in CI than the minute of the table; ESPALIER_STORM is in milliseconds.
it('every worker killed again and again: the import ends, and every file with it', async () => {
  const importer = makeFolder(150);
  const until = performance.now() + Number(process.env['ESPALIER_STORM'] ?? 6000);
  const id = importer.jobs.startImport({ paths: [importer.folder] });
  let kills = 0;
  while (performance.now() < until && importer.jobs.get(id).state === 'running') {
    await wait(2000);
    for (const pid of importer.stages.pids()) {
      process.kill(pid, 'SIGKILL');
      kills += 1;
    }
  }
  const ended = await importer.jobs.whenEnded(id);
  console.log(`${kills} workers killed`);
  expect(ended.state).toBe('done');
  // A stranger killed them: no file is to blame.
  expect(Object.values(importer.states())).toEqual(Array.from({ length: 150 }, () => 'done'));
});

// F25: 50 stops; each later life goes on where the one before was stopped.
it.runIf(hasProc)(
  'stopped fifty times at any moment: at once, without orphans, and to be gone on with',
  async () => {
    const importer = makeFolder(120);
    let id = importer.jobs.startImport({ paths: [importer.folder] });
    let slowest = 0;
    let stops = 0;
    for (let i = 0; i < 50; i += 1) {
      await wait(60 * random());
      const pids = importer.stages.pids();
      const asked = performance.now();
      await importer.jobs.cancel(id);
      slowest = Math.max(slowest, performance.now() - asked);
      const { state } = importer.jobs.get(id);
      stops += state === 'cancelled' ? 1 : 0;
      await expect
        .poll(() => pids.filter((pid) => isAlive(pid) && !importer.stages.pids().includes(pid)))
        .toEqual([]);
      id =
        state === 'done'
          ? importer.jobs.startImport({ paths: [importer.folder], force: true })
          : importer.jobs.resume(id);
    }
    console.log(`${stops} stops, the slowest took ${Math.round(slowest)} ms`);
    expect(stops).toBeGreaterThan(40);
    expect(slowest).toBeLessThan(1000);
    expect((await importer.jobs.whenEnded(id)).state).toBe('done');
    expect(Object.values(importer.states())).toEqual(Array.from({ length: 120 }, () => 'done'));
  },
);

// F20
it('files that change while they are read are read whole, or not at all', async () => {
  const files = 100;
  const importer = makeFolder(files);
  let version = 0;
  let isOver = false;
  const edit = (async () => {
    while (!isOver) {
      version += 1;
      for (let i = 0; i < 10; i += 1) {
        const file = Math.floor(random() * files);
        writeFileSync(join(importer.folder, `${file}.txt`), toText(file, version));
      }
      await wait(2);
    }
  })();
  for (let round = 0; round < 3; round += 1) await importer.import();
  isOver = true;
  await edit;
  const mixed = importer.rows().filter(({ id, state }) => {
    if (id === null) return state !== 'skipped';
    const words = new Set(getDocument(importer.project, id).text.split(/\s+/u));
    return words.size !== 1;
  });
  expect(version).toBeGreaterThan(10);
  expect(mixed).toEqual([]);
  await importer.import();
  expect(Object.values(importer.states()).every((state) => state === 'done')).toBe(true);
});

// A document that kills the engine itself is not tried for ever.
it('what the engine dies on three times is set aside', async () => {
  const importer = makeFolder(3);
  const path = join(importer.folder, '1.txt');
  await importer.import();
  writeFileSync(path, toText(1, 9));
  const die = () =>
    importer.project.transaction(() =>
      importer.project.run(`UPDATE source SET state = 'reading' WHERE path = ?`, path),
    );
  for (let life = 0; life < 3; life += 1) {
    die();
    expect(blameLeased(importer.project)).toBe(1);
  }
  const job = await importer.import();
  expect(job.imported?.documents).toMatchObject({ unchanged: 2, quarantined: 1 });
  expect(importer.states()['1.txt']).toBe('quarantined engine-crashed');
  // It stays so while it is what it was, and is read again once it changes.
  expect((await importer.import()).imported?.documents).toMatchObject({ unchanged: 3 });
  writeFileSync(path, toText(1, 10));
  await importer.import();
  expect(importer.states()['1.txt']).toBe('done');
});

it('a stage that throws, or breaks its promise, costs one document and no other', async () => {
  const importer = createImporter({}, (stages) => ({
    ...stages,
    async extract(input, signal) {
      const found = await stages.extract(input, signal);
      if (input.text.includes('f1v')) throw new TypeError('a stage throws');
      if (input.text.includes('f3v')) return [null] as unknown as typeof found;
      return found;
    },
  }));
  onTestFinished(() => importer.close());
  for (let i = 0; i < 5; i += 1) writeFileSync(join(importer.folder, `${i}.txt`), toText(i, 0));
  expect((await importer.import()).state).toBe('done');
  expect(importer.states()).toMatchObject({
    '0.txt': 'done',
    '1.txt': 'quarantined extractor-crashed',
    '2.txt': 'done',
    '3.txt': 'quarantined extractor-crashed',
    '4.txt': 'done',
  });
});
