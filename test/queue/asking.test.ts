import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import { Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QUEUE_FORM, toWork, type QueuedAnswer } from '#contract/queue';
import type { Extraction } from '#domain/extraction';
import { processor } from '#engine/devices/device';
import { askQueue, type AskOptions } from '#engine/queue/ask';
import { PREFIX, toAnswersKey, toBatchKey, toQueueName, WORKERS } from '#engine/queue/keys';
import { packAnswer, unpackBatch, type Batch } from '#engine/queue/payload';
import { ExtractorLost } from '#engine/workers/extractors';
import type { Elsewhere } from '#engine/workers/stages';
import { hasRedis, startRedis, type TestRedis } from './redis.ts';

/** The asking side over a real Redis, against workers made by hand, which do what ours never would. */

const schema = {
  name: 'news',
  entityTypes: ['PER'],
  relationTypes: [{ name: 'KNOWS', phrase: 'knows', symmetric: false, head: [], tail: [] }],
};
const ask = { model: 'm', heads: ['news'], id: 'm/news@1', version: '1' };
const party = randomBytes(8).toString('hex');

function toBatch(text: string): Batch {
  const tokens = [...text.matchAll(/\S+/gu)].map(({ index, 0: token }) => ({
    start: index,
    end: index + token.length,
  }));
  return { text, sentences: [{ start: 0, end: text.length, tokens }] };
}

/** What a model would say: the first word is a person. */
function toFound({ sentences, heads = [''] }: Batch): Extraction[] {
  return sentences.flatMap(({ start, end, tokens }) =>
    heads.map(() => ({
      start,
      end,
      mentions: [{ start, end: tokens[0]?.end ?? end, type: 'PER', score: 0.5 }],
      relations: [],
    })),
  );
}

type Deed = (job: string, batch: Batch, say: (answer: QueuedAnswer) => Promise<void>) => unknown;

describe.skipIf(!hasRedis())('asking', () => {
  let redis: TestRedis;
  let client: Redis;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(() => {
    client = connect();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    await client.flushall();
    client.disconnect();
  });

  function connect(): Redis {
    const made = new Redis({ port: redis.port, maxRetriesPerRequest: null });
    made.on('error', () => undefined);
    return made;
  }

  function open(change: Partial<AskOptions> = {}): Elsewhere {
    const asking = askQueue({
      redis: connect(),
      shown: redis.url,
      ask,
      schemas: [schema],
      device: processor,
      here: (input) => Promise.resolve(toFound(input).map((one) => ({ ...one, mentions: [] }))),
      mayFallBack: false,
      workers: 1,
      every: 200,
      ...change,
    });
    closing.push(() => asking.close());
    return asking;
  }

  /** Somebody who takes jobs and does what the test wants with each. */
  async function work(deed: Deed): Promise<string[]> {
    const own = connect();
    const done: string[] = [];
    const say = async (answer: QueuedAnswer) => {
      await own.rpush(toAnswersKey(answer.job.slice(0, 16)), await packAnswer(answer));
    };
    const take = async ({ id = '' }: Job) => {
      done.push(id);
      const words = await own.getBuffer(toBatchKey(id));
      if (words) await deed(id, await unpackBatch(words), say);
    };
    const worker = new Worker(toQueueName(toWork(ask)), take, {
      connection: own,
      prefix: PREFIX,
      concurrency: 4,
    });
    worker.on('error', () => undefined);
    closing.push(async () => {
      await worker.close(true);
      own.disconnect();
    });
    const [at] = await own.time();
    const entry = { form: QUEUE_FORM, host: 'h', slots: 4, serves: [toWork(ask)], lacks: [] };
    const value = JSON.stringify({ at: Number(at), entry });
    // Where Redis is full there is room only now and then.
    await expect.poll(() => own.hset(WORKERS, party, value).catch(() => 'full')).not.toBe('full');
    return done;
  }

  const never = new AbortController().signal;
  const honest: Deed = (job, batch, say) =>
    say({ kind: 'found', job, worker: party, extractions: toFound(batch) });

  it('gives what the local pool gives, and leaves no key behind', async () => {
    const asking = open();
    const heard: Batch[] = [];
    await work((job, batch, say) => {
      heard.push(batch);
      return honest(job, batch, say);
    });
    const batch = toBatch('Anna 📡 knows Tomás .');
    expect(await asking.extract(batch, never)).toEqual(toFound(batch));
    // Heads apart: all of a sentence beside each other; what is switched off is told to the worker.
    const off = { entityTypes: ['ORG'], relationTypes: [] };
    const apart = { ...batch, heads: ['news', 'general'], options: { off } };
    expect(await asking.extract(apart, never)).toEqual([...toFound(batch), ...toFound(batch)]);
    expect(heard).toEqual([batch, apart]);
    for (const close of closing.splice(0).toReversed()) await close();
    expect(await redis.keys()).toEqual([]);
  });

  it('takes an answer once, however often and for whomever it comes', async () => {
    const asking = open();
    await work(async (job, batch, say) => {
      await honest(`${'0'.repeat(16)}${job.slice(16)}`, batch, say);
      for (let i = 0; i < 5; i += 1) await honest(job, batch, say);
    });
    const batches = ['Anna walks .', 'Tomás sits .', 'Ingrid runs .'].map(toBatch);
    const found = await Promise.all(batches.map((batch) => asking.extract(batch, never)));
    expect(found).toEqual(batches.map(toFound));
  });

  it('the same words at the same time are one job', async () => {
    const asking = open();
    const batch = toBatch('Anna walks .');
    const asked = Promise.all(Array.from({ length: 20 }, () => asking.extract(batch, never)));
    const done = await work(honest);
    expect(new Set((await asked).map((one) => JSON.stringify(one))).size).toBe(1);
    expect(done).toHaveLength(1);
  });

  it('believes no answer that cannot be one, asks again, and does it here in the end', async () => {
    const lies: ((found: Extraction[]) => Extraction[])[] = [
      (found) => [...found, ...found],
      (found) => found.map((one) => ({ ...one, end: one.end + 1 })),
      (found) =>
        found.map((one) => ({ ...one, mentions: [{ start: 0, end: 99, type: 'PER', score: 1 }] })),
      (found) =>
        found.map((one) => ({ ...one, mentions: [{ start: 0, end: 4, type: 'X', score: 1 }] })),
      (found) =>
        found.map((one) => ({
          ...one,
          relations: [{ head: 0, tail: 7, type: 'KNOWS', score: 1 }],
        })),
    ];
    for (const lie of lies) {
      const asking = open();
      const done = await work(async (job, batch, say) => {
        const extractions = lie(toFound(batch));
        for (let i = 0; i < 3; i += 1)
          await say({ kind: 'found', job, worker: party, extractions });
      });
      const [found] = await asking.extract(toBatch('Anna walks .'), never);
      // Done here: our own extractor finds nobody.
      expect(found?.mentions).toEqual([]);
      expect(done).toHaveLength(1);
      for (const close of closing.splice(0).toReversed()) await close();
    }
  });

  it('is not led in circles by answers that say nothing', async () => {
    const asking = open();
    const bomb = deflateRawSync(Buffer.alloc(80 * 2 ** 20, 0x20));
    const done = await work((job) =>
      client.rpush(toAnswersKey(job.slice(0, 16)), randomBytes(200), bomb),
    );
    expect((await asking.extract(toBatch('Anna walks .'), never))[0]?.mentions).toEqual([]);
    expect(done.length).toBeGreaterThan(1);
  }, 40_000);

  it('blames nothing for what happens on a worker: what dies or vanishes there is tried here', async () => {
    const here: AskOptions['here'] = (input) =>
      input.text.startsWith('Poison')
        ? Promise.reject(new ExtractorLost())
        : Promise.resolve(toFound(input).map((one) => ({ ...one, mentions: [] })));
    const asking = open({ here });
    let kind: 'lost' | 'stalled' = 'lost';
    await work((job, _batch, say) => say({ kind, job, worker: party }));
    for (kind of ['lost', 'stalled'] as const) {
      expect((await asking.extract(toBatch(`Anna ${kind} .`), never))[0]?.mentions).toEqual([]);
      const poison = toBatch(`Poison ${kind} .`);
      await expect(asking.extract(poison, never)).rejects.toThrow(ExtractorLost);
    }
  });

  it('asks again for what was lost: job, words, or all that there was', async () => {
    const asking = open();
    let isBroken = true;
    const done = await work((job, batch, say) => (isBroken ? undefined : honest(job, batch, say)));
    const batch = toBatch('Anna walks .');
    const asked = asking.extract(batch, never);
    // A worker that took it and never said a word: the job is done and gone.
    await expect.poll(() => done.length).toBeGreaterThan(0);
    await client.flushall();
    isBroken = false;
    expect(await asked).toEqual(toFound(batch));
    expect(done.length).toBeGreaterThan(1);
  }, 20_000);

  it('takes back what nobody wants any more', async () => {
    const asking = open();
    const stop = new AbortController();
    const asked = ['Anna .', 'Tomás .'].map((text) => asking.extract(toBatch(text), stop.signal));
    await expect.poll(async () => (await client.keys(`${PREFIX}:batch:*`)).length).toBe(2);
    const begun = performance.now();
    stop.abort();
    for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - begun).toBeLessThan(1000);
    await expect.poll(() => client.keys(`${PREFIX}:batch:*`)).toEqual([]);
    await expect.poll(() => client.llen(`${PREFIX}:${toQueueName(toWork(ask))}:wait`)).toBe(0);
  });

  it('holds back what no worker is near to', async () => {
    const asking = open();
    const stop = new AbortController();
    const asked = Array.from({ length: 50 }, (_, i) =>
      asking.extract(toBatch(`Anna ${i} .`), stop.signal).catch(() => undefined),
    );
    const count = async () => (await client.keys(`${PREFIX}:batch:*`)).length;
    // A machine under load takes its time to put them there; then no more may follow.
    await expect.poll(count, { timeout: 10_000 }).toBe(asking.width());
    await wait(300);
    expect(await count()).toBe(asking.width());
    const done = await work(async (job, batch, say) => {
      await wait(20);
      await honest(job, batch, say);
    });
    // Four slots joined: three batches for each.
    await expect.poll(() => asking.width(), { timeout: 5000 }).toBe(12);
    await Promise.all(asked);
    expect(done).toHaveLength(50);
  }, 20_000);

  it('says that nobody works, and does it here where it may', async () => {
    const patient = open();
    const stop = new AbortController();
    void patient.extract(toBatch('Anna .'), stop.signal).catch(() => undefined);
    await expect
      .poll(() => patient.waitsFor(), { timeout: 8000 })
      .toEqual({ code: 'queue-no-worker', subject: ask.id });
    stop.abort();
    const hasty = open({ mayFallBack: true });
    expect((await hasty.extract(toBatch('Anna .'), never))[0]?.mentions).toEqual([]);
    // And goes on so, without waiting again each time.
    const begun = performance.now();
    expect((await hasty.extract(toBatch('Tomás .'), never))[0]?.mentions).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(1000);
    // Until somebody works.
    await work(honest);
    const batch = toBatch('Ingrid .');
    await expect.poll(() => hasty.extract(batch, never), { timeout: 8000 }).toEqual(toFound(batch));
  }, 20_000);

  it('waits for a Redis without memory, takes its own words back, and ends', async () => {
    await client.config('SET', 'maxmemory', '6mb');
    const asking = open({ workers: 200, every: 1000 });
    // Words that do not shrink, so that a hundred of them are more than fits.
    const batches = Array.from({ length: 100 }, () =>
      toBatch(randomBytes(60_000).toString('base64')),
    );
    const asked = Promise.all(batches.map((batch) => asking.extract(batch, never)));
    await expect.poll(() => asking.waitsFor()?.code, { timeout: 10_000 }).toBe('queue-full');
    await work(honest);
    expect(await asked).toEqual(batches.map(toFound));
    await client.config('SET', 'maxmemory', '0');
  }, 60_000);
});
