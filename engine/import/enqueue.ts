import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { EngineError } from '#contract/errors';
import { enqueueSources, findSource, hasSources, storeFailure } from '#store/journal';
import { listQueued } from '#store/leases';
import { findFileOf } from '#store/parts';
import { dropOldRemovals } from '#store/source-changes';
import type { ImportWork } from './import-work.ts';
import { toNaming } from '../pipeline.ts';
import { scan, toName, type FoundFile, type Found } from './scan.ts';
import { countDelta, type Tally } from './tally.ts';

/** Walks what was asked for and puts every file on the queue; what the walk itself decided on ends there. */
export async function enqueue(work: ImportWork, tally: Tally): Promise<void> {
  const { project, job, meter } = work;
  const { files, gone } = await find(work);
  tally.isFirst = !hasSources(project);
  tally.roots = [
    ...new Set([
      ...files.map((file) => file.root),
      ...work.request.paths.map((path) => resolve(path)),
    ]),
  ];
  tally.gone = gone;
  tally.closed = files
    .filter(({ verdict }) => verdict?.code === 'unreadable-folder')
    .map(({ path }) => path);
  dropOldRemovals(project, job);
  enqueueSources(
    project,
    job,
    files.map((file) => toSource(work, file)),
    toNaming,
  );
  for (const file of files) if (file.verdict) settle(work, file, file.verdict, tally);
  tally.scanned = true;
  meter.total(files.length, sumBytes(files));
  for (const { verdict, path } of files) if (verdict) meter.finished(toName(path), 0);
  work.onStep(tally);
}

/** A folder that is asked for is walked; of a watched one only what changed is looked at. */
async function find({ request, signal, project }: ImportWork): Promise<Found> {
  // A part of a container is read with the file it lies in.
  const paths = [...new Set(request.paths.map((path) => findFileOf(project, path) ?? path))];
  const { under } = request;
  if (!under) return scan(paths, signal);
  for (const root of under)
    if (!(await stat(root).catch(() => undefined))) throw new EngineError('path-missing', root);
  const there: string[] = [];
  const gone: string[] = [];
  for (const path of paths) {
    const isThere = await stat(path).catch(() => undefined);
    (isThere ? there : gone).push(path);
  }
  return { ...(await scan(there, signal)), gone };
}

function settle(
  { project }: ImportWork,
  { path }: FoundFile,
  { state, code, detail }: NonNullable<FoundFile['verdict']>,
  tally: Tally,
): void {
  const before = findSource(project, path);
  const isSame = before?.settled === state && before.code === code && before.detail === detail;
  const failure = { path, state, code, detail, sha256: null, run: null };
  countDelta(tally, storeFailure(project, failure, toNaming));
  tally.documents[isSame ? 'unchanged' : state] += 1;
}

/** A resumed job shows what is left of it. */
export function countQueued({ project, job, meter }: ImportWork): void {
  const left = listQueued(project, job, Number.MAX_SAFE_INTEGER);
  meter.total(left.length, sumBytes(left));
}

const sumBytes = (files: readonly { readonly bytes: number }[]) =>
  files.reduce((sum, file) => sum + file.bytes, 0);

/** A file asked for by itself stays under the folder it was first found in, so that the next scan of that folder sees it. */
function toSource({ project, request }: ImportWork, file: FoundFile) {
  const known = file.root === file.path ? findSource(project, file.path) : undefined;
  const watched = request.under
    ?.filter((root) => root === file.path || file.path.startsWith(root + sep))
    .sort((a, b) => b.length - a.length)[0];
  return { ...file, name: toName(file.path), root: known?.root ?? watched ?? file.root };
}
