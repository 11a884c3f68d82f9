import { writeSync } from 'node:fs';
import { serve, type Answer } from '#contract/server';
import { createTransport } from '#contract/transports';
import { READY } from '#engine/workers/starter';
import { createChannels } from '#engine/workers/stdio';

/** A worker that does what it is told, good or bad: the pool's own tests start it as a real process. */
const channels = createChannels(process.stdin, process.stdout);
channels.onEnd(() => process.exit(0));

const hoard: Buffer[] = [];
const behaviours: Record<string, () => unknown> = {
  answer: () => process.pid,
  exit: () => process.exit(0),
  abort: () => process.abort(),
  suicide: () => process.kill(process.pid, 'SIGKILL'),
  hang: () => new Promise(() => undefined),
  spin: () => {
    for (;;) continue;
  },
  /** Says for ever that it comes further. */
  dawdle: () => {
    setInterval(() => served.announce('worker.progress', null), 50);
    return new Promise(() => undefined);
  },
  late: () => {
    setTimeout(() => void Promise.reject(new Error('late')), 30);
    return process.pid;
  },
  hoard: () => {
    setInterval(() => hoard.push(Buffer.alloc(32 * 2 ** 20, 1)), 20);
    return new Promise(() => undefined);
  },
  /** Answers, and keeps a little more each time. */
  grow: () => {
    hoard.push(Buffer.alloc(32 * 2 ** 20, 1));
    return process.pid;
  },
  /** Far more words than anybody asked for. */
  flood: () => {
    const piece = 'x'.repeat(2 ** 20);
    setInterval(() => served.announce('worker.progress', piece), 1);
    return new Promise(() => undefined);
  },
  /** Words that are none of ours, and then nothing. */
  babble: () => {
    writeSync(1, Buffer.alloc(64 * 1024, 0xee));
    return new Promise(() => undefined);
  },
};

const answer: Answer = { handle: (name: string) => behaviours[name]?.() };
if (process.argv.includes('stillborn')) process.exit(1);
const ready: Answer = { handle: () => null };
const served = serve(
  createTransport(channels.open(0)),
  new Map([
    ['behave', answer],
    [READY, ready],
  ]),
);
