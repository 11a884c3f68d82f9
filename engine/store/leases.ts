import type { JobId } from '#domain/ids';
import { nextNumber, SOURCE, type Source } from './journal.ts';
import type { Project } from './project.ts';

/** What waits in a job, in queue order. */
export function listQueued(project: Project, job: JobId, limit: number): readonly Source[] {
  return project.all<Source>(
    `${SOURCE} WHERE s.job = ? AND s.state = 'queued' ORDER BY s.place LIMIT ?`,
    job,
    limit,
  );
}

/**
 * Marks a queued source as being read by `holder` (a worker, for a person), before any of its bytes reach that worker.
 * Gives the sequence number of the lease, or undefined where it was not queued.
 */
export function leaseSource(project: Project, path: string, holder = ''): number | undefined {
  return project.transaction(() => {
    const lease = nextNumber(project);
    const changed = project.run(
      `UPDATE source SET state = 'reading', holder = ?, lease = ? WHERE path = ? AND state = 'queued'`,
      holder,
      lease,
      path,
    );
    return changed === 1 ? lease : undefined;
  });
}

/**
 * Leases the next of a job. Files that the engine died on come only when `isAlone` asks for them, and parts of containers
 * never: they are read with their container.
 */
export function leaseNext(
  project: Project,
  job: JobId,
  { isAlone = false, holder = '' }: { readonly isAlone?: boolean; readonly holder?: string } = {},
): Source | undefined {
  const next = project.find<Source>(
    `${SOURCE} WHERE s.job = ? AND s.state = 'queued' AND (s.deaths > 0) = ?
       AND NOT EXISTS (SELECT 1 FROM part p WHERE p.path = s.path)
     ORDER BY s.place LIMIT 1`,
    job,
    isAlone ? 1 : 0,
  );
  return next && leaseSource(project, next.path, holder) !== undefined
    ? { ...next, state: 'reading' }
    : undefined;
}

/** After the engine was stopped: back on the queue, and nobody is blamed. Gives how many. */
export function releaseLeases(project: Project): number {
  return project.transaction(() =>
    project.run(
      `UPDATE source SET state = 'queued', holder = NULL, lease = NULL WHERE state = 'reading'`,
    ),
  );
}

/**
 * The engine died while it worked on these: each is one death nearer to being set aside, and goes back on the queue. Of a
 * container only the parts that were being read are blamed. Gives how many were.
 */
export function blameLeased(project: Project): number {
  return project.transaction(() => {
    const blamed = project.run(
      `UPDATE source SET deaths = deaths + 1 WHERE state = 'reading' AND NOT EXISTS (
         SELECT 1 FROM part p CROSS JOIN source inside ON inside.path = p.path
         WHERE p.container = source.path AND inside.state = 'reading')`,
    );
    project.run(
      `UPDATE source SET state = 'queued', holder = NULL, lease = NULL WHERE state = 'reading'`,
    );
    return blamed;
  });
}
