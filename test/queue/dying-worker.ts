import { connectQueue } from '#engine/queue/connect';
import { toQueueAddress } from '#engine/queue/address';
import { workOnQueue } from '#engine/queue/work';
import { extractMock } from './mock-extractor.ts';

/** A worker that takes its whole machine along when it meets the word POISON. */
const url = process.argv[process.argv.indexOf('--queue') + 1] ?? '';
const work = workOnQueue({
  redis: connectQueue({ address: toQueueAddress(url) }),
  shown: url,
  host: 'dying',
  slots: 1,
  version: '1',
  lease: 1000,
  open: () =>
    Promise.resolve({
      extract(input) {
        if (input.text.includes('POISON')) process.kill(process.pid, 'SIGKILL');
        return Promise.resolve(extractMock(input));
      },
      width: 1,
      close: () => Promise.resolve(),
    }),
  say: (sentence) => console.error(sentence),
  signal: new AbortController().signal,
});
await work.ended;
