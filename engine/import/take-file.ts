import { stat } from 'node:fs/promises';
import { EngineError } from '#contract/errors';
import { storeFailure, type Source } from '#store/journal';
import { forget } from './gone.ts';
import type { ImportWork } from './import-work.ts';
import { toNaming } from '../pipeline.ts';
import { readBytes } from './source-file.ts';
import { takeSource } from './take-source.ts';
import { countDelta, type Tally } from './tally.ts';

/** Takes one file of the disk down the line, with all that lies in it. @throws EngineError `path-missing`, `cancelled`, `worker-failed` */
export async function takeFile(work: ImportWork, source: Source, tally: Tally): Promise<void> {
  const { project } = work;
  const { path, name, root, modified } = source;
  const read = await readBytes(path);
  if (read.ok) {
    const { bytes, sha256 } = read;
    const place = { container: null, file: path, depth: 0 };
    return takeSource(
      work,
      { path, name, root, modified, bytes, sha256, known: source, place },
      tally,
    );
  }
  if (!read.isGone) {
    const { code, detail } = read;
    const state = code === 'unreadable-file' ? 'quarantined' : 'skipped';
    const failure = { path, state, code, detail, sha256: null, run: null } as const;
    countDelta(tally, storeFailure(project, failure, toNaming));
    tally.documents[state] += 1;
    return;
  }
  // Unplugged, not deleted: the work stops, and nothing is forgotten.
  if (!(await stat(root).catch(() => undefined))) throw new EngineError('path-missing', root);
  forget(work, path, tally, toNaming);
}
