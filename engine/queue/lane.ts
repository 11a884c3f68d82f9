import { WaitingError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueuedAnswer } from '#contract/queue';
import type { Stages } from '../workers/asking.ts';
import { ExtractorLost } from '../workers/extractors.ts';
import { PREFIX, toAnswersKey, toBatchKey, toQueueName } from './keys.ts';
import { packAnswer, unpackBatch } from './payload.ts';

/** Extraction by processes of this machine; `width` grows once it is known that a graphics processor does it. */
export interface Extractors extends Pick<Stages, 'extract' | 'width'> {
  close(): Promise<void>;
}

export interface LaneOptions {
  readonly redis: Redis;
  readonly shown: string;
  readonly worker: string;
  /** As `toWork`. */
  readonly asked: string;
  readonly extractors: Extractors;
  readonly slots: number;
  readonly lease: number;
  readonly total: { batches: number; sentences: number; unwanted: number };
  say(sentence: string): void;
}

/** Work for one model: its queue, and the processes that have it loaded. */
export interface Lane {
  /** Batches that are worked on at once. */
  slots(): number;
  /** Stops work whose asker took its words back, or is gone; takes as many batches as can be worked on now. */
  look(): Promise<void>;
  /** Its processes do not start: nothing more is taken. */
  isBroken(): boolean;
  /** Takes nothing more, and gives back what is not finished within so many milliseconds. */
  close(grace: number): Promise<void>;
}

/** Workers in a row that were lost, or broke, over one batch before its asker is told. */
const MAX_STALLED = 2;
/** Milliseconds an answer lies there for its asker. */
const ANSWER_LASTS = 600_000;
const RETRY = 500;
/** Milliseconds a batch is worked on before it is looked at whether it is still wanted. */
const SURELY_WANTED = 1000;

/**
 * Locks are renewed by this process, which never runs a model itself: they hold however long native code takes, and they end
 * when the machine does.
 */
export function createLane(options: LaneOptions): Lane {
  const { redis, worker, extractors, lease, total, say } = options;
  const active = new Map<string, { readonly abort: AbortController; readonly since: number }>();
  let isStopping = false;
  let isBroken = false;
  const slots = () => Math.max(options.slots, extractors.width - 1);

  const queue = new Worker(toQueueName(options.asked), work, {
    connection: redis,
    prefix: PREFIX,
    skipVersionCheck: true,
    // One more than can be worked on: its words are here when a process comes free.
    concurrency: slots() + 1,
    lockDuration: lease,
    // Whole milliseconds: BullMQ's script takes nothing else.
    stalledInterval: Math.max(500, Math.round(lease / 3)),
    maxStalledCount: MAX_STALLED,
    runRetryDelay: 1000,
    drainDelay: 2,
  });
  const told = new Set<string>();
  queue.on('error', ({ message }) => {
    if (isLate(message) || told.has(message)) return;
    told.add(message);
    say(`Redis at ${options.shown} refused: ${message}`);
  });
  // The only failure there is: `work` throws for none of its own.
  queue.on('failed', (job) => {
    if (job?.id !== undefined) void answer({ kind: 'stalled', job: job.id, worker });
  });

  async function work(job: Job, token?: string): Promise<null> {
    const id = job.id ?? '';
    const words = await redis.getBuffer(toBatchKey(id));
    const batch = words && (await unpackBatch(words).catch(() => undefined));
    if (!batch) return unwanted();
    const abort = new AbortController();
    active.set(id, { abort, since: performance.now() });
    try {
      const extractions = await extractors.extract(batch, abort.signal);
      await answer({ kind: 'found', job: id, worker, extractions });
      total.batches += 1;
      total.sentences += batch.sentences.length;
      return null;
    } catch (error) {
      if (error instanceof ExtractorLost) {
        await answer({ kind: 'lost', job: id, worker });
        return null;
      }
      if (abort.signal.aborted && !isStopping) return unwanted();
      if (!isStopping) breakDown(error);
      // One that breaks machine after machine does not go on to the next.
      if (!isStopping && job.attemptsStarted > MAX_STALLED) {
        await answer({ kind: 'stalled', job: id, worker });
        return null;
      }
      // Back to the others, at once.
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      active.delete(id);
    }
  }

  function unwanted(): null {
    total.unwanted += 1;
    return null;
  }

  function breakDown(error: unknown): void {
    if (isBroken) return;
    isBroken = true;
    void queue.pause(true);
    const why = error instanceof Error ? error.message : String(error);
    say(`This machine stops working for ${options.asked}: ${why}`);
  }

  /** A Redis without memory gets some when its askers take theirs out: so it is tried for as long as somebody wants it. */
  async function answer(found: QueuedAnswer): Promise<void> {
    const bytes = await packAnswer(found);
    const key = toAnswersKey(found.job.slice(0, found.job.indexOf('-')));
    for (;;)
      try {
        await redis.multi().rpush(key, bytes).pexpire(key, ANSWER_LASTS).exec();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RETRY));
        if (isStopping || (await redis.exists(toBatchKey(found.job))) === 0) return;
      }
  }

  return {
    isBroken: () => isBroken,
    slots,
    async look() {
      queue.concurrency = slots() + 1;
      const before = performance.now() - SURELY_WANTED;
      const old = [...active].filter(([, { since }]) => since < before);
      if (old.length === 0) return;
      const pipeline = redis.pipeline();
      for (const [id] of old) pipeline.exists(toBatchKey(id));
      const found = (await pipeline.exec()) ?? [];
      old.forEach(([, { abort }], i) => {
        if (found[i]?.[1] === 0) abort.abort();
      });
    },
    async close(grace) {
      const closed = queue.close().catch(() => undefined);
      await Promise.race([closed, pause(grace)]);
      isStopping = true;
      for (const { abort } of active.values()) abort.abort();
      await Promise.race([closed, pause(LAST_WORDS)]);
      await extractors.close();
      await Promise.race([queue.close(true).catch(() => undefined), pause(LAST_WORDS)]);
    },
  };
}

const LAST_WORDS = 2000;

/** Said of what comes back after Redis was away, or after the import has ended; what was lost is asked for again. */
function isLate(message: string): boolean {
  return /Missing (lock|key) for job|renew lock|not in the active state|Connection is closed|ECONN|EPIPE|ETIMEDOUT|LOADING/u.test(
    message,
  );
}

/** Keeps no process alive that has nothing else to do. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
