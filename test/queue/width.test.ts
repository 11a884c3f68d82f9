import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { processor } from '#engine/devices/device';
import { toQueueAddress } from '#engine/queue/address';
import { askQueue } from '#engine/queue/ask';
import { connectQueue } from '#engine/queue/connect';
import { workOnQueue } from '#engine/queue/work';
import { extractMock } from './mock-extractor.ts';
import { hasRedis, startRedis, type TestRedis } from './redis.ts';

const schema = { name: 'news', entityTypes: ['PER'], relationTypes: [] };
const ask = { model: 'm', heads: ['news'], id: 'm/news@1', version: '1' };
const never = new AbortController().signal;

describe.skipIf(!hasRedis())('a worker whose device wants many batches at once', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('takes as many, and is sent as many, as soon as that is known', async () => {
    const connect = () => connectQueue({ address: toQueueAddress(redis.url) });
    const stop = new AbortController();
    let underWay = 0;
    let most = 0;
    /** As an extractor's: known with the first batch. */
    let width = 2;
    const work = workOnQueue({
      redis: connect(),
      shown: redis.url,
      host: 'h',
      slots: 1,
      version: '1',
      lease: 2000,
      open: () =>
        Promise.resolve({
          get width() {
            return width;
          },
          async extract(input) {
            width = 21;
            most = Math.max(most, (underWay += 1));
            await wait(200);
            underWay -= 1;
            return extractMock(input);
          },
          close: () => Promise.resolve(),
        }),
      say: () => undefined,
      signal: stop.signal,
    });
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
    onTestFinished(async () => {
      await asking.close();
      stop.abort();
      await work.ended;
    });
    const extract = (i: number) => {
      const text = `Anna🛫${i}`;
      const tokens = [{ start: 0, end: text.length }];
      return asking.extract({ text, sentences: [{ start: 0, end: text.length, tokens }] }, never);
    };
    expect(await extract(0)).toHaveLength(1);
    expect(most).toBe(1);
    await expect.poll(asking.width, { timeout: 15_000 }).toBe(60);
    await Promise.all(Array.from({ length: 80 }, (_, i) => extract(i + 1)));
    // One more than its slots waits beside them.
    expect(most).toBeGreaterThan(15);
    expect(most).toBeLessThanOrEqual(21);
  });
});
