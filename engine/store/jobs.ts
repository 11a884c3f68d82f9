import { randomBytes } from 'node:crypto';
import { Failure } from '#domain/failure';
import type { JobId } from '#domain/ids';
import type { JobState } from '#domain/views';
import type { Project } from './project.ts';

/** A job as the file keeps it. `params` and `counters` are whatever the jobs of the engine need, as JSON values. */
export interface StoredJob {
  readonly id: JobId;
  readonly kind: 'import' | 'export';
  readonly subject: string;
  readonly state: JobState;
  readonly params: unknown;
  readonly counters: unknown;
  readonly error: { readonly code: string; readonly subject: string } | null;
  /** Milliseconds since 1970, for display. */
  readonly created: number;
}

interface Row extends Omit<StoredJob, 'params' | 'counters' | 'error'> {
  readonly params: string;
  readonly counters: string;
  readonly error: string | null;
}

const JOB = 'SELECT id, kind, subject, state, params, counters, error, created FROM job';

export function createJob(
  project: Project,
  job: Pick<StoredJob, 'kind' | 'subject' | 'params'>,
): StoredJob {
  const id: JobId = `j${randomBytes(12).toString('hex')}`;
  project.transaction(() =>
    project.run(
      `INSERT INTO job (id, kind, subject, state, params, counters, created) VALUES (?, ?, ?, 'running', ?, '{}', ?)`,
      id,
      job.kind,
      job.subject,
      JSON.stringify(job.params ?? null),
      Date.now(),
    ),
  );
  return getJob(project, id);
}

/** @throws Failure `not-found` */
export function getJob(project: Project, id: JobId): StoredJob {
  const row = project.find<Row>(`${JOB} WHERE id = ?`, id);
  if (!row) throw new Failure('not-found', id);
  return toJob(row);
}

/** The latest first. */
export function listJobs(project: Project, limit = 100): readonly StoredJob[] {
  return project.all<Row>(`${JOB} ORDER BY key DESC LIMIT ?`, limit).map(toJob);
}

/** Fields that are left out stay. @throws Failure `not-found` */
export function updateJob(
  project: Project,
  id: JobId,
  change: Partial<Pick<StoredJob, 'state' | 'counters' | 'error'>>,
): void {
  const changed = project.transaction(() =>
    project.run(
      `UPDATE job SET state = coalesce(?, state), counters = coalesce(?, counters),
         error = iif(?, ?, error) WHERE id = ?`,
      change.state ?? null,
      change.counters === undefined ? null : JSON.stringify(change.counters),
      change.error === undefined ? 0 : 1,
      change.error ? JSON.stringify(change.error) : null,
      id,
    ),
  );
  if (changed === 0) throw new Failure('not-found', id);
}

function toJob(row: Row): StoredJob {
  return {
    ...row,
    params: JSON.parse(row.params) as unknown,
    counters: JSON.parse(row.counters) as unknown,
    error: row.error === null ? null : (JSON.parse(row.error) as StoredJob['error']),
  };
}
