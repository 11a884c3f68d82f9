import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createEngine, type Engine } from '#engine/engine';
import { findPlaces } from '#engine/places';
import { startCommand } from '../line/command.ts';
import { hasRedis, startRedis, type TestRedis } from './redis.ts';

/** The queue as a person sets it in the app: kept without its password, and waited for. */
describe.skipIf(!hasRedis())('a queue that was set in the app', () => {
  const { signal } = new AbortController();
  let [scratch, redis, engine]: [string, TestRedis?, Engine?] = [''];
  let isUp = true;
  const start = () => createEngine({ places: { ...findPlaces(), data: scratch }, workers: 1 });

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'espalier-queue-'));
    redis = await startRedis('--requirepass', 'secret');
  });
  afterAll(async () => {
    await engine?.close();
    if (isUp) await redis?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('is off, and stays off where the address cannot be used', async () => {
    engine = start();
    const off = { address: null, hasPassword: false, isGiven: false };
    expect(engine.getQueue()).toEqual(off);
    for (const [address, code] of [
      ['http://redis', 'queue-address'],
      ['redis://10.0.0.9', 'queue-unencrypted'],
      [redis?.url ?? '', 'queue-unauthorised'],
    ] as const)
      await expect(engine.setQueue(address, undefined, signal)).rejects.toMatchObject({ code });
    expect(engine.getQueue()).toEqual(off);
  });

  it('is kept without its password, and a project opens while it is not there', async () => {
    const address = redis?.url ?? '';
    expect(await engine?.setQueue(address, 'secret', signal)).toEqual({
      address,
      hasPassword: true,
      isGiven: false,
    });
    await engine?.close();
    expect(readFileSync(join(scratch, 'queue.json'), 'utf8')).not.toContain('secret');
    await redis?.stop();
    isUp = false;

    engine = start();
    expect(engine.getQueue()).toEqual({ address, hasPassword: false, isGiven: false });
    const { jobs } = await engine.open(join(scratch, 'p.espalier'), { create: true });
    const folder = join(scratch, 'in');
    mkdirSync(folder);
    writeFileSync(join(folder, 'note.txt'), 'Ida Lund lives in Bergen 🛫.');
    const job = jobs.startImport({ paths: [folder] });
    await expect
      .poll(() => jobs.get(job).progress.waitsFor?.code, { timeout: 15_000 })
      .toBe('queue-away');
    await expect(engine.setQueue(null, undefined, signal)).rejects.toMatchObject({
      code: 'job-running',
    });
    await jobs.cancel(job);
    await jobs.whenEnded(job);
    expect((await engine.setQueue(null, undefined, signal)).address).toBeNull();
    const again = engine.get().jobs;
    expect((await again.whenEnded(again.startImport({ paths: [folder] }))).state).toBe('done');
    // Folders that are followed are followed on.
    const before = again.list().length;
    await engine.get().watching.set(true);
    const hasLooked = () => again.list().length > before && again.isIdle();
    await expect.poll(hasLooked, { timeout: 15_000 }).toBe(true);
    await engine.setQueue(null, undefined, signal);
    expect(engine.get().watching.state()).toBe('on');
  }, 60_000);
});

it('an import of the command line sends nothing to a queue that was set in the app', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'espalier-queue-'));
  writeFileSync(join(scratch, 'queue.json'), '{"address":"redis://127.0.0.1:1"}');
  mkdirSync(join(scratch, 'in'));
  writeFileSync(join(scratch, 'in/note.txt'), 'Ida Lund lives in Bergen 🛫.');
  const { child, ended } = startCommand(
    ['import', join(scratch, 'in'), '--project', join(scratch, 'p.espalier')],
    { env: { ESPALIER_DATA: scratch } },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(scratch, { recursive: true, force: true });
  });
  expect(await ended).toMatchObject({ code: 0 });
}, 60_000);
