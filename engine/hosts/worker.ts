import { Console } from 'node:console';
import process from 'node:process';
import { serve, type Answer } from '#contract/server';
import { createTransport } from '#contract/transports';
import type { WorkerEvents } from '#contract/workers';
import { Failure } from '#domain/failure';
import { fromArgument, processor, toArgument } from '#engine/devices/device';
import { READY } from '#engine/workers/starter';
import { createChannels } from '#engine/workers/stdio';

/**
 * The entry of both worker kinds: `worker.ts reader` parses untrusted files, `worker.ts extractor FOLDER HEADS [DEVICE [ID]]`
 * runs the model over plain text, if it is the one of that id. It ends with its parent: the end of stdin is the end of the process.
 */
// Ctrl C in a terminal reaches every process of the program: whether work stops is for the parent to say.
process.on('SIGINT', () => undefined);
const [kind = '', ...settings] = process.argv.slice(2);
// Whatever a library prints must not fall into the frames.
globalThis.console = new Console(process.stderr);
const ready: [string, Answer] = [READY, { handle: () => null }];
const answers = new Map([ready, ...(await answersFor(kind, settings))]);
// Only now: a call that came while the model loads waits in the pipe until there is somebody to hear it.
const channels = createChannels(process.stdin, process.stdout);
channels.onEnd(() => process.exit(0));
const served = serve(createTransport(channels.open(0)), answers);

/** Milliseconds between two announcements of progress. */
const EVERY = 500;
let announced = -EVERY;

function onProgress(): void {
  const now = performance.now();
  if (now - announced < EVERY) return;
  announced = now;
  served.announce('worker.progress' satisfies keyof WorkerEvents, null);
}

async function answersFor(
  name: string,
  [folder = '', heads = '', device = toArgument(processor), id = '']: readonly string[],
): Promise<[string, Answer][]> {
  if (name === 'reader') {
    const { readerAnswers } = await import('#engine/pipeline');
    return Object.entries(readerAnswers).map(([call, handle]) => [
      call,
      { handle: (input: never) => handle(input, onProgress) },
    ]);
  }
  const { lookAt } = await import('#engine/pipeline');
  const { openExtractor } = await import('#engine/devices/extractor');
  const names = heads.split(',');
  const { model, extract } = await openExtractor(folder, names, fromArgument(device));
  const ids = names.map((head) => model.heads.find((one) => one.name === head)?.id);
  // Of what was loaded, not of what lies there a moment before or after.
  if (id !== '' && ids.join('+') !== id) return [[READY, { handle: () => refuse(model.name) }]];
  return [['sentences.extract', { handle: extract }], ...lookAt(model)];
}

/** Answered, not died of: whoever starts workers would try again. */
function refuse(model: string): never {
  throw new Failure('model-replaced', model);
}
