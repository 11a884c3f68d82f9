import type { ExportReport, ExportRun, ExportTarget } from '#domain/views';
import { targets } from '#export/targets';
import { listJobs, type StoredJob } from '#store/jobs';
import type { Project } from '#store/project';

/** Every target with its last run, of this or an earlier life of the engine, from the window or the command line. */
export function listTargets(project: Project): readonly ExportTarget[] {
  const last = new Map<string, ExportRun>();
  for (const job of listJobs(project, 10_000)) {
    const { target } = (job.params ?? {}) as { readonly target?: string };
    if (job.kind === 'export' && target !== undefined && !last.has(target))
      last.set(target, toRun(job));
  }
  return targets.map(({ name, family, extension, summary }) => ({
    target: name,
    family,
    extension,
    title: summary,
    last: last.get(name) ?? null,
  }));
}

function toRun({ id, subject, created, state, counters, error }: StoredJob): ExportRun {
  const { exported = null } = counters as { readonly exported?: ExportReport };
  return { job: id, path: subject, at: created, state, report: exported, error };
}
