import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceChange, StoredDocumentRow } from '#domain/views';
import type { JobRow } from '#domain/views';
import { createJobs, type Jobs } from '#engine/jobs';
import type { ImportRequest, Passwords } from '#engine/import/import-work';
import { startStages, type RunningStages, type StageOptions } from '#engine/workers/stages';
import { watchFolders, type Watching } from '#engine/import/watch';
import { eachDocument } from '#store/documents';
import { createProject } from '#store/open';
import type { Project } from '#store/project';
import { listChanges } from '#store/source-changes';

export type StageChanges = Partial<Pick<StageOptions, 'readers' | 'readerBudget' | 'workers'>>;

/** Real reader processes and a real project, and no model: what is tested here is how files end, not what they say. */
export interface Importer {
  /** Where the files of the test go. */
  readonly folder: string;
  readonly project: Project;
  readonly jobs: Jobs;
  readonly stages: RunningStages;
  readonly watching: Watching;
  import(request?: Partial<ImportRequest>, passwords?: Passwords): Promise<JobRow>;
  rows(): readonly StoredDocumentRow[];
  /** By path below the folder. */
  states(): Readonly<Record<string, string>>;
  changes(job: JobRow): readonly SourceChange[];
  close(): Promise<void>;
}

/** `change` stands between the import and its stages. */
export function createImporter(
  options: StageChanges = {},
  change: (stages: RunningStages) => RunningStages = (stages) => stages,
): Importer {
  const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-import-'));
  const folder = join(scratch, 'in');
  mkdirSync(folder);
  const project = createProject(join(scratch, 'p.espalier'));
  const stages = change(startStages({ folder: '', heads: [], workers: 2, ...options }));
  const jobs = createJobs({
    project,
    getModel: () => Promise.resolve({ id: '', schemas: [], options: {} }),
    getStages: () => Promise.resolve(stages),
    announce: () => undefined,
  });
  const watching = watchFolders(project, jobs, () => undefined);
  const rows = () => [...eachDocument(project)];
  return {
    folder,
    project,
    jobs,
    stages,
    watching,
    import: (request = {}, passwords) =>
      jobs.whenEnded(jobs.startImport({ paths: [folder], ...request }, passwords)),
    rows,
    states: () =>
      Object.fromEntries(
        rows().map(({ path, state, code }) => [
          path.slice(folder.length + 1),
          code ? `${state} ${code}` : state,
        ]),
      ),
    changes: ({ id }) => listChanges(project, id),
    async close() {
      await watching.close();
      await jobs.close();
      await stages.close();
      project.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
