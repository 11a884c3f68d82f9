import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { csv } from '#export/csv';
import { exportToFile } from '#export/file';
import { publish } from '#export/publish';
import { targets } from '#export/targets';
import { small, toOptions, toSource } from './graph.ts';

let folder = '';
const folders: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-export-'));
  folders.push(folder);
});

afterAll(async () => {
  for (const used of folders) await rm(used, { recursive: true, force: true });
});

describe.each(targets)('$name', (target) => {
  test('writes its files and nothing else, and the same again', async () => {
    const path = join(folder, `graph${target.extension}`);
    const report = await exportToFile(toSource(small), target, path, toOptions());
    expect(report).toMatchObject({ skipped: 0, deleted: 0 });
    expect(report.written).toBeGreaterThan(0);
    const names = await readdir(folder);
    expect(names).toHaveLength(target.files.length);
    const first = await readFile(path);
    await exportToFile(toSource(small), target, path, toOptions());
    expect((await readFile(path)).equals(first)).toBe(true);
  });

  test('a cancelled export leaves what was there', async () => {
    const path = join(folder, `graph${target.extension}`);
    await writeFile(path, 'older');
    const cancel = new AbortController();
    const source = toSource(small);
    const endless = {
      ...source,
      *triples() {
        for (let at = 0; ; at += 1) {
          if (at === 50_000) cancel.abort();
          yield* small.triples;
        }
      },
    };
    await expect(
      exportToFile(endless, target, path, toOptions(), { signal: cancel.signal }),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await readFile(path, 'utf8')).toBe('older');
    expect(await readdir(folder)).toHaveLength(1);
  });
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
  await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await readFile(path, 'utf8')).toBe('older');
  expect(await readdir(folder)).toHaveLength(2);
  await publish([{ path, write: (partial) => writeFile(partial, 'newer') }]);
  expect(await readdir(folder)).toEqual(['graph.txt']);
  expect(await readFile(path, 'utf8')).toBe('newer');
});
