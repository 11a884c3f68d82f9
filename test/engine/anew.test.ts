import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Devices, Provider } from '#domain/devices';
import { createEngine, type Engine } from '#engine/engine';
import type { DeviceState } from '#engine/devices/devices';
import { findPlaces } from '#engine/places';

const standIn = fileURLToPath(new URL('../devices/stand-in.ts', import.meta.url));

/** A machine with a graphics processor that is found when somebody looks; what imports asked for is noted. */
function createMachine() {
  let used: Provider = 'cpu';
  const asked: Provider[] = [];
  const list = (): Devices => ({
    rows: [],
    used,
    workers: 1,
    runtime: '',
    isTrying: false,
    webgpu: true,
    notice: null,
    sentencesPerSecond: 0,
  });
  const devices: DeviceState = {
    list,
    look() {
      used = used === 'cpu' ? 'webgpu' : 'cpu';
      return Promise.resolve(list());
    },
    allowWebGpu: () => undefined,
    choiceFor: () => ({
      choose() {
        asked.push(used);
        return Promise.resolve({ provider: used, precision: 'single' });
      },
      start: ({ provider }) => ({
        argv: [
          '--disable-warning=ExperimentalWarning',
          standIn,
          provider === 'cpu' ? 'slow' : 'well',
        ],
        env: {},
      }),
      onLost: () => undefined,
      onSentences: () => undefined,
    }),
  };
  return { devices, asked };
}

let [scratch, engine]: [string, Engine?] = [''];
beforeEach(() => {
  scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-anew-'));
  mkdirSync(join(scratch, 'in'));
});
afterEach(async () => {
  await engine?.close();
  rmSync(scratch, { recursive: true, force: true });
});

const start = (devices?: DeviceState) => {
  const places = { ...findPlaces(), data: join(scratch, 'data') };
  return createEngine({ places, workers: 1, cacheBytes: 0, ...(devices && { devices }) });
};
const write = (name: string) =>
  writeFileSync(join(scratch, 'in', name), `Ida Lund left Bergen 🛫 with ${name}. `.repeat(3));

it('an import goes on where it began, and the next extracts where it was chosen to meanwhile', async () => {
  const { devices, asked } = createMachine();
  engine = start(devices);
  const opened = await engine.open(join(scratch, 'p.espalier'), { create: true });
  const { jobs } = opened;
  const run = () => jobs.startImport({ paths: [join(scratch, 'in')] });
  write('one.txt');
  const first = run();
  await expect.poll(() => asked, { timeout: 15_000 }).toEqual(['cpu']);
  await engine.tryDevices(false);
  expect(jobs.get(first).state).toBe('running');
  expect((await jobs.whenEnded(first)).state).toBe('done');
  expect(asked).toEqual(['cpu']);
  write('two.txt');
  expect((await jobs.whenEnded(run())).state).toBe('done');
  expect(asked).toEqual(['cpu', 'webgpu']);
  // Between imports the processes of before end at once, and nobody who looks at the project notices.
  expect(engine.pids()).not.toEqual([]);
  await engine.tryDevices(false);
  expect(engine.pids()).toEqual([]);
  expect(engine.find()).toBe(opened);
}, 30_000);

it('a project that could not be opened is held by nobody, and the one before stays open', async () => {
  engine = start();
  const path = join(scratch, 'p.espalier');
  await engine.open(path, { create: true });
  await engine.chooseModel({ model: '', heads: ['news'] });
  const other = await engine.open(join(scratch, 'other.espalier'), { create: true });
  const write = (heads: string) => {
    const database = new DatabaseSync(path);
    database.prepare('UPDATE model_choice SET heads = ?').run(heads);
    database.close();
  };
  write('["ne');
  await expect(engine.open(path)).rejects.toThrow();
  expect(engine.find()).toBe(other);
  write('["news"]');
  expect((await engine.open(path)).chosen.heads).toEqual(['news']);
});
