import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { strToU8, zipSync } from 'fflate';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isWatched } from '#store/folder-settings';
import { createImporter, type Importer } from './importer.ts';

vi.setConfig({ testTimeout: 240_000 });

const patient = { timeout: 60_000, interval: 200 };

function start(): Importer & { at(name: string): string } {
  const importer = createImporter();
  onTestFinished(() => importer.close());
  return { ...importer, at: (name) => join(importer.folder, name) };
}

const kindsOf = ({ rows, folder }: Importer) =>
  Object.fromEntries(
    rows().flatMap(({ path, change }) =>
      change ? [[path.slice(folder.length + 1), change.kind]] : [],
    ),
  );

it('a watched folder is followed in ten ways', async () => {
  const watched = start();
  const { at, states } = watched;
  mkdirSync(at('old'));
  writeFileSync(at('edit.txt'), 'Anna Berg lives in Oslo.');
  writeFileSync(at('rename.txt'), 'Peter Holt lives in Bristol.');
  writeFileSync(at('delete.txt'), 'Aiko Mori lives in Geneva.');
  writeFileSync(at('touch.txt'), 'Ingrid Moen lives in Halifax.');
  writeFileSync(at('old/moved.txt'), 'Tomás Ruiz lives in Lisbon. 🚢');
  writeFileSync(at('archive.zip'), zipSync({ 'in.txt': strToU8('Samuel Okafor lives in Lagos.') }));
  await watched.import();
  await watched.watching.set(true);
  expect(isWatched(watched.project)).toBe(true);
  await expect.poll(() => watched.jobs.list().length, patient).toBe(2);
  await expect.poll(() => watched.jobs.isIdle(), patient).toBe(true);

  // 1 a new file, written slowly; 2 an edit; 3 a rename; 4 a deletion; 5 a touch without a change
  const slow = openSync(at('new.txt'), 'w');
  writeFileSync(at('edit.txt'), 'Anna Berg lives in Bergen.');
  renameSync(at('rename.txt'), at('renamed.txt'));
  rmSync(at('delete.txt'));
  utimesSync(at('touch.txt'), new Date(), new Date());
  for (let i = 0; i < 8; i += 1) {
    writeSync(slow, `Werner Siemens worked in Berlin in ${1840 + i}. `);
    await wait(300);
  }
  closeSync(slow);
  // 6 a folder is renamed with what is in it; 7 a new folder with files; 8 a copy; 9 an archive with another content;
  // 10 an editor saves aside and renames over
  renameSync(at('old'), at('newer'));
  mkdirSync(at('added/deep'), { recursive: true });
  writeFileSync(at('added/deep/a.txt'), 'Paul Reuter worked in Aachen.');
  writeFileSync(at('copy.txt'), 'Ingrid Moen lives in Halifax.');
  writeFileSync(at('archive.zip'), zipSync({ 'other.txt': strToU8('Ada King lives in London.') }));
  writeFileSync(at('edit.txt.part'), 'Anna Berg lives in Tromsø.');
  renameSync(at('edit.txt.part'), at('edit.txt'));

  await expect
    .poll(() => Object.keys(states()).sort(), patient)
    .toEqual([
      'added/deep/a.txt',
      'archive.zip',
      'archive.zip!/other.txt',
      'copy.txt',
      'edit.txt',
      'new.txt',
      'newer/moved.txt',
      'renamed.txt',
      'touch.txt',
    ]);
  await expect
    .poll(() => watched.rows().find(({ path }) => path === at('edit.txt'))?.sentences, patient)
    .toBe(1);
  await expect.poll(() => watched.jobs.isIdle(), patient).toBe(true);
  await expect
    .poll(() => kindsOf(watched), patient)
    .toMatchObject({
      'added/deep/a.txt': 'added',
      'edit.txt': 'changed',
      'new.txt': 'added',
      'newer/moved.txt': 'moved',
      'renamed.txt': 'moved',
      'copy.txt': 'same',
    });
  // Settled first: a slow file is read whole, and not eight times.
  const fresh = watched.rows().find(({ path }) => path === at('new.txt'));
  expect(fresh?.bytes).toBe(8 * 'Werner Siemens worked in Berlin in 1840. '.length);
  expect(watched.jobs.list().length).toBeLessThan(9);
  expect(
    Object.values(states()).filter((state) => state !== 'done' && !state.startsWith('partial')),
  ).toEqual([]);
});

it('a folder that is away is waited for, and nothing is forgotten', async () => {
  const watched = start();
  const { at, states, folder } = watched;
  writeFileSync(at('a.txt'), 'Anna Berg lives in Oslo.');
  writeFileSync(at('b.txt'), 'Peter Holt lives in Bristol.');
  await watched.import();
  await watched.watching.set(true);
  await expect.poll(() => watched.jobs.list().length, patient).toBe(2);
  await expect.poll(() => watched.jobs.isIdle(), patient).toBe(true);
  renameSync(folder, `${folder}-away`);
  await expect.poll(() => watched.watching.state(), patient).toBe('missing');
  await wait(2500);
  expect(Object.keys(states())).toEqual(['a.txt', 'b.txt']);
  appendFileSync(join(`${folder}-away`, 'b.txt'), ' He works there, too.');
  renameSync(`${folder}-away`, folder);
  await expect.poll(() => watched.watching.state(), patient).toBe('on');
  await expect
    .poll(() => watched.rows().map(({ sentences }) => sentences), patient)
    .toEqual([1, 2]);
  await watched.watching.set(false);
  const before = watched.jobs.list().length;
  writeFileSync(at('c.txt'), 'Nobody looks.');
  await wait(3000);
  expect(watched.jobs.list().length).toBe(before);
});
