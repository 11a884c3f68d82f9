import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { csv } from '#export/csv';
import { brat } from '#export/training/brat';
import type { ExportSource } from '#export/source';
import { exportToFile } from '#export/file';
import { publish } from '#export/publish';
import { targets } from '#export/targets';
import { toOptions } from './chosen.ts';
import { small, toSource } from './graph.ts';

let folder = '';
const folders: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-export-'));
  folders.push(folder);
});

afterAll(async () => {
  for (const used of folders) await rm(used, { recursive: true, force: true });
});

/** Text of a file, or of all files of a folder. */
async function readAll(path: string): Promise<string> {
  if ((await stat(path)).isFile()) return (await readFile(path)).toString('latin1');
  const names = (await readdir(path)).toSorted();
  return (await Promise.all(names.map((name) => readAll(join(path, name))))).join('\n');
}

describe.each(targets)('$name', (target) => {
  const isFolder = target.files.some((file) => 'entries' in file);

  test('writes its files and nothing else, and the same again', async () => {
    const path = join(folder, `graph${target.extension}`);
    const report = await exportToFile(toSource(small), target, path, toOptions());
    expect(report).toMatchObject({ skipped: 0, deleted: 0 });
    expect(report.written).toBeGreaterThan(0);
    expect(await readdir(folder)).toHaveLength(target.files.length);
    const first = await readAll(path);
    await exportToFile(toSource(small), target, path, toOptions());
    expect(await readAll(path)).toBe(first);
    expect(await readdir(folder)).toHaveLength(target.files.length);
  });

  test('a cancelled export stops within a second and leaves what was there', async () => {
    const path = join(folder, `graph${target.extension}`);
    if (!isFolder) await writeFile(path, 'older');
    const cancel = new AbortController();
    let cancelled = 0;
    setTimeout(() => {
      cancelled = performance.now();
      cancel.abort();
    }, 150);
    const endless: ExportSource = {
      ...toSource(small),
      *annotated() {
        for (let at = 0; ; at += 1)
          for (const document of small.documents) yield { ...document, id: `${document.id}${at}` };
      },
      *entities() {
        for (;;) yield* small.entities;
      },
      *triples() {
        for (;;) yield* small.triples;
      },
    };
    await expect(
      exportToFile(endless, target, path, toOptions(), { signal: cancel.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - cancelled).toBeLessThan(1000);
    if (!isFolder) expect(await readFile(path, 'utf8')).toBe('older');
    expect(await readdir(folder)).toHaveLength(isFolder ? 0 : 1);
  });

  test('no text leaves where none is wanted', async () => {
    const path = join(folder, `graph${target.extension}`);
    const write = exportToFile(toSource(small), target, path, toOptions({ withText: false }));
    if (target.family === 'training')
      return expect(write).rejects.toMatchObject({ code: 'export-refused' });
    await write;
    for (const name of await readdir(folder)) {
      const text = await readAll(join(folder, name));
      expect(text).not.toContain(Buffer.from('🚀').toString('latin1'));
    }
  });
});

test('a folder of somebody else is never replaced', async () => {
  const path = join(folder, 'corpus');
  await mkdir(path);
  await writeFile(join(path, 'mine.txt'), 'mine');
  await expect(exportToFile(toSource(small), brat, path, toOptions())).rejects.toMatchObject({
    code: 'export-refused',
  });
  expect(await readdir(path)).toEqual(['mine.txt']);
});

test('progress only ever grows and ends at what was written', async () => {
  const seen: number[] = [];
  const source = {
    ...toSource(small),
    *entities() {
      for (let at = 0; at < 100_000; at += 1) yield* small.entities;
    },
  };
  const { written } = await exportToFile(source, csv, join(folder, 'graph.csv'), toOptions(), {
    onProgress: (count) => seen.push(count),
  });
  expect(seen.at(-1)).toBe(written);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

describe('failures are typed', () => {
  test('no such folder', async () => {
    const path = join(folder, 'missing', 'graph.csv');
    await expect(exportToFile(toSource(small), csv, path, toOptions())).rejects.toMatchObject({
      code: 'path-missing',
    });
  });

  test('a folder where the file should be', async () => {
    await mkdir(join(folder, 'graph.csv'));
    const path = join(folder, 'graph.csv');
    await expect(exportToFile(toSource(small), csv, path, toOptions())).rejects.toMatchObject({
      code: 'path-unwritable',
    });
    expect(await readdir(folder)).toEqual(['graph.csv']);
  });
});

/** A process that is killed while it writes; the target file must be whole or the old one. */
test('kill -9 leaves no half file, and the next export clears what it left', async () => {
  const path = join(folder, 'graph.txt');
  await writeFile(path, 'older');
  const script = `
    import { publish } from ${JSON.stringify(new URL('../../engine/export/publish.ts', import.meta.url).href)};
    function* endless() { process.stdout.write('writing'); for (;;) yield 'line\\n'.repeat(1000); }
    import { writeText } from ${JSON.stringify(new URL('../../engine/export/write-text.ts', import.meta.url).href)};
    await publish([{ path: ${JSON.stringify(path)}, write: (partial) => writeText(partial, { records: endless() }, { step: () => undefined }) }]);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  // Its first record is made while the file is still being opened.
  const isHalf = async () => {
    const name = (await readdir(folder)).find((each) => each !== 'graph.txt');
    return name !== undefined && (await stat(join(folder, name))).size > 0;
  };
  await expect.poll(isHalf, { timeout: 10_000, interval: 5 }).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await readFile(path, 'utf8')).toBe('older');
  expect(await readdir(folder)).toHaveLength(2);
  await publish([{ path, write: (partial) => writeFile(partial, 'newer') }]);
  expect(await readdir(folder)).toEqual(['graph.txt']);
  expect(await readFile(path, 'utf8')).toBe('newer');
});
