import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { processor, type Device } from '#engine/devices/device';
import { createSample } from '#engine/devices/sample';
import { askQueue, type AskOptions } from '#engine/queue/ask';
import { toQueueAddress } from '#engine/queue/address';
import { connectQueue } from '#engine/queue/connect';
import { openOnGraphics } from '#engine/queue/graphics';
import { workOnQueue, type WorkOptions } from '#engine/queue/work';
import { startStages } from '#engine/workers/stages';
import { writeQueueFolder } from './folder.ts';
import { openLine, toQueue } from './line.ts';
import { hasRedis, startRedis, type TestRedis } from './redis.ts';
import { startTestWorker } from './workers.ts';

/** Who works for graphics processors has one: nothing else answers in their queue. */

vi.setConfig({ testTimeout: 120_000 });
const standIn = fileURLToPath(new URL('../devices/stand-in.ts', import.meta.url));
const cuda: Device = { provider: 'cuda', precision: 'half' };
const relation = { name: 'beside', phrase: 'beside', symmetric: false, head: [], tail: [] };
const schema = { name: 'news', entityTypes: ['Name'], relationTypes: [relation] };
const ask = { model: 'm', heads: ['news'], id: 'm/news@1', version: '1' };
const never = new AbortController().signal;

describe.skipIf(!hasRedis())('a worker for graphics processors', () => {
  let scratch = '';
  let redis: TestRedis;
  beforeAll(async () => {
    scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-graphics-'));
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const connect = () => connectQueue({ address: toQueueAddress(redis.url) });

  function startWork(open: WorkOptions['open']) {
    const stop = new AbortController();
    const said: string[] = [];
    const work = workOnQueue({
      ...{ redis: connect(), shown: redis.url, host: 'h', slots: 1, version: '1', lease: 2000 },
      open,
      say: (sentence) => void said.push(sentence),
      signal: stop.signal,
    });
    onTestFinished(async () => {
      stop.abort();
      await work.ended;
    });
    return said;
  }

  function startAsking(here: AskOptions['here']) {
    const asking = askQueue({
      ...{ redis: connect(), shown: redis.url, ask, schemas: [schema], device: cuda, here },
      ...{ mayFallBack: false, workers: 1, every: 200 },
    });
    onTestFinished(() => asking.close());
    return asking;
  }

  it('that has none leaves the work to others and says why', async () => {
    const env = { ESPALIER_DEVICE: 'cpu', ESPALIER_DATA: join(scratch, 'data') };
    const worker = startTestWorker(redis.url, ['--gpu'], { env });
    onTestFinished(() => worker.kill('SIGKILL'));
    const line = await openLine({ queue: toQueue(redis.url, { onGraphics: true }) });
    onTestFinished(() => line.close());
    const job = line.start(writeQueueFolder(join(scratch, 'in'), 3, 3));
    await expect
      .poll(() => worker.said(), { timeout: 30_000 })
      .toMatch(/Left to others: .*no graphics processor of this machine/u);
    await expect
      .poll(() => line.jobs.get(job).progress.waitsFor?.code, { timeout: 20_000 })
      .toBe('queue-no-worker');
    expect(worker.said().match(/Left to others/gu)).toHaveLength(1);
    expect(worker.said()).not.toContain('Working for minilm');
    await line.jobs.cancel(job);
  });

  it('that loses its own stops, and its processor answers nothing', async () => {
    const mark = join(scratch, 'mark');
    let own = cuda;
    const said = startWork(() =>
      openOnGraphics(
        {
          choose: () => Promise.resolve(own),
          start: ({ provider }) => ({
            argv: [
              '--disable-warning=ExperimentalWarning',
              standIn,
              provider === 'cpu' ? 'well-noting' : 'lost-with-an-error',
              '',
              mark,
            ],
            env: {},
          }),
          onLost: () => void (own = processor),
          onSentences: () => undefined,
        },
        (device) => startStages({ folder: '', heads: ['news'], workers: 1, device }),
        never,
      ),
    );
    const asking = startAsking(() => Promise.reject(new Error('here')));
    const { text, sentences } = createSample();
    const stop = new AbortController();
    const asked = sentences.map((sentence) =>
      asking.extract({ text, sentences: [sentence] }, stop.signal).catch(() => undefined),
    );
    expect(await Promise.race(asked)).toHaveLength(1);
    await expect.poll(() => asking.waitsFor()?.code, { timeout: 30_000 }).toBe('queue-no-worker');
    // Nor is it taken up again.
    await new Promise((resolve) => setTimeout(resolve, 7000));
    expect(said.filter((one) => one.includes(ask.id))).toEqual([
      'Working for m/news@1.',
      expect.stringMatching(/stops working .*graphics processor stopped working/u),
    ]);
    expect(existsSync(mark)).toBe(false);
    stop.abort();
    await Promise.all(asked);
  });

  it('does not pass on what broke three of them: it is tried where it was asked', async () => {
    let broken = 0;
    const open: WorkOptions['open'] = () =>
      Promise.resolve({
        width: 1,
        extract: () => Promise.reject(new Error(`broken for the ${(broken += 1)}th time`)),
        close: () => Promise.resolve(),
      });
    for (let i = 0; i < 4; i += 1) startWork(open);
    let tried = 0;
    const asking = startAsking(() => Promise.resolve([]).finally(() => (tried += 1)));
    const { text, sentences } = createSample();
    await asking.extract({ text, sentences: sentences.slice(0, 1) }, never);
    expect([broken, tried]).toEqual([3, 1]);
  });
});
