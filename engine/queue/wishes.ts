import { createHash } from 'node:crypto';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Extraction } from '#domain/extraction';
import { toBatchKey, toJobKey } from './keys.ts';
import type { Batch } from './payload.ts';

/** How a batch ended: with what the model says of it, or with nothing that others can do. */
export type Outcome = readonly Extraction[] | 'here';

/** One batch that is under way, for all who want the same. */
export interface Wish {
  readonly job: string;
  readonly packed: Buffer;
  readonly batch: Batch;
  readonly settled: PromiseWithResolvers<Outcome>;
  /** How many want it. */
  wanted: number;
  /** Monotonic milliseconds; undefined until it lies in the queue. */
  sent: number | undefined;
  /** Looks in a row at which its job was nowhere. */
  missed: number;
  /** Times it was put into the queue. */
  sends: number;
  /** Answers that could not be true. */
  refused: number;
}

export interface WishesOptions {
  readonly redis: Redis;
  readonly queue: Queue;
  readonly asker: string;
  /** Milliseconds between two calls of `sweep`. */
  readonly every: number;
  /** Somebody is to be let in: a wish ended. */
  onEnd(bytes: number): void;
}

/** Milliseconds. A batch whose asker is gone for so long is nobody's wish any more. */
const LASTS = 60_000;
const RETRY = 500;
const SHED_EVERY = 1000;
/** Looks that pass before a batch is looked after. */
const SETTLED_IN = 2;
const MAX_SENDS = 5;

/**
 * Batches under way. Each lies in the queue as a job and, apart from it, as the words: the words are the wish. Whatever is
 * lost of them is put there again, as often as it takes.
 */
export function createWishes({ redis, queue, asker, every, onEnd }: WishesOptions) {
  const wishes = new Map<string, Wish>();
  let closed = false;
  let trouble = '';
  let shedded = 0;
  let allowed = Infinity;

  const isWanted = (wish: Wish) => wishes.get(wish.job) === wish && !closed;

  /** Tries until it lies in the queue: a Redis without memory, or one that is loading, has some later. */
  async function send(wish: Wish): Promise<void> {
    wish.sent = undefined;
    while (isWanted(wish))
      try {
        await redis.set(toBatchKey(wish.job), wish.packed, 'PX', LASTS);
        const kept = { removeOnComplete: true, removeOnFail: true };
        await queue.add('extract', {}, { jobId: wish.job, ...kept });
        // What was taken back while it was on its way would lie there for nobody.
        if (!isWanted(wish)) return forget(wish);
        [trouble, wish.sent, wish.missed] = ['', performance.now(), 0];
        wish.sends += 1;
        return;
      } catch (error) {
        if (closed) return;
        trouble = (error as Error).message.split(' ')[0] ?? '';
        if (trouble === 'OOM') shed();
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
  }

  /**
   * Redis is full, and answers need memory too: the words that were sent last are taken out, and fewer are sent from now on.
   * Their jobs find nothing and end; `sweep` asks for them again.
   */
  function shed(): void {
    const now = performance.now();
    if (now - shedded < SHED_EVERY) return;
    shedded = now;
    const sent = [...wishes.values()].filter((wish) => wish.sent !== undefined);
    allowed = Math.max(sent.reduce((sum, { packed }) => sum + packed.length, 0) / 2, 1);
    for (const { job } of sent.slice(Math.floor(sent.length / 2)))
      redis.unlink(toBatchKey(job)).catch(() => undefined);
  }

  function end(wish: Wish): void {
    wishes.delete(wish.job);
    onEnd(wish.packed.length);
  }

  function settle(wish: Wish, outcome: Outcome): void {
    end(wish);
    wish.settled.resolve(outcome);
    redis.unlink(toBatchKey(wish.job)).catch(() => undefined);
  }

  function forget({ job }: Wish): void {
    redis.unlink(toBatchKey(job)).catch(() => undefined);
    // One that is being worked on cannot be taken out; its worker sees that its words are gone.
    queue.remove(job).catch(() => undefined);
  }

  return {
    /** The same words are the same job: whoever does them twice does nothing new. */
    toJob: (packed: Buffer) =>
      `${asker}-${createHash('sha256').update(queue.name).update(packed).digest('hex').slice(0, 32)}`,
    get: (job: string): Wish | undefined => wishes.get(job),
    count: () => wishes.size,
    /** What Redis said when it refused a batch last; empty where it did not. */
    trouble: () => trouble,
    /** Bytes that may lie in Redis, as far as it was full. */
    allowed: () => allowed,
    make(job: string, packed: Buffer, batch: Batch): Wish {
      const settled = Promise.withResolvers<Outcome>();
      settled.promise.catch(() => undefined);
      const counts = { wanted: 0, sent: undefined, missed: 0, sends: 0, refused: 0 };
      const wish: Wish = { job, packed, batch, settled, ...counts };
      wishes.set(job, wish);
      void send(wish);
      return wish;
    },
    settle,
    settleAll(outcome: Outcome): void {
      trouble = '';
      for (const wish of [...wishes.values()]) {
        end(wish);
        wish.settled.resolve(outcome);
        forget(wish);
      }
    },
    /** Nobody wants it any more. */
    drop(wish: Wish): void {
      if (wishes.get(wish.job) !== wish) return;
      end(wish);
      forget(wish);
    },
    /** Renews what lies in the queue, and puts there again what does not. */
    async sweep(): Promise<void> {
      allowed *= 1.1;
      const before = performance.now() - SETTLED_IN * every;
      const old = [...wishes.values()].filter(({ sent }) => sent !== undefined && sent < before);
      if (old.length === 0) return;
      const pipeline = redis.pipeline();
      for (const { job } of old)
        pipeline.pexpire(toBatchKey(job), LASTS).exists(toJobKey(queue.name, job));
      const results = (await pipeline.exec()) ?? [];
      old.forEach((wish, i) => {
        const isThere = results[2 * i]?.[1] === 1 && results[2 * i + 1]?.[1] === 1;
        wish.missed = isThere ? 0 : wish.missed + 1;
        // Twice in a row: an answer may be on its way to us.
        if (wish.missed < 2 || !isWanted(wish)) return;
        if (wish.sends < MAX_SENDS) return void send(wish);
        // Taken again and again, and never answered with anything that makes sense.
        settle(wish, 'here');
        forget(wish);
      });
    },
    close(reason: Error): void {
      closed = true;
      for (const wish of [...wishes.values()]) {
        wish.settled.reject(reason);
        end(wish);
        forget(wish);
      }
    },
  };
}
