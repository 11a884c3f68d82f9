import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import {
  GRAPHICS,
  QUEUE_FORM,
  queueAsk,
  queueWorker,
  toWork,
  type QueueAsk,
} from '#contract/queue';
import { ASKS, WORKERS } from './keys.ts';
import { createLane, type Extractors, type Lane } from './lane.ts';
import { createRegistry } from './registry.ts';

export interface WorkOptions {
  /** Open, and ours from now on. */
  readonly redis: Redis;
  readonly shown: string;
  /** The machine's name, for a person. */
  readonly host: string;
  /** Batches that are worked on at once, at least: for a graphics processor they become more. */
  readonly slots: number;
  /** Milliseconds: work of a worker that was not heard of for so long is given to another. */
  readonly lease: number;
  /** Of the code that extracts here. */
  readonly version: string;
  /**
   * Starts what works for a model; undefined where this machine does not have just that one.
   * @throws Error with a sentence, where it has the model and cannot work for it
   */
  open(ask: QueueAsk): Promise<Extractors | undefined>;
  /** A sentence for the person at the terminal. */
  say(sentence: string): void;
  readonly signal: AbortSignal;
}

export interface WorkReport {
  readonly batches: number;
  readonly sentences: number;
  /** Given back, since their asker did not want them any more. */
  readonly unwanted: number;
}

export interface QueueWork {
  /** So far. */
  report(): WorkReport;
  /** Resolves when `signal` was told and all that was under way is finished or given back. */
  readonly ended: Promise<WorkReport>;
}

/** Milliseconds. */
const LOOK = 1000;
const AWAY = 4000;
/** A model that nobody asks for is kept so long: the next import may want it. */
const KEEP = 60_000;
/** A model that is not here is looked for again: it may have been installed. */
const LOOK_AGAIN = 5000;
/** Models that are worked for at once: each has processes of its own, which hold it in memory. */
const MAX_LANES = 4;
/** Of the contract: more would make the whole announcement void. */
const MAX_LACKS = 100;

/** Works for everybody who asks in this queue, for as many models as are here, until told to stop. */
export function workOnQueue(options: WorkOptions): QueueWork {
  const { redis, shown, say, signal } = options;
  const worker = randomBytes(8).toString('hex');
  const asks = createRegistry(redis, ASKS, queueAsk);
  const workers = createRegistry(redis, WORKERS, queueWorker);
  const lanes = new Map<string, { readonly lane: Lane; asked: number }>();
  /** Models that are not here, and when they were looked for last. */
  const lacking = new Map<string, number>();
  const strangers = new Set<string>();
  const total = { batches: 0, sentences: 0, unwanted: 0 };
  let heard = performance.now();
  let isAway = false;
  /** One at a time: a device is tried by how quick it is. */
  let opening: Promise<void> | undefined;

  async function look(): Promise<void> {
    const wanted = await asks.list();
    heard = performance.now();
    const now = performance.now();
    for (const ask of wanted.values()) {
      const lane = lanes.get(toWork(ask));
      if (lane) lane.asked = now;
    }
    for (const ask of wanted.values())
      if (ask.form === QUEUE_FORM && ask.version === options.version) await serve(ask, now);
      else if (!strangers.has(toWork(ask))) {
        strangers.add(toWork(ask));
        say(toStranger(ask, options.version));
      }
    for (const [id, { lane, asked }] of lanes)
      if (now - asked > KEEP || lane.isBroken()) {
        lanes.delete(id);
        if (lane.isBroken()) lacking.set(id, now);
        await lane.close(0);
      }
    for (const id of lacking.keys())
      if (![...wanted.values()].some((ask) => toWork(ask) === id)) lacking.delete(id);
    const { host } = options;
    const slots = Math.max(options.slots, ...[...lanes.values()].map(({ lane }) => lane.slots()));
    const serves = [...lanes.keys()];
    const lacks = [...lacking.keys()].slice(0, MAX_LACKS);
    await workers.announce(worker, { form: QUEUE_FORM, host, slots, serves, lacks });
    for (const { lane } of lanes.values()) await lane.look();
    if (isAway) say(`Redis at ${shown} answers again.`);
    isAway = false;
    heard = performance.now();
  }

  async function serve(ask: QueueAsk, now: number): Promise<void> {
    const work = toWork(ask);
    if (lanes.has(work) || opening) return;
    const tried = lacking.get(work);
    if (tried !== undefined && now - tried < LOOK_AGAIN) return;
    const leave = (why: string) => {
      if (tried === undefined && !signal.aborted) say(`Left to others: ${ask.id} ${why}`);
      lacking.set(work, performance.now());
    };
    if (!(await makeRoom(now)))
      return leave(
        `is one model too many here: this worker works for ${MAX_LANES} others. Start another worker to help with it.`,
      );
    opening = open(ask, leave).finally(() => (opening = undefined));
    // A device may have to be tried, which takes long: meanwhile the others are served on.
    await Promise.race([opening, pause(LOOK)]);
  }

  /** Lets go of what nobody asks for any more, the longest unasked first; false where all are asked for. */
  async function makeRoom(now: number): Promise<boolean> {
    if (lanes.size < MAX_LANES) return true;
    const [last] = [...lanes].toSorted(([, a], [, b]) => a.asked - b.asked);
    if (!last || last[1].asked >= now) return false;
    lanes.delete(last[0]);
    await last[1].lane.close(0);
    return true;
  }

  async function open(ask: QueueAsk, leave: (why: string) => void): Promise<void> {
    let why =
      'is not on this machine. Install just that model here (espalier models install FOLDER) to help with it.';
    const extractors = await options.open(ask).catch((error: unknown) => {
      why = `cannot be worked for here: ${(error as Error).message}`;
      return undefined;
    });
    if (!extractors) return leave(why);
    // Told to stop meanwhile: nobody is left to close a lane.
    if (signal.aborted) return extractors.close();
    const work = toWork(ask);
    lacking.delete(work);
    say(`Working for ${ask.id}.`);
    const lane = createLane({ ...options, worker, asked: work, extractors, total });
    lanes.set(work, { lane, asked: performance.now() });
  }

  /** Looks again and again; a look that does not come back is told, and waited for. */
  async function run(): Promise<void> {
    const watch = setInterval(() => {
      if (isAway || performance.now() - heard < AWAY) return;
      isAway = true;
      say(`Redis at ${shown} does not answer. Waiting for it.`);
    }, LOOK);
    const stopped = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => stopped.resolve(), { once: true });
    if (signal.aborted) stopped.resolve();
    let looked = Promise.resolve();
    try {
      while (!signal.aborted) {
        // Redis may be loading, or have no memory: the next look may do better.
        looked = look().catch(() => undefined);
        await Promise.race([looked, stopped.promise]);
        await Promise.race([pause(LOOK), stopped.promise]);
      }
    } finally {
      clearInterval(watch);
      await Promise.race([looked, pause(LOOK)]);
      await end();
    }
  }

  async function end(): Promise<void> {
    await Promise.race([workers.leave(worker).catch(() => undefined), pause(LOOK)]);
    await Promise.all([...lanes.values()].map(({ lane }) => lane.close(GRACE)));
    redis.disconnect();
  }

  return { report: () => ({ ...total }), ended: run().then(() => ({ ...total })) };
}

/** Milliseconds in which what is under way may be finished when the worker is told to stop. */
const GRACE = 15_000;

function toStranger({ id, version }: QueueAsk, own: string): string {
  if (version === `${own}${GRAPHICS}`)
    return `Left alone: an import wants graphics processors for ${id}. Start a worker with --gpu to help with it.`;
  if (own === `${version}${GRAPHICS}`)
    return `Left alone: an import wants processors for ${id}. Start a worker without --gpu to help with it.`;
  return `Left alone: an import by another version of Espalier (${id}). Bring both machines to the same version.`;
}

/** Keeps no process alive that has nothing else to do. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
