import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { processor } from '#engine/devices/device';
import { createSample } from '#engine/devices/sample';
import { createExtractors } from '#engine/workers/extractors';
import { toWorkerStart } from '#engine/workers/worker-start';

/**
 * A program that finishes what is under way when it is told to stop, as `espalier worker` does: it tells each pid of its extractors,
 * extracts one batch, tells how many sentences came back, and then does nothing.
 */
const folder = fileURLToPath(new URL('../../models/minilm', import.meta.url));
process.on('SIGINT', () => undefined);
const say = (value: object) => void process.stdout.write(`${JSON.stringify(value)}\n`);
const extractors = createExtractors({
  workers: () => 1,
  device: () => Promise.resolve(processor),
  start: () => toWorkerStart('extractor', [folder, 'news']),
});
const never = new AbortController().signal;
// The first is loaded when it has answered: what follows is under way from its beginning.
await extractors.extract(createSample(), never);
say({ pids: extractors.pids() });
const found = await extractors.extract(createSample(40), never);
say({ sentences: found.length, pids: extractors.pids() });
setInterval(() => undefined, 1000);
