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

/** Leases the next of a job. */
export function leaseNext(project: Project, job: JobId, holder = ''): Source | undefined {
  const next = listQueued(project, job, 1)[0];
  return next && leaseSource(project, next.path, holder) !== undefined
    ? { ...next, state: 'reading' }
    : undefined;
}

/** What is being read, the latest lease first: after a death the one before is a suspect too. */
export function listLeased(
  project: Project,
): readonly (Source & { readonly holder: string; readonly lease: number })[] {
  return project.all(
    SOURCE.replace(' FROM', ', s.holder, s.lease FROM') +
      ` WHERE s.state = 'reading' ORDER BY s.lease DESC`,
  );
}

/** After the engine itself died or stopped: back on the queue, and nobody is blamed. Gives how many. */
export function releaseLeases(project: Project): number {
  return project.transaction(() =>
    project.run(
      `UPDATE source SET state = 'queued', holder = NULL, lease = NULL WHERE state = 'reading'`,
    ),
  );
}

/** A worker died on this source: back on the queue, one more death. Gives the deaths so far. */
export function recordDeath(project: Project, path: string): number {
  return project.transaction(() => {
    project.run(
      `UPDATE source SET deaths = deaths + 1, state = 'queued', holder = NULL, lease = NULL WHERE path = ?`,
      path,
    );
    return (
      project.find<{ deaths: number }>('SELECT deaths FROM source WHERE path = ?', path)?.deaths ??
      0
    );
  });
}
