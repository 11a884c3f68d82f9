import { sep } from 'node:path';
import { findSource, listSourcesUnder } from '#store/journal';
import { findFileOf, forgetWithParts, listPartsWithin } from '#store/parts';
import { findMoved, keepChange, listFactsOf, toChange } from '#store/source-changes';
import type { ImportWork } from './import-work.ts';
import type { toNaming } from '../pipeline.ts';
import { countDelta, type Tally } from './tally.ts';

/** What a folder held before and does not hold now leaves with its facts; what lies in a closed folder stays. */
export function forgetGone(work: ImportWork, tally: Tally, naming: typeof toNaming): void {
  for (const path of listGone(work, tally)) forget(work, path, tally, naming);
}

function listGone({ project, job, request }: ImportWork, tally: Tally): readonly string[] {
  // Somebody who watches names what is gone; a walk finds it by what it did not meet.
  const { under } = request;
  if (under)
    return tally.gone.flatMap((path) => [
      ...(findSource(project, path) ? [path] : []),
      ...under.flatMap((root) =>
        listSourcesUnder(project, root)
          .map((source) => source.path)
          .filter((each) => each.startsWith(path + sep)),
      ),
    ]);
  const isClosed = (path: string) => tally.closed.some((folder) => path.startsWith(folder + sep));
  return tally.roots.flatMap((root) =>
    listSourcesUnder(project, root)
      .filter((source) => source.job !== job && !isClosed(source.path))
      .map((source) => source.path)
      .filter((path) => findFileOf(project, path) === undefined),
  );
}

/** One file with all that lies in it. A file that is found elsewhere under another name was moved there. */
export function forget(
  { project, job }: ImportWork,
  path: string,
  tally: Tally,
  naming: typeof toNaming,
): void {
  const said = listFactsOf(project, path);
  const known = findSource(project, path);
  const wasRead = known?.settled && known.code !== 'unreadable-folder';
  const inside = listPartsWithin(project, path).map((part) => part.path);
  const movedTo = new Map(
    [path, ...inside].map((each) => [each, findMoved(project, job, each)] as const),
  );
  for (const { path: each, delta } of forgetWithParts(project, path, naming)) {
    countDelta(tally, delta);
    const moved = movedTo.get(each);
    if (moved) {
      const { added, kept } = moved;
      keepChange(project, { ...moved, kind: 'moved', other: each, added: 0, kept: added + kept });
      tally.documents.moved += 1;
      // Counted as read when it was met; now it is known for what was there before.
      const end = findSource(project, moved.path)?.settled;
      if (end) tally.documents[end] -= 1;
      tally.documents.unchanged += 1;
    } else if (each !== path || wasRead) tally.documents.removed += 1;
    if (each !== path || moved || !wasRead) continue;
    keepChange(project, { path, job, kind: 'removed', other: null, ...toChange(said, []) });
  }
}
