import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openExtractionCache } from '#store/extraction-cache';

const MB = 2 ** 20;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  path = join(folder, 'deep', 'extractions.cache');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (of: number | string) => hash('sha256', String(of), 'buffer').subarray(0, 16);
const valueOf = (of: number) => `[[[0,5,"Peop",0.${of}]],[]] 🛫`;
const sizeOf = () =>
  ['', '-wal', '-shm'].reduce(
    (sum, end) => sum + (statSync(path + end, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

/** The beginning of a program that keeps in the same file. */
function keeping(limit: number): string {
  const module = new URL('../../engine/store/extraction-cache.ts', import.meta.url);
  return `import { hash } from 'node:crypto';
    import { openExtractionCache } from ${JSON.stringify(fileURLToPath(module))};
    const cache = openExtractionCache(${JSON.stringify(path)}, ${limit});
    const keyOf = (of) => hash('sha256', String(of), 'buffer').subarray(0, 16);`;
}

describe('openExtractionCache', () => {
  it('finds what was kept, also in a later life, and nothing else', () => {
    const first = openExtractionCache(path, MB);
    first.keep([1, 2, 3].map((of) => [key(of), valueOf(of)] as const));
    first.keep([[key(4), '']]);
    expect(first.find([key(1), key(9), key(4)])).toEqual([valueOf(1), undefined, '']);
    first.close();
    const second = openExtractionCache(path, MB);
    expect(second.find([key(3), key(2)])).toEqual([valueOf(3), valueOf(2)]);
    second.close();
    expect(second.find([key(3)])).toEqual([undefined]);
  });

  it('stays within its bytes and lets go what was used longest ago', () => {
    let day = 0;
    const cache = openExtractionCache(path, MB, () => day * 86_400_000);
    for (let round = 0; round < 40; round++) {
      day = round;
      cache.keep(Array.from({ length: 1000 }, (_, i) => [key(`${round} ${i}`), valueOf(i)]));
      // Asked for every day, so never the one to leave.
      if (round > 0) expect(cache.find([key('0 0')])).toEqual([valueOf(0)]);
      expect(sizeOf()).toBeLessThan(MB + 6 * MB);
    }
    expect(statSync(path).size).toBeLessThanOrEqual(MB);
    const found = (round: number) =>
      cache
        .find(Array.from({ length: 1000 }, (_, i) => key(`${round} ${i}`)))
        .filter((value) => value !== undefined).length;
    expect(found(39)).toBe(1000);
    expect(found(1)).toBe(0);
    cache.close();
  });

  it('lets few go at a time, so that nobody stands still meanwhile, and keeps what comes', () => {
    const cache = openExtractionCache(path, MB);
    const beside = new DatabaseSync(path, { readOnly: true });
    const count = beside.prepare('SELECT count(*) AS rows FROM extraction');
    let [before, most] = [0, 0];
    for (let call = 0; call < 200; call++) {
      const own = Array.from({ length: 100 }, (_, i) => key(`${call} ${i}`));
      cache.keep(own.map((one, i) => [one, valueOf(i)]));
      expect(cache.find(own)).not.toContain(undefined);
      const { rows } = count.get() as { readonly rows: number };
      most = Math.max(most, before + 100 - rows);
      before = rows;
    }
    expect(before).toBeLessThan(15_000);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(500);
    beside.close();
    cache.close();
  });

  it('makes room where two processes keep much in one that is full', async () => {
    const cache = openExtractionCache(path, MB);
    const program = `${keeping(MB)}
      const keep = (of) => cache.keep(Array.from({ length: 50 }, (_, i) => [keyOf('b' + of + ' ' + i), 'v']));
      for (let of = 0; of < 100; of++) keep(of);
      // One that found the file held by the other keeps nothing, and is not the last.
      for (let go = 0; go < 100 && cache.find([keyOf('b0 0')])[0] !== 'v'; go++) keep(0);
      process.stdout.write(String(cache.find([keyOf('b0 0')])));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    let said = '';
    for (const from of [child.stdout, child.stderr])
      from.on('data', (some) => (said += String(some)));
    let isOver = false;
    const ended = new Promise((resolve) => child.once('close', resolve)).then(
      () => (isOver = true),
    );
    for (let of = 0; of < 100 || !isOver; of++) {
      cache.keep(Array.from({ length: 50 }, (_, i) => [key(`a${of} ${i}`), valueOf(i)] as const));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    expect(said).toBe('v');
    expect(statSync(path).size).toBeLessThanOrEqual(MB);
    cache.keep([[key('last'), 'x']]);
    expect(cache.find([key('last')])).toEqual(['x']);
    cache.close();
  });

  it('knows nothing where bytes were changed, rather than something wrong', () => {
    const wanted = Array.from({ length: 400 }, (_, i) => valueOf(i));
    const keys = wanted.map((_, i) => key(i));
    for (let seed = 1; seed <= 40; seed++) {
      rmSync(path, { force: true });
      const cache = openExtractionCache(path, MB);
      cache.keep(keys.map((one, i) => [one, wanted[i] ?? ''] as const));
      cache.close();
      const bytes = readFileSync(path);
      for (let flip = 0; flip < 3; flip++) {
        const at =
          Number(BigInt.asUintN(32, BigInt(seed * 2654435761 + flip * 40503))) % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (seed % 8));
      }
      writeFileSync(path, bytes);
      const again = openExtractionCache(path, MB);
      again.find(keys).forEach((value, i) => expect([undefined, wanted[i]]).toContain(value));
      again.keep([[key('new'), 'x']]);
      again.close();
    }
  });

  it.each(['', 'no database at all '.repeat(1000)])('replaces a file that is none: %#', (text) => {
    openExtractionCache(path, MB).close();
    writeFileSync(path, text);
    const cache = openExtractionCache(path, MB);
    cache.keep([[key(1), 'x']]);
    expect(cache.find([key(1)])).toEqual(['x']);
    cache.close();
  });

  it('does without where the folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    const cache = openExtractionCache(join(folder, 'file', 'cache'), MB);
    cache.keep([[key(1), 'x']]);
    expect(cache.find([key(1)])).toEqual([undefined]);
    cache.close();
  });

  it('finds what it knows while another is writing, and hardly waits for it', () => {
    let day = 0;
    const cache = openExtractionCache(path, MB, () => day * 86_400_000);
    const keys = Array.from({ length: 200 }, (_, i) => key(i));
    cache.keep(keys.map((one, i) => [one, valueOf(i)] as const));
    // On another day each of them is to be marked as used.
    day = 1;
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const began = performance.now();
    expect(cache.find(keys)).toEqual(keys.map((_, i) => valueOf(i)));
    expect(performance.now() - began).toBeLessThan(2000);
    other.exec('ROLLBACK');
    other.close();
    cache.close();
  });

  it('leaves a file alone that another holds when it is opened', () => {
    const before = openExtractionCache(path, MB);
    before.keep([[key(1), 'x']]);
    before.close();
    const other = new DatabaseSync(path);
    other.exec(
      'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM extraction WHERE used = 1',
    );
    const without = openExtractionCache(path, MB);
    expect(without.find([key(1)])).toEqual([undefined]);
    without.close();
    other.exec('ROLLBACK');
    other.close();
    const after = openExtractionCache(path, MB);
    expect(after.find([key(1)])).toEqual(['x']);
    after.close();
  });

  it('serves two processes, and survives the kill of one in the middle of a write', async () => {
    const program = `${keeping(8 * MB)}
      for (let of = 0; ; of++) {
        cache.keep(Array.from({ length: 50 }, (_, i) => [keyOf(of * 50 + i), 'v' + (of * 50 + i)]));
        if (of === 20) process.stdout.write('on');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    let said = '';
    child.stderr.on('data', (some) => (said += String(some)));
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', () => reject(new Error(said)));
    });
    const beside = openExtractionCache(path, MB * 8);
    expect(beside.find([key(0), key(500)])).toEqual(['v0', 'v500']);
    beside.keep([[key('beside'), 'x']]);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const after = openExtractionCache(path, MB * 8);
    const numbers = Array.from({ length: 1000 }, (_, i) => i);
    expect(after.find(numbers.map(key))).toEqual(numbers.map((i) => `v${i}`));
    expect(existsSync(path)).toBe(true);
    beside.close();
    after.close();
  });
});
