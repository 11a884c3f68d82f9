import { setTimeout as wait } from 'node:timers/promises';
import { toQueueAddress } from '#engine/queue/address';
import { connectQueue } from '#engine/queue/connect';
import { workOnQueue } from '#engine/queue/work';
import { extractMock } from './mock-extractor.ts';

/** A worker without a model, for what is between: `mock-machine.ts --queue URL --slots N --delay MS`. */
const given = (name: string) => process.argv[process.argv.indexOf(`--${name}`) + 1] ?? '';
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await workOnQueue({
  redis: connectQueue({ address: toQueueAddress(given('queue')) }),
  shown: given('queue'),
  host: 'mock',
  slots: Number(given('slots')),
  version: '1',
  lease: 2000,
  open: () =>
    Promise.resolve({
      async extract(input) {
        const delay = Number(given('delay'));
        if (delay > 0) await wait(delay);
        return extractMock(input);
      },
      width: 1,
      close: () => Promise.resolve(),
    }),
  say: (sentence) => console.error(sentence),
  signal: stop.signal,
}).ended;
