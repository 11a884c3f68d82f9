import { randomBytes } from 'node:crypto';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { EngineError } from '#contract/errors';
import { QUEUE_FORM, queueAsk, queueWorker, toWork, type QueueAsk } from '#contract/queue';
import type { Extraction } from '#domain/extraction';
import type { Schema } from '#domain/schema';
import type { Waiting } from '#domain/views';
import type { Device } from '../devices/device.ts';
import { logFault } from '../log.ts';
import { createRoom } from '../workers/room.ts';
import type { Stages } from '../workers/asking.ts';
import type { Elsewhere } from '../workers/stages.ts';
import { createAnswers } from './answers.ts';
import { ASKS, PREFIX, toAnswersKey, toQueueName, WORKERS } from './keys.ts';
import { isAnswerTo, packBatch, unpackAnswer, type Batch } from './payload.ts';
import { createRegistry } from './registry.ts';
import { createWishes, type Wish } from './wishes.ts';

export interface AskOptions {
  /** Open, and ours from now on. */
  readonly redis: Redis;
  /** `redis://host:6379`, for a person. */
  readonly shown: string;
  /** What is asked for, without the form. */
  readonly ask: Omit<QueueAsk, 'form'>;
  readonly schemas: readonly Schema[];
  readonly device: Device;
  /** Extraction on this machine: for what the queue cannot do. */
  readonly here: Stages['extract'];
  /** Whether all of it is done here while nobody in the queue does it. */
  readonly mayFallBack: boolean;
  /** Batches under way are at least this many. */
  readonly workers: number;
  /** Milliseconds between two looks at what lies in the queue; a second where absent. */
  readonly every?: number;
}

/** Milliseconds. */
const LOOK = 1000;
const LAST_WORDS = 3000;
/** All patience is counted in looks. Without an answer for so long Redis counts as away. */
const AWAY = 4;
const NOBODY = 5;
const FALL_BACK = 10;
/** After so long without work the queue is left, so that workers may let go of the model. */
const IDLE = 30;
/** Bytes of one batch; a larger one (a single sentence of megabytes) is done here. */
const MAX_BATCH = 4 * 2 ** 20;
/** Bytes of ours that lie in Redis at once. */
const MAX_BYTES = 64 * 2 ** 20;
/** For each slot one that is worked on and two that wait: no slot is idle, and stopping stays prompt. */
const A_SLOT = 3;
const MAX_UNDER_WAY = 4096;
const MAX_REFUSED = 3;

/**
 * The other implementation of `Stages.extract`: batches go to whoever works for the same model. Everything may be lost at any
 * time — a worker, an answer, all that Redis holds — since a batch is asked for again until its answer is here, and doing it
 * twice gives the same. What the queue keeps failing at is done here, where blame is found as it always is. Owns its connections
 * until closed.
 */
export function askQueue(options: AskOptions): Elsewhere {
  const { redis, ask, here, every = LOOK } = options;
  const work = toWork(ask);
  const asker = randomBytes(8).toString('hex');
  const queue = new Queue(toQueueName(work), {
    connection: redis,
    prefix: PREFIX,
    skipVersionCheck: true,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', tellFault);
  const asks = createRegistry(redis, ASKS, queueAsk);
  const workers = createRegistry(redis, WORKERS, queueWorker);
  const room = createRoom(() => ({
    count: width(),
    bytes: Math.min(MAX_BYTES, wishes.allowed()),
  }));
  const wishes = createWishes({ redis, queue, asker, every, onEnd: (bytes) => room.give(bytes) });
  const answers = createAnswers(redis, toAnswersKey(asker), (bytes) => void hear(bytes));
  let slots = 0;
  let closed = false;
  let isLooking = false;
  let hasLeft = false;
  /** Monotonic milliseconds: Redis answered; somebody worked for us; we had something to ask; it stands still since. */
  let heard = performance.now();
  let served = heard;
  let used = heard;
  let still: number | undefined;

  function width(): number {
    return Math.min(Math.max(slots * A_SLOT, options.workers + 1), MAX_UNDER_WAY);
  }

  async function extract(input: Batch, signal: AbortSignal): Promise<readonly Extraction[]> {
    const packed = await packBatch(input);
    if (packed.length > MAX_BATCH || isFallen()) return here(input, signal);
    if (wishes.count() === 0 && still === undefined) served = performance.now();
    used = performance.now();
    const wish = await make(packed, input, signal);
    wish.wanted += 1;
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(new EngineError('cancelled', 'The work'));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const outcome = await Promise.race([wish.settled.promise, stopped.promise]);
      return outcome === 'here' ? await here(input, signal) : outcome;
    } finally {
      signal.removeEventListener('abort', stop);
      wish.wanted -= 1;
      if (wish.wanted === 0) wishes.drop(wish);
    }
  }

  async function make(packed: Buffer, batch: Batch, signal: AbortSignal): Promise<Wish> {
    const job = wishes.toJob(packed);
    const before = wishes.get(job);
    if (before) return before;
    await room.take(packed.length, signal);
    // Somebody may have asked for the same while we waited for room.
    const made = wishes.get(job);
    if (made || closed) room.give(packed.length);
    if (closed) throw new EngineError('closed', 'The engine');
    return made ?? wishes.make(job, packed, batch);
  }

  async function hear(bytes: Buffer): Promise<void> {
    const { job, answer } = await unpackAnswer(bytes);
    const wish = wishes.get(job);
    // Done twice, or wanted no more.
    if (!wish) return;
    if (!answer) return refuse(wish);
    // That extractors died of it there may be the machine's fault: whether it is the batch's is found out here.
    if (answer.kind === 'lost' || answer.kind === 'stalled') wishes.settle(wish, 'here');
    else if (isAnswerTo(wish.batch, options.schemas, answer.extractions))
      wishes.settle(wish, answer.extractions);
    else refuse(wish);
  }

  /** The next answer may be true; `sweep` asks for it. */
  function refuse(wish: Wish): void {
    wish.refused += 1;
    if (wish.refused >= MAX_REFUSED) wishes.settle(wish, 'here');
  }

  /** Who is there, and is all that we wait for still under way? */
  async function look(): Promise<void> {
    await wishes.sweep();
    const found = [...(await workers.list()).values()].filter(
      ({ form, serves }) => form === QUEUE_FORM && serves.includes(work),
    );
    heard = performance.now();
    slots = found.reduce((sum, worker) => sum + worker.slots, 0);
    if (slots > 0) served = heard;
    if (wishes.count() > 0) used = heard;
    room.look();
    const isIdle = heard - used > IDLE * every;
    if (isIdle && !hasLeft) await leave();
    hasLeft = isIdle;
    if (!isIdle) await asks.announce(asker, { form: QUEUE_FORM, ...ask });
  }

  const timer = setInterval(() => {
    still = waitsFor() && (still ?? performance.now());
    if (isFallen()) wishes.settleAll('here');
    if (isLooking || closed) return;
    isLooking = true;
    look()
      .catch(tellFault)
      .finally(() => (isLooking = false));
  }, every);

  function isFallen(): boolean {
    return (
      options.mayFallBack && still !== undefined && performance.now() - still > FALL_BACK * every
    );
  }

  function waitsFor(): Waiting | undefined {
    const now = performance.now();
    const { shown } = options;
    if (now - heard > AWAY * every) return { code: 'queue-away', subject: shown };
    if (wishes.trouble() !== '')
      return { code: 'queue-full', subject: `${shown}: ${wishes.trouble()}` };
    const isAsking = wishes.count() > 0 || still !== undefined;
    if (isAsking && slots === 0 && now - served > NOBODY * every)
      return { code: 'queue-no-worker', subject: ask.id };
    return undefined;
  }

  /** Takes out what is ours; the last one to leave takes BullMQ's keys of the queue out too. */
  async function leave(): Promise<void> {
    await asks.leave(asker);
    await redis.unlink(toAnswersKey(asker));
    const others = [...(await asks.list()).values()].filter((other) => toWork(other) === work);
    if (others.length === 0) await queue.obliterate({ force: true });
  }

  return {
    extract,
    width,
    waitsFor,
    device: options.device,
    async close() {
      closed = true;
      clearInterval(timer);
      const late = new Promise((resolve) => setTimeout(resolve, LAST_WORDS).unref());
      wishes.close(new EngineError('closed', 'The engine'));
      await answers.close();
      await Promise.race([leave().catch(() => undefined), late]);
      await Promise.race([queue.close().catch(() => undefined), late]);
      redis.disconnect();
    },
  };
}

/** That Redis is away or refuses is said by what does not come back (`waitsFor`); anything else is a fault of ours. */
function tellFault(error: unknown): void {
  const { name, message, code = '' } = error as NodeJS.ErrnoException;
  if (name !== 'ReplyError' && !/Connection is closed/u.test(message) && code === '')
    logFault(error);
}
