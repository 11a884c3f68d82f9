import { EngineError } from '#contract/errors';
import { toNaming } from '../pipeline.ts';
import { enqueue, countQueued } from './enqueue.ts';
import { forgetGone } from './gone.ts';
import { takeGraphs } from './import-graph.ts';
import type { ImportWork } from './import-work.ts';
import { runLanes } from '../workers/lanes.ts';
import { createRoom, type Room } from '../workers/room.ts';
import { takeFile } from './take-file.ts';
import { trySuspects } from './suspects.ts';
import type { Tally } from './tally.ts';
import { leaseNext } from '#store/leases';
import { dropAllBatches } from '#store/unfinished';

/** Bytes of files that are under way at once, however many workers there are; a larger file is taken alone. */
const MAX_BYTES = 512 * 2 ** 20;

/**
 * Scans, then takes source after source down the line, each into the store in one transaction, and in the end lets go of
 * what is not there any more: last, so that a file that was moved is known under its new name before its old one goes.
 * What it is asked to do twice it does once: a source whose bytes, reader, model and options are the same is left as it is.
 * @throws EngineError `path-missing`, `cancelled`, `worker-failed`; Failure `disk-full`. What was stored before stays.
 */
export async function runImport(asked: ImportWork, tally: Tally): Promise<void> {
  const work = await takeGraphs(asked, tally);
  const { project, meter, stages } = work;
  if (tally.scanned) countQueued(work);
  else await enqueue(work, tally);
  meter.phase('reading');
  const room = createRoom(() => ({ count: Infinity, bytes: MAX_BYTES }));
  // One lane more than there are extractors, so that the next file is read while the last is extracted.
  await runLanes(
    () => stages.width,
    () => runLane(work, tally, { isAlone: false, room }),
  );
  // What the engine died on comes last and alone: should it die again, it is known on what.
  await runLane(work, tally, { isAlone: true, room });
  // The last files may still be about to end their readers.
  await stages.linger(work.signal);
  await trySuspects(work, tally);
  forgetGone(work, tally, toNaming);
  dropAllBatches(project);
}

async function runLane(
  work: ImportWork,
  tally: Tally,
  { isAlone, room }: { readonly isAlone: boolean; readonly room: Room },
): Promise<void> {
  const { project, job, meter, signal } = work;
  const next = () => leaseNext(project, job, { isAlone });
  for (let source = next(); source; source = next()) {
    // A thousand unchanged files are no work that could be cancelled, so it is asked before each.
    if (signal.aborted) throw new EngineError('cancelled', 'The import');
    await room.take(source.bytes, signal);
    meter.began(source.name);
    try {
      await takeFile(work, source, tally);
    } finally {
      room.give(source.bytes);
    }
    await trySuspects(work, tally);
    meter.finished(source.name, source.bytes);
    work.onStep(tally);
  }
}
