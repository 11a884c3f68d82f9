import { setTimeout as wait } from 'node:timers/promises';
import { serve, type Answer } from '#contract/server';
import { createTransport } from '#contract/transports';
import type { ReaderCalls } from '#contract/workers';
import { readerAnswers } from '#engine/pipeline';
import { READY } from '#engine/workers/starter';
import { createChannels } from '#engine/workers/stdio';

/**
 * A reader that reads like the real one, but for documents that tell it to misbehave: their first line is `MOCK` and a
 * kind. The idea is Apache Tika's MockParser.
 */
const channels = createChannels(process.stdin, process.stdout);
channels.onEnd(() => process.exit(0));

type Output = ReaderCalls['source.read']['output'];
const forever = () => new Promise<never>(() => undefined);
const hoard: unknown[] = [];
const recurse = (depth: number): number => recurse(depth + 1) + 1;
/** By what happens; where nothing is given back, nothing comes. */
const kinds: Record<string, (read: () => Promise<Output>) => unknown> = {
  abort: () => process.abort(),
  segfault: () => process.kill(process.pid, 'SIGSEGV'),
  trap: () => process.kill(process.pid, 'SIGTRAP'),
  'exit-0': () => process.exit(0),
  'exit-1': () => process.exit(1),
  throws: () => {
    throw new TypeError('a stage throws');
  },
  rejects: () => Promise.reject(new Error('a stage rejects')),
  'throws-nothing': () => {
    // eslint-disable-next-line no-throw-literal
    throw undefined as unknown as Error;
  },
  'stack-overflow': () => recurse(0),
  'uncaught-soon': async () => {
    setTimeout(() => {
      throw new Error('uncaught');
    }, 5);
    return forever();
  },
  'late-rejection': async (read) => {
    setTimeout(() => void Promise.reject(new Error('late')), 50);
    return read();
  },
  'late-exit': async (read) => {
    setTimeout(() => process.exit(3), 50);
    return read();
  },
  'late-abort': async (read) => {
    setTimeout(() => process.abort(), 30);
    return read();
  },
  spins: () => {
    for (;;) continue;
  },
  hangs: forever,
  'false-progress': () => {
    setInterval(() => served.announce('worker.progress', null), 100);
    return forever();
  },
  memory: async () => {
    for (;;) {
      hoard.push(Buffer.alloc(16 * 2 ** 20, 1));
      await wait(5);
    }
  },
  heap: () => {
    for (;;) hoard.push(Array.from({ length: 1e5 }, (_, i) => ({ i })));
  },
  'floods-events': async () => {
    for (;;) {
      for (let i = 0; i < 100; i += 1) served.announce('worker.progress', 'x'.repeat(100_000));
      await wait(1);
    }
  },
  'floods-answer': () => ({
    reading: { state: 'skipped', code: 'no-text', detail: 'x'.repeat(150 * 2 ** 20) },
    sentences: [],
  }),
};

const answers = new Map<string, Answer>(
  Object.entries(readerAnswers).map(([name, handle]) => [
    name,
    { handle: (input: never) => handle(input, () => undefined) },
  ]),
);
answers.set('source.read', {
  handle(input: ReaderCalls['source.read']['input']) {
    const kind = /^MOCK (\S+)/u.exec(Buffer.from(input.bytes.subarray(0, 80)).toString())?.[1];
    const read = () => readerAnswers['source.read'](input, () => undefined);
    return kind === undefined ? read() : kinds[kind]?.(read);
  },
});
answers.set(READY, { handle: () => null });
const served = serve(createTransport(channels.open(0)), answers);
