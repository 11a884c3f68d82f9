import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { chooseSeed, createRandom } from '../random.ts';
import { hasProc, listChildren } from '../line/command.ts';
import { writeQueueFolder } from './folder.ts';
import { openLine, toQueue, type TestLine } from './line.ts';
import { hasRedis, startRedis, type TestRedis } from './redis.ts';
import { startTestWorker, type TestWorker } from './workers.ts';

/**
 * Real workers, each a process as a person starts it on another machine, a real Redis and the model that ships: whatever
 * happens to any of them, the graph is the one that this machine makes alone.
 */

vi.setConfig({ testTimeout: 240_000 });
const MACHINES = 3;
const seed = chooseSeed();
const random = createRandom(seed);

describe.skipIf(!hasRedis())('workers on other machines', () => {
  let scratch = '';
  let folder = '';
  let alone = '';
  let redis: TestRedis;
  let machines: TestWorker[] = [];

  beforeAll(async () => {
    console.log(`seed ${seed} (ESPALIER_SEED repeats it)`);
    scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-machines-'));
    folder = writeQueueFolder(join(scratch, 'in'), 30, 150);
    redis = await startRedis();
    machines = Array.from({ length: MACHINES }, () => startTestWorker(redis.url));
    const line = await openLine();
    await line.import(folder);
    alone = line.digest();
    await line.close();
  });
  afterAll(async () => {
    for (const machine of machines) machine.kill('SIGKILL');
    await redis.stop();
    rmSync(scratch, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const [i, machine] of machines.entries())
      if (machine.isGone()) machines[i] = startTestWorker(redis.url);
  });

  async function open(change = {}): Promise<TestLine> {
    const line = await openLine({ queue: toQueue(redis.url, change) });
    onTestFinished(() => line.close());
    return line;
  }

  /** Milliseconds until something was extracted: whatever is to happen should happen in the middle. */
  async function underWay(line: TestLine, job: ReturnType<TestLine['start']>): Promise<void> {
    await expect
      .poll(() => line.jobs.get(job).progress.sentences, { timeout: 60_000, interval: 20 })
      .toBeGreaterThan(0);
  }

  it('give the same graph, each its share, and nothing is left in Redis', async () => {
    const line = await open();
    const job = await line.import(folder);
    expect(job.error).toBeNull();
    expect(line.digest()).toBe(alone);
    expect(line.engine.pids().length).toBeLessThanOrEqual(1);
    await line.engine.close();
    expect(await redis.keys()).toEqual([]);
  });

  it('serve two imports at once, and neither is mixed up with the other', async () => {
    const lines = [await open(), await open()];
    await Promise.all(lines.map((line) => line.import(folder)));
    expect(lines.map((line) => line.digest())).toEqual([alone, alone]);
  });

  it('killed again and again: nothing is lost, doubled or blamed', async () => {
    const line = await open();
    const job = line.start(folder);
    await underWay(line, job);
    let kills = 0;
    while (line.jobs.get(job).state === 'running' && kills < 8) {
      await wait(100 + 300 * random());
      const at = Math.floor(random() * MACHINES);
      // One that has only been started would die of nothing.
      if (!machines[at]?.said().includes('Working for minilm')) continue;
      machines[at]?.kill('SIGKILL');
      await machines[at]?.ended;
      machines[at] = startTestWorker(redis.url);
      kills += 1;
    }
    const ended = await line.jobs.whenEnded(job);
    console.log(`${kills} kills`);
    expect(kills).toBeGreaterThan(0);
    expect(ended.imported?.documents).toMatchObject({ done: 31, quarantined: 0 });
    expect(line.digest()).toBe(alone);
  });

  it.runIf(hasProc)(
    'stopped for longer than a lease: others do the work, what comes late does no harm',
    async () => {
      const line = await open();
      const job = line.start(folder);
      await underWay(line, job);
      const [first] = machines;
      first?.kill('SIGSTOP');
      onTestFinished(() => first?.kill('SIGCONT'));
      expect((await line.jobs.whenEnded(job)).state).toBe('done');
      first?.kill('SIGCONT');
      expect(line.digest()).toBe(alone);
    },
  );

  it('go on when Redis hung for a while, which the import says', async () => {
    const line = await open();
    const job = line.start(folder);
    await underWay(line, job);
    redis.freeze();
    await expect
      .poll(() => line.jobs.get(job).progress.waitsFor?.code, { timeout: 10_000 })
      .toBe('queue-away');
    expect(line.jobs.get(job).progress.secondsLeft).toBeNull();
    redis.thaw();
    expect((await line.jobs.whenEnded(job)).state).toBe('done');
    expect(line.jobs.get(job).progress.waitsFor).toBeUndefined();
    expect(line.digest()).toBe(alone);
  });

  it('go on when Redis was killed and came back with nothing in it', async () => {
    const line = await open();
    const job = line.start(folder);
    await underWay(line, job);
    await redis.restart(300);
    await redis.restart(0);
    expect((await line.jobs.whenEnded(job)).state).toBe('done');
    expect(line.digest()).toBe(alone);
  });

  describe('with Redis gone in the middle, not to come back', () => {
    async function goneUnderWay(mayFallBack: boolean) {
      const line = await open({ mayFallBack });
      const job = line.start(folder);
      await underWay(line, job);
      await redis.kill();
      onTestFinished(() => redis.launch());
      return { line, job };
    }

    it('this machine does the rest where it may', async () => {
      const { line, job } = await goneUnderWay(true);
      const ended = await line.jobs.whenEnded(job);
      expect(ended.imported?.documents).toMatchObject({ done: 31, quarantined: 0 });
      expect(line.digest()).toBe(alone);
    });

    it('otherwise it waits and says so, and stops at once when told to', async () => {
      const { line, job } = await goneUnderWay(false);
      await expect
        .poll(() => line.jobs.get(job).progress.waitsFor?.code, { timeout: 10_000 })
        .toBe('queue-away');
      const begun = performance.now();
      await line.jobs.cancel(job);
      expect(performance.now() - begun).toBeLessThan(1000);
      expect(line.jobs.get(job).state).toBe('cancelled');
    });
  });

  it('stop when the person stops, and the import goes on later', async () => {
    const line = await open();
    const job = line.start(folder);
    await underWay(line, job);
    const begun = performance.now();
    await line.jobs.cancel(job);
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(line.jobs.get(job).state).toBe('cancelled');
    // Neither words nor waiting jobs; what a worker is at ends within a batch.
    await expect
      .poll(async () => (await redis.keys()).filter((key) => key.includes(':batch:')))
      .toEqual([]);
    expect((await line.jobs.whenEnded(line.jobs.resume(job))).state).toBe('done');
    expect(line.digest()).toBe(alone);
  });

  it('told to stop: finish what they have, leave, and end well', async () => {
    const line = await open();
    const job = line.start(folder);
    await underWay(line, job);
    const [first] = machines;
    const children = first ? listChildren(first.pid) : [];
    first?.kill('SIGTERM');
    expect(await first?.ended).toBe(0);
    expect(first?.said()).toMatch(/"batches":\d+/u);
    expect((await line.jobs.whenEnded(job)).state).toBe('done');
    expect(line.digest()).toBe(alone);
    await expect
      .poll(() =>
        children.filter(({ pid }) => listChildren(process.pid).some((one) => one.pid === pid)),
      )
      .toEqual([]);
  });
});
