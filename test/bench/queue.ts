import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { processor } from '#engine/devices/device';
import { createJobs } from '#engine/jobs';
import { segmentText } from '#engine/pipeline';
import { toQueueAddress } from '#engine/queue/address';
import { askQueue } from '#engine/queue/ask';
import { connectQueue } from '#engine/queue/connect';
import type { Batch } from '#engine/queue/payload';
import { startStages } from '#engine/workers/stages';
import { createProject } from '#store/open';
import { extractMock } from '../queue/mock-extractor.ts';
import { openLine, toQueue } from '../queue/line.ts';
import { startRedis, type TestRedis } from '../queue/redis.ts';
import { startTestWorker, type TestWorker } from '../queue/workers.ts';
import { writeQueueFolder } from '../queue/folder.ts';

/**
 * What the queue costs and carries:
 *
 *   node test/bench/queue.ts                      what bounds it: the writer's time a sentence, and of the way alone (workers without a model) batches/s, bytes, Redis' time a batch
 *   node test/bench/queue.ts --model [--documents N]   whole imports: this machine alone, then 1, 2 and 3 workers beside it
 *   node test/bench/queue.ts --kills N            N kills -9 among three workers without a model: every answer is compared
 */
const { values: given } = parseArgs({
  options: {
    model: { type: 'boolean' },
    documents: { type: 'string', default: '300' },
    kills: { type: 'string' },
    batches: { type: 'string', default: '4000' },
  },
});
const machine = fileURLToPath(new URL('../queue/mock-machine.ts', import.meta.url));
const ask = { model: 'm', heads: ['news'], id: 'm/news@1', version: '1' };
const schema = { name: 'news', entityTypes: ['PER'], relationTypes: [] };

/** A real text where the shared data lies beside the clone: made sentences are packed smaller than any text. */
const book = join(
  process.env['ESPALIER_SHARED'] ?? join(import.meta.dirname, '../../../shared'),
  'data/text/speeches/state-of-the-union-1945-2006.txt.gz',
);
const corpus = existsSync(book) ? gunzipSync(readFileSync(book)).toString('utf8') : '';

/** About what an import makes of a text: some 1,500 words. */
function toBatch(at: number): Batch {
  const from = (Math.abs(at) * 8500) % Math.max(1, corpus.length - 8500);
  if (corpus !== '') return segmentText(`${at} ${corpus.slice(from, from + 8500)}`);
  const lines = Array.from(
    { length: 52 },
    (_, i) =>
      `Anna Berg, who was number ${at * 52 + i} of the Nordlight Company in ${1900 + (i % 90)}, said on Monday in Oslo 📡 that she would not go to ${['Lisbon', 'Geneva', 'Halifax'][i % 3]} with Tomás Ruiz.`,
  );
  return segmentText(lines.join(' '));
}

function startMachine(redis: TestRedis, slots: number, delay: number) {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    machine,
    ...['--queue', redis.url, '--slots', String(slots), '--delay', String(delay)],
  ]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let isWorking = false;
  child.stderr.on('data', (text: Buffer) => (isWorking ||= text.includes('Working for')));
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  return { kill, ended, isWorking: () => isWorking };
}

function open(redis: TestRedis) {
  return askQueue({
    redis: connectQueue({ address: toQueueAddress(redis.url) }),
    shown: redis.url,
    ask,
    schemas: [schema],
    device: processor,
    here: () => Promise.reject(new Error('done here')),
    mayFallBack: false,
    workers: 1,
  });
}

async function figure(redis: TestRedis, name: string): Promise<number> {
  return Number(new RegExp(`${name}:([\\d.]+)`, 'u').exec(String(await redis.ask('INFO')))?.[1]);
}

/** The way there and back, without reading, a model or a store. */
async function measureWay(machines: number): Promise<void> {
  const redis = await startRedis();
  const started = Array.from({ length: machines }, () => startMachine(redis, 8, 0));
  const queue = open(redis);
  const never = new AbortController().signal;
  const count = Number(given.batches);
  const batches = Array.from({ length: count }, (_, at) => toBatch(at));
  await queue.extract(toBatch(-1), never);
  while (queue.width() < 8 * 3 * machines) await wait(50);
  const names = [
    'total_net_input_bytes',
    'total_net_output_bytes',
    'used_cpu_user',
    'used_cpu_sys',
  ];
  const before = await Promise.all(names.map((name) => figure(redis, name)));
  const own = process.cpuUsage();
  const begun = performance.now();
  let next = 0;
  const lane = async () => {
    for (let batch = batches[next++]; batch; batch = batches[next++])
      await queue.extract(batch, never);
  };
  await Promise.all(Array.from({ length: queue.width() + 8 }, lane));
  const seconds = (performance.now() - begun) / 1000;
  const after = await Promise.all(names.map((name) => figure(redis, name)));
  const [input = 0, output = 0, user = 0, system = 0] = after.map(
    (value, i) => value - (before[i] ?? 0),
  );
  const asking = process.cpuUsage(own);
  const sentences = batches.reduce((sum, batch) => sum + batch.sentences.length, 0);
  console.log(
    JSON.stringify({
      machines,
      batchesPerSecond: Math.round(count / seconds),
      sentencesPerSecond: Math.round(sentences / seconds),
      bytesInABatch: Math.round(input / count),
      bytesOutABatch: Math.round(output / count),
      redisMillisecondsABatch: Math.round(((user + system) * 1e5) / count) / 100,
      askerMillisecondsABatch: Math.round((asking.user + asking.system) / 10 / count) / 100,
    }),
  );
  await queue.close();
  for (const each of started) each.kill('SIGKILL');
  await redis.stop();
}

/** Whole imports of the same folder in one run; digests must be one. */
async function measureImports(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'espalier-bench-'));
  const folder = writeQueueFolder(join(scratch, 'in'), Number(given.documents), 1000);
  const redis = await startRedis();
  const workers: TestWorker[] = [];
  const digests = new Set<string>();
  for (const count of [0, 1, 2, 3, 0]) {
    while (workers.length < count) workers.push(startTestWorker(redis.url));
    if (count === 0) for (const worker of workers.splice(0)) worker.kill('SIGKILL');
    const line = await openLine({
      cacheBytes: 0,
      workers: 2,
      ...(count > 0 && { queue: toQueue(redis.url) }),
    });
    // Models are loaded before the clock starts.
    for (let ready = 0; count > 0 && ready < count; await wait(200))
      ready = workers.filter((worker) => worker.said().includes('Working for minilm')).length;
    const { imported } = await line.import(folder);
    digests.add(line.digest());
    const { sentences = 0, seconds = 1 } = imported ?? {};
    console.log(
      JSON.stringify({
        workers: count === 0 ? 'this machine alone, 2 processes' : `${count} in the queue`,
        sentences,
        seconds,
        sentencesPerSecond: Math.round(sentences / seconds),
      }),
    );
    await line.close();
  }
  console.log(digests.size === 1 ? 'one digest' : `DIGESTS DIFFER: ${digests.size}`);
  for (const worker of workers) worker.kill('SIGKILL');
  await redis.stop();
  rmSync(scratch, { recursive: true, force: true });
}

/** Every answer is compared with what a machine of its own would say; lost ones would never end it. */
async function storm(kills: number): Promise<void> {
  const redis = await startRedis();
  const machines = Array.from({ length: 3 }, () => startMachine(redis, 4, 30));
  let here = 0;
  const queue = askQueue({
    redis: connectQueue({ address: toQueueAddress(redis.url) }),
    shown: redis.url,
    ask,
    schemas: [schema],
    device: processor,
    here: (batch) => {
      here += 1;
      return Promise.resolve(extractMock(batch));
    },
    mayFallBack: false,
    workers: 1,
  });
  const never = new AbortController().signal;
  let [done, wrong, isOver, killed] = [0, 0, false, 0];
  const begun = performance.now();
  const lane = async (first: number) => {
    for (let at = first; !isOver; at += 24) {
      const batch = toBatch(at);
      const found = await queue.extract(batch, never);
      done += 1;
      if (!isDeepStrictEqual(found, extractMock(batch))) wrong += 1;
    }
  };
  const lanes = Array.from({ length: 24 }, (_, at) => lane(at));
  while (killed < kills) {
    const at = Math.floor(Math.random() * machines.length);
    await wait(100 + 400 * Math.random());
    // One that has only been started would die of nothing.
    if (!machines[at]?.isWorking()) continue;
    machines[at]?.kill('SIGKILL');
    await machines[at]?.ended;
    machines[at] = startMachine(redis, 4, 30);
    killed += 1;
    if (killed % 10 === 0)
      console.log(`${killed} kills, ${done} batches, ${wrong} wrong, ${here} done here`);
  }
  isOver = true;
  await Promise.all(lanes);
  const seconds = Math.round((performance.now() - begun) / 1000);
  await queue.close();
  for (const each of machines) each.kill('SIGKILL');
  await Promise.all(machines.map((each) => each.ended));
  const left = await redis.keys();
  console.log(
    JSON.stringify({ kills, seconds, batches: done, wrong, doneHere: here, keysLeft: left.length }),
  );
  await redis.stop();
}

/** What the importing engine itself does, with extraction that costs nothing: resolving and writing (reading is other processes). */
async function measureWriter(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'espalier-bench-'));
  const folder = join(scratch, 'in');
  mkdirSync(folder);
  for (let at = 0; at < 60; at += 1)
    writeFileSync(join(folder, `${at}.txt`), toBatch(at * 4).text + toBatch(at * 4 + 1).text);
  const project = createProject(join(scratch, 'p.espalier'));
  const stages = startStages({
    folder: '',
    heads: ['news'],
    workers: 2,
    elsewhere: () => ({
      extract: (batch) => Promise.resolve(extractMock(batch)),
      width: () => 8,
      waitsFor: () => undefined,
      device: processor,
      close: () => Promise.resolve(),
    }),
  });
  const model = { id: ask.id, schemas: [schema], options: {} };
  const jobs = createJobs({
    project,
    getModel: () => Promise.resolve(model),
    getStages: () => Promise.resolve(stages),
    announce: () => undefined,
  });
  const own = process.cpuUsage();
  const { imported } = await jobs.whenEnded(jobs.startImport({ paths: [folder] }));
  const { user, system } = process.cpuUsage(own);
  const { sentences = 1, mentions = 0, seconds = 1 } = imported ?? {};
  console.log(
    JSON.stringify({
      sentences,
      mentions,
      seconds,
      writerMillisecondsASentence: Math.round((user + system) / sentences) / 1000,
    }),
  );
  await jobs.close();
  await stages.close();
  project.close();
  rmSync(scratch, { recursive: true, force: true });
}

if (given.kills !== undefined) await storm(Number(given.kills));
else if (given.model) await measureImports();
else {
  await measureWriter();
  for (const machines of [1, 2, 3]) await measureWay(machines);
}
