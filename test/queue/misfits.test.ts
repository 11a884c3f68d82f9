import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { processor } from '#engine/devices/device';
import { createJobs } from '#engine/jobs';
import { findPlaces } from '#engine/places';
import { askQueue } from '#engine/queue/ask';
import { toQueueAddress } from '#engine/queue/address';
import { connectQueue } from '#engine/queue/connect';
import { workOnQueue } from '#engine/queue/work';
import { ExtractorLost } from '#engine/workers/extractors';
import { startStages, type StageOptions } from '#engine/workers/stages';
import { createProject } from '#store/open';
import { eachDocument } from '#store/documents';
import { openLine, toQueue } from './line.ts';
import { hasRedis, startRedis, type TestRedis } from './redis.ts';
import { startTestWorker } from './workers.ts';

vi.setConfig({ testTimeout: 240_000 });

const mockExtractor = fileURLToPath(new URL('mock-extractor.ts', import.meta.url));
const dyingWorker = fileURLToPath(new URL('dying-worker.ts', import.meta.url));
const cli = fileURLToPath(new URL('../../engine/hosts/cli.ts', import.meta.url));
const schema = { name: 'news', entityTypes: ['PER'], relationTypes: [] };
const ask = { model: 'm', heads: ['news'], id: 'm/news@1', version: '1' };
/** Stages with extractors that die of POISON. */
const dying: StageOptions = {
  folder: '',
  heads: ['news'],
  workers: 1,
  extractors: {
    argv: ['--disable-warning=ExperimentalWarning', mockExtractor, 'mock-extractor'],
    env: {},
  },
};

describe.skipIf(!hasRedis())('what does not fit', () => {
  let scratch = '';
  let folder = '';
  let redis: TestRedis;

  beforeAll(async () => {
    scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-misfits-'));
    folder = join(scratch, 'in');
    mkdirSync(folder);
    for (let i = 0; i < 6; i += 1)
      writeFileSync(
        join(folder, `${i}.txt`),
        `Anna Berg number ${i} walks 🚶 in Oslo. ${i === 3 ? 'This is POISON to some.' : 'Tomás sits.'}`,
      );
    redis = await startRedis();
  });
  afterAll(async () => {
    await redis.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  function connect() {
    return connectQueue({ address: toQueueAddress(redis.url) });
  }

  async function importWith(options: StageOptions) {
    const project = createProject(join(mkdtempSync(join(scratch, 'p-')), 'p.espalier'));
    const stages = startStages(options);
    const jobs = createJobs({
      project,
      getModel: () => Promise.resolve({ id: ask.id, schemas: [schema], options: {} }),
      getStages: () => Promise.resolve(stages),
      announce: () => undefined,
    });
    const { state } = await jobs.whenEnded(jobs.startImport({ paths: [folder] }));
    const rows = [...eachDocument(project)].map(({ path, state: end, code, mentions }) =>
      [path.slice(folder.length + 1), end, code, mentions].join(' '),
    );
    await jobs.close();
    await stages.close();
    project.close();
    return { state, rows };
  }

  const asking: NonNullable<StageOptions['elsewhere']> = (extract) =>
    askQueue({
      redis: connect(),
      shown: redis.url,
      ask,
      schemas: [schema],
      device: processor,
      here: extract,
      mayFallBack: false,
      workers: 1,
    });

  it('a sentence that its extractors die of is set aside as on one machine', async () => {
    const stop = new AbortController();
    const stages = startStages(dying);
    const said: string[] = [];
    const work = workOnQueue({
      redis: connect(),
      shown: redis.url,
      host: 'h',
      slots: 1,
      version: '1',
      lease: 2000,
      open: () => Promise.resolve(stages),
      say: (sentence) => void said.push(sentence),
      signal: stop.signal,
    });
    const queued = await importWith({ ...dying, elsewhere: asking });
    stop.abort();
    const report = await work.ended;
    expect(queued).toEqual(await importWith(dying));
    expect(queued.rows).toContain('3.txt quarantined extractor-crashed 0');
    expect(queued.rows.filter((row) => / done /u.test(row))).toHaveLength(5);
    expect(report).toMatchObject({ batches: 5 });
    expect(said).toEqual([`Working for ${ask.id}.`]);
  });

  it('a worker whose extractors die of whatever they are given sets nothing aside', async () => {
    const stop = new AbortController();
    let asked = 0;
    const work = workOnQueue({
      redis: connect(),
      shown: redis.url,
      host: 'sick',
      slots: 1,
      version: '1',
      lease: 2000,
      open: () =>
        Promise.resolve({
          extract() {
            asked += 1;
            return Promise.reject(new ExtractorLost());
          },
          width: 1,
          close: () => Promise.resolve(),
        }),
      say: () => undefined,
      signal: stop.signal,
    });
    const queued = await importWith({ ...dying, elsewhere: asking });
    stop.abort();
    await work.ended;
    // Just the one that ours die of as well.
    expect(queued).toEqual(await importWith(dying));
    expect(asked).toBe(6);
  });

  it('a sentence that takes whole machines down is tried here before it is blamed', async () => {
    let isOver = false;
    let deaths = 0;
    const machine = (async () => {
      while (!isOver) {
        const worker = startTestWorker(redis.url, [], { program: dyingWorker });
        onTestFinished(() => worker.kill('SIGKILL'));
        while (!isOver && !worker.isGone()) await new Promise((resolve) => setTimeout(resolve, 50));
        deaths += worker.isGone() ? 1 : 0;
        worker.kill('SIGKILL');
      }
    })();
    const queued = await importWith({ ...dying, elsewhere: asking });
    isOver = true;
    await machine;
    // Our own extractors die of it as well: blamed. And nobody else is, however often machines died.
    expect(queued.rows).toContain('3.txt quarantined extractor-crashed 0');
    expect(queued.rows.filter((row) => / done /u.test(row))).toHaveLength(5);
    expect(deaths).toBeGreaterThan(1);
  });

  it('a model that a worker does not have is left to others, until it is installed', async () => {
    const model = join(scratch, 'other');
    cpSync(join(findPlaces().models, 'minilm'), model, { recursive: true });
    const manifest = join(model, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"minilm"', '"other"'));
    const env = { ESPALIER_DATA: join(scratch, 'worker-data') };
    const worker = startTestWorker(redis.url, [], { env });
    onTestFinished(() => worker.kill('SIGKILL'));
    const line = await openLine({ queue: toQueue(redis.url), model, heads: ['news'] });
    onTestFinished(() => line.close());
    const job = line.start(folder);
    await expect
      .poll(() => worker.said(), { timeout: 60_000 })
      .toContain('Left to others: other/news@');
    await expect
      .poll(() => line.jobs.get(job).progress.waitsFor?.code, { timeout: 20_000 })
      .toBe('queue-no-worker');
    const installed = spawnSync(process.execPath, [cli, 'models', 'install', model], {
      env: { ...process.env, ...env },
    });
    expect(installed.status).toBe(0);
    const ended = await line.jobs.whenEnded(job);
    expect(ended.imported?.documents).toMatchObject({ done: 6 });
    expect(worker.said()).toContain('Working for other/news@');
  });

  it('a worker of another version leaves the work alone and says so', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const work = workOnQueue({
      redis: connect(),
      shown: redis.url,
      host: 'h',
      slots: 1,
      version: '2',
      lease: 2000,
      open: () => Promise.reject(new Error('asked for')),
      say: (sentence) => void said.push(sentence),
      signal: stop.signal,
    });
    const queue = asking(() => Promise.resolve([]));
    await expect
      .poll(() => said.join(), { timeout: 10_000 })
      .toContain('another version of Espalier');
    await queue.close();
    stop.abort();
    expect(await work.ended).toEqual({ batches: 0, sentences: 0, unwanted: 0 });
  });

  it('a worker that is stopped while it opens a model ends, and lets go of the model', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const [opening, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let isClosed = false;
    const work = workOnQueue({
      redis: connect(),
      shown: redis.url,
      host: 'h',
      slots: 1,
      version: '1',
      lease: 2000,
      async open() {
        opening.resolve();
        await opened.promise;
        const close = () => Promise.resolve(void (isClosed = true));
        return { extract: () => Promise.resolve([]), width: 2, close };
      },
      say: (sentence) => void said.push(sentence),
      signal: stop.signal,
    });
    const queue = asking(() => Promise.resolve([]));
    onTestFinished(() => queue.close());
    await opening.promise;
    stop.abort();
    await work.ended;
    opened.resolve();
    await expect.poll(() => isClosed).toBe(true);
    // A queue that is taken up now would never be left again.
    expect(said.join()).not.toContain('Working for');
  });
});
