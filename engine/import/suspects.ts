import { findSource, storeFailure } from '#store/journal';
import { findFileOf } from '#store/parts';
import type { ImportWork } from './import-work.ts';
import { toNaming } from '../pipeline.ts';
import { readBytes } from './source-file.ts';
import { toRun } from './taken.ts';
import { countDelta, type Tally } from './tally.ts';

/**
 * Files that were read well just before their reader died are read once more, each alone: a late rejection shows there. Who
 * ends its reader alone as well is set aside, and what it said goes. Parts of containers are let be.
 */
export async function trySuspects(work: ImportWork, tally: Tally): Promise<void> {
  const { project, stages, signal, model } = work;
  // One that another lane is still storing is waited for: what it said must be there to be taken back.
  const isReady = (path: string) => findSource(project, path)?.state !== 'reading';
  for (;;) {
    const suspect = stages.takeSuspect(isReady);
    if (!suspect) return;
    const { path } = suspect;
    const source = findSource(project, path);
    if (!source?.document || findFileOf(project, path) !== undefined) continue;
    const read = await readBytes(path);
    // Whoever changed meanwhile is another file, and its turn will come.
    if (!read.ok || read.sha256 !== source.sha256) continue;
    const { bytes, sha256 } = read;
    const asking = { signal, about: path, alone: true };
    const { reading } = await stages.read({ name: source.name, bytes }, asking);
    if (reading.state !== 'quarantined') continue;
    suspect.convict();
    const { code, detail } = reading;
    const failure = {
      path,
      state: 'quarantined',
      code,
      detail,
      sha256,
      run: toRun(model, sha256),
    } as const;
    countDelta(tally, storeFailure(project, failure, toNaming));
    if (source.settled) tally.documents[source.settled] -= 1;
    tally.documents.quarantined += 1;
  }
}
