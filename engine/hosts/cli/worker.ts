import { findPlaces } from '#engine/places';
import { workForOthers } from '#engine/workers/queued';
import { defaultWorkers } from '#engine/workers/stages';
import { required, UsageError, type CliCommand } from './command.ts';
import { accessOptions, toQueueAccess } from './queue-options.ts';

/** Seconds. */
const LEASE = 10;
const TICK = 1000;

export const workerCommand: CliCommand = {
  usage:
    '--queue redis[s]://[USER@]HOST[:PORT] [--queue-password-file F] [--workers N] [--gpu] [--lease S]',
  summary:
    'Extracts for imports on other machines, with the models of this one, until it is stopped. --gpu: on its graphics processor, for imports that say --queue-gpu. --lease: seconds after which the work of a worker that is silent is given to another.',
  options: {
    ...accessOptions,
    workers: { type: 'string' },
    gpu: { type: 'boolean' },
    lease: { type: 'string' },
  },
  paths: [0, 0],
  async run(given, out) {
    required(given, 'queue');
    const access = toQueueAccess(given);
    if (!access) return;
    const workers = toNumber(given.text('workers'), 'workers', 1, 64) ?? defaultWorkers();
    const lease = toNumber(given.text('lease'), 'lease', 1, 3600) ?? LEASE;
    const { isLoopback, isEncrypted, shown } = access.address;
    if (!isLoopback && !isEncrypted)
      out.note('The connection is not encrypted: what is worked on can be read on the way.');
    const work = await workForOthers({
      access,
      places: findPlaces(),
      workers,
      onGraphics: given.has('gpu'),
      lease: Math.round(lease * 1000),
      say: (sentence) => out.note(sentence),
      signal: out.signal,
    });
    out.note(`Working for ${shown} with ${workers} processes. Stop with Ctrl C.`);
    const begun = performance.now();
    let before = 0;
    const tick = setInterval(() => {
      const { sentences, batches } = work.report();
      out.progress(
        `${sentences} sentences in ${batches} batches, ${sentences - before} sentences/s`,
      );
      before = sentences;
    }, TICK);
    const report = await work.ended.finally(() => clearInterval(tick));
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    out.result(
      { ...report, seconds },
      () =>
        `${report.sentences} sentences in ${report.batches} batches; ${report.unwanted} given back.`,
    );
  },
};

function toNumber(
  text: string | undefined,
  option: string,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number >= least && number <= most))
    throw new UsageError(`--${option} is a number from ${least} to ${most}`);
  return option === 'workers' ? Math.trunc(number) : number;
}
