import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createPool, type Pool, type PoolOptions } from '#engine/workers/pool';

type Calls = { behave: { input: string; output: unknown } };

const MB = 2 ** 20;
const never = new AbortController().signal;
const worker = fileURLToPath(new URL('misbehaving.ts', import.meta.url));
let pool: Pool<Calls> | undefined;

function start(options: Partial<PoolOptions> = {}): Pool<Calls> {
  pool = createPool<Calls>({
    start: { argv: [worker], env: {} },
    size: 1,
    total: 20_000,
    quiet: 20_000,
    memory: 4096 * MB,
    output: 64 * MB,
    recycleAfter: 100,
    recycleAbove: 4096 * MB,
    ...options,
  });
  return pool;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

afterEach(() => pool?.close());

describe('a pool of worker processes', () => {
  it('keeps a process for the next call', async () => {
    const { call } = start();
    const first = await call('behave', 'answer', { signal: never });
    expect(await call('behave', 'answer', { signal: never })).toBe(first);
  });

  it('starts a fresh one where that is asked for, or the old one is tired', async () => {
    const { call } = start({ recycleAfter: 2 });
    const pids = new Set<unknown>();
    pids.add(await call('behave', 'answer', { signal: never }));
    pids.add(await call('behave', 'answer', { signal: never, alone: true }));
    pids.add(await call('behave', 'answer', { signal: never }));
    pids.add(await call('behave', 'answer', { signal: never }));
    expect(pids.size).toBe(3);
  });

  it.skipIf(process.platform !== 'linux')(
    'replaces one that has grown since its first calls, however large it was then',
    async () => {
      const { call } = start({ recycleGrown: 80 * MB });
      const many = async (count: number) => {
        const pids: unknown[] = [];
        for (let i = 0; i < count; i += 1)
          pids.push(await call('behave', 'grow', { signal: never }));
        return pids;
      };
      // Eight first calls, 32 MB each, are what it needs; the third after them is too much.
      const pids = await many(12);
      expect(new Set(pids.slice(0, 11)).size).toBe(1);
      expect(pids[11]).not.toBe(pids[10]);
    },
  );

  it.each(['exit', 'abort'])('says so when a worker does: %s', async (way) => {
    const { call } = start();
    await expect(call('behave', way, { signal: never })).rejects.toMatchObject({
      name: 'WorkerLost',
      why: 'crashed',
    });
    expect(await call('behave', 'answer', { signal: never })).toBeTypeOf('number');
  });

  it.each(['hang', 'spin', 'dawdle'])('ends a worker that takes too long: %s', async (way) => {
    const { call } = start({ total: 1500 });
    await expect(call('behave', way, { signal: never })).rejects.toMatchObject({ why: 'timeout' });
  });

  it('ends a worker that is silent for too long, and lets one be that comes further', async () => {
    const { call } = start({ total: 3000, quiet: 1000 });
    const began = performance.now();
    await expect(call('behave', 'spin', { signal: never })).rejects.toMatchObject({
      why: 'timeout',
      message: expect.stringContaining('no progress') as string,
    });
    await expect(call('behave', 'dawdle', { signal: never })).rejects.toMatchObject({
      message: expect.stringContaining('more than') as string,
    });
    expect(performance.now() - began).toBeGreaterThan(4000);
  });

  it('ends a worker that sends without end, before it fills our memory', async () => {
    const { call } = start({ output: 20 * MB });
    const before = process.memoryUsage().rss;
    await expect(call('behave', 'flood', { signal: never })).rejects.toMatchObject({
      why: 'output',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MB);
  });

  it('ends a worker that does not speak our language', async () => {
    const { call } = start();
    await expect(call('behave', 'babble', { signal: never })).rejects.toMatchObject({
      why: 'crashed',
    });
  });

  it('tells a worker that somebody killed from one that died', async () => {
    const { call } = start();
    await expect(call('behave', 'suicide', { signal: never })).rejects.toMatchObject({
      why: 'killed',
      isAlone: true,
    });
  });

  it('names what a worker did in the moments before it died', async () => {
    const recent: (readonly string[])[] = [];
    const { call } = start({ onIdleDeath: (names) => void recent.push(names) });
    await call('behave', 'answer', { signal: never, about: 'first' });
    await call('behave', 'late', { signal: never, about: 'second' });
    await expect.poll(() => recent).toEqual([['second', 'first']]);
    await call('behave', 'late', { signal: never, about: 'third' });
    await expect(call('behave', 'hang', { signal: never, about: 'fourth' })).rejects.toMatchObject({
      before: ['third'],
      isAlone: false,
    });
  });

  it('watches one that answered alone for a late end', async () => {
    const { call } = start();
    await expect(call('behave', 'late', { signal: never, alone: true })).rejects.toMatchObject({
      why: 'crashed',
      isAlone: true,
    });
  });

  it.skipIf(process.platform !== 'linux')('ends a worker that takes too much memory', async () => {
    const { call } = start({ memory: 500 * MB });
    await expect(call('behave', 'hoard', { signal: never })).rejects.toMatchObject({
      why: 'memory',
    });
  });

  it('stops within a second, though the worker does not listen', async () => {
    const { call, pids } = start();
    await call('behave', 'answer', { signal: never });
    const [pid = 0] = pids();
    const abort = new AbortController();
    const spinning = call('behave', 'spin', { signal: abort.signal });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const began = performance.now();
    abort.abort();
    await expect(spinning).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(1000);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('blames the documents, not itself, however many workers they end', async () => {
    const { call } = start();
    for (let i = 0; i < 10; i += 1)
      await expect(call('behave', 'exit', { signal: never })).rejects.toMatchObject({
        why: 'crashed',
      });
    expect(await call('behave', 'answer', { signal: never })).toBeTypeOf('number');
  });

  it('gives up on workers that do not come up', async () => {
    const { call } = start({ start: { argv: [worker, 'stillborn'], env: {} } });
    const began = performance.now();
    await expect(call('behave', 'answer', { signal: never })).rejects.toMatchObject({
      code: 'worker-failed',
    });
    // Five tries with pauses between them, and none while it is hopeless.
    expect(performance.now() - began).toBeGreaterThan(5000);
    const again = performance.now();
    await expect(call('behave', 'answer', { signal: never })).rejects.toMatchObject({
      code: 'worker-failed',
    });
    expect(performance.now() - again).toBeLessThan(200);
  });

  it('starts as many at once as it has room for', async () => {
    const { call } = start({ size: 12 });
    const pids = await Promise.all(
      Array.from({ length: 12 }, () => call('behave', 'answer', { signal: never })),
    );
    expect(new Set(pids).size).toBe(12);
  });

  it('hands nobody a process that was stopped just as it had answered', async () => {
    const { call } = start();
    await call('behave', 'answer', { signal: never });
    for (let round = 0; round < 30; round += 1) {
      const stop = new AbortController();
      const asked = call('behave', 'answer', { signal: stop.signal }).catch(() => undefined);
      const until = performance.now() + (round % 10) * 0.15;
      while (performance.now() < until) await new Promise((turn) => setImmediate(turn));
      stop.abort();
      expect(await call('behave', 'answer', { signal: never })).toBeTypeOf('number');
      await asked;
    }
  });

  it('survives a rejection that comes after the answer', async () => {
    const { call, pids } = start();
    await call('behave', 'late', { signal: never });
    await expect.poll(pids, { timeout: 10_000 }).toEqual([]);
    // The process is dead by now; whoever calls next must not pay for it.
    const next = await call('behave', 'answer', { signal: never }).catch((error: unknown) => error);
    expect(next).toBeTypeOf('number');
  });
});
