import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { processor } from '#engine/devices/device';
import { askQueue } from '#engine/queue/ask';
import { toQueueAddress } from '#engine/queue/address';
import { connectQueue } from '#engine/queue/connect';
import { workOnQueue } from '#engine/queue/work';
import type { Elsewhere } from '#engine/workers/stages';
import { extractMock } from './mock-extractor.ts';
import { hasRedis, startRedis, type TestRedis } from './redis.ts';

const schema = { name: 'news', entityTypes: ['PER'], relationTypes: [] };
const never = new AbortController().signal;
const text = 'Anna🛫';
const batch = {
  text,
  sentences: [{ start: 0, end: text.length, tokens: [{ start: 0, end: text.length }] }],
};

describe.skipIf(!hasRedis())('a worker that is asked for many models', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('works for four at once, and for another when one of them is asked for no more', async () => {
    const connect = () => connectQueue({ address: toQueueAddress(redis.url) });
    const stop = new AbortController();
    const open = new Set<string>();
    const said: string[] = [];
    let most = 0;
    const work = workOnQueue({
      redis: connect(),
      shown: redis.url,
      host: 'h',
      slots: 1,
      version: '1',
      lease: 2000,
      open({ id }) {
        open.add(id);
        most = Math.max(most, open.size);
        return Promise.resolve({
          width: 2,
          extract: (input) => Promise.resolve(extractMock(input)),
          close: () => Promise.resolve(void open.delete(id)),
        });
      },
      say: (sentence) => void said.push(sentence),
      signal: stop.signal,
    });
    const askers = new Map<string, Elsewhere>();
    onTestFinished(async () => {
      for (const asking of askers.values()) await asking.close();
      stop.abort();
      await work.ended;
    });
    for (const id of ['m/1', 'm/2', 'm/3', 'm/4', 'm/5', 'm/6']) {
      const ask = { model: 'm', heads: ['news'], id, version: '1' };
      const asking = askQueue({
        redis: connect(),
        shown: redis.url,
        ask,
        schemas: [schema],
        device: processor,
        here: () => Promise.reject(new Error('here')),
        mayFallBack: false,
        workers: 1,
      });
      askers.set(id, asking);
    }
    const left = () => said.filter((one) => one.includes('one model too many here'));
    await expect.poll(left, { timeout: 15_000 }).toHaveLength(2);
    expect(open.size).toBe(4);
    const [gone = ''] = open;
    const waiting = [...askers.keys()].filter((id) => !open.has(id));
    // Those that it works for are served as ever.
    for (const id of open) expect(await askers.get(id)?.extract(batch, never)).toHaveLength(1);
    await askers.get(gone)?.close();
    askers.delete(gone);
    await expect.poll(() => waiting.some((id) => open.has(id)), { timeout: 20_000 }).toBe(true);
    expect(open.has(gone)).toBe(false);
    expect([open.size, most]).toEqual([4, 4]);
    expect(left()).toHaveLength(2);
  }, 60_000);
});
