import { EngineError, toSerialised } from '#contract/errors';
import type { EventName, Events } from '#contract/events';
import type { JobId } from '#domain/ids';
import type { Neo4jProposal } from '#domain/read-back';
import type {
  ExportReport,
  ImportReport,
  JobRow,
  JobState,
  Neo4jPlan,
  Neo4jReport,
} from '#domain/views';
import { createJob, getJob, listJobs, updateJob, type StoredJob } from '#store/jobs';
import { blameLeased, releaseLeases } from '#store/leases';
import type { Project } from '#store/project';
import { forgetWithParts } from '#store/parts';
import { getSummary } from '#store/summary';
import {
  createExportJob,
  planNeo4j,
  readBackNeo4j,
  runExport,
  type ExportRequest,
  type Neo4jRequest,
} from './outgoing/export-job.ts';
import { runImport } from './import/import-job.ts';
import type { ImportRequest, Passwords } from './import/import-work.ts';
import { importKnown, type KnownReport } from './import/known-lists.ts';
import { linkProject } from './import/linking.ts';
import { logFault } from './log.ts';
import type { ModelFacts } from './model.ts';
import { toNaming } from './pipeline.ts';
import { createMeter, type Meter } from './progress.ts';
import type { RunningStages } from './workers/stages.ts';
import { countDelta, createTally, toImportReport, type Tally } from './import/tally.ts';

export interface JobsContext {
  readonly project: Project;
  /** Looked at when an import starts: a missing model hinders no one from looking at what is there. */
  getModel(): Promise<ModelFacts>;
  /** The same, for just that model: by then it may be another device that they run on. */
  getStages(model: ModelFacts): Promise<RunningStages>;
  announce<Name extends EventName>(name: Name, payload: Events[Name]): void;
}

export interface Jobs {
  /** The passwords are held by the running job alone; one that goes on later has none. */
  startImport(request: ImportRequest, passwords?: Passwords): JobId;
  startExport(request: ExportRequest): JobId;
  planNeo4j(request: Neo4jRequest, signal: AbortSignal): Promise<Neo4jPlan>;
  readBackNeo4j(request: Neo4jRequest, signal: AbortSignal): Promise<readonly Neo4jProposal[]>;
  /** Goes on with a job that was stopped. @throws EngineError `not-found`, `job-running` */
  resume(job: JobId): JobId;
  /** Imports that the last life of the engine left running go on by themselves. */
  resumeUnfinished(): void;
  /** Resolves when the work has stopped; within a second. */
  cancel(job: JobId): Promise<void>;
  removeSource(path: string): Promise<void>;
  /** Takes a list of known entities over. @throws EngineError `job-running`, `path-unreadable` */
  importKnown(path: string): Promise<KnownReport>;
  /** Whether a new job would be let begin. */
  isIdle(): boolean;
  get(job: JobId): JobRow;
  list(): readonly JobRow[];
  /** Resolves when the job has ended, whatever its end. */
  whenEnded(job: JobId): Promise<JobRow>;
  /** Stops all work, which goes on when the project is opened again. */
  close(): Promise<void>;
}

interface Running {
  readonly abort: AbortController;
  readonly meter: Meter;
  stages?: RunningStages;
  ended: Promise<void>;
}

const EVERY_JOB = 100;
const EVERY_PROJECT = 500;

/** What a job keeps in the journal beside its state. */
interface Counters {
  readonly tally?: Tally;
  readonly imported?: ImportReport;
  readonly exported?: ExportReport | Neo4jReport;
}

export function createJobs({ project, getModel, getStages, announce }: JobsContext): Jobs {
  const running = new Map<JobId, Running>();
  const changed = throttled(EVERY_PROJECT, () =>
    announce('project.changed', { revision: project.revision }),
  );
  let closing = false;
  // Whatever is still being read was so when the last life of the engine ended without a word.
  blameLeased(project);

  function begin(stored: StoredJob, work: (run: Running) => Promise<Counters>): JobId {
    const run: Running = {
      abort: new AbortController(),
      meter: createMeter(),
      ended: Promise.resolve(),
    };
    running.set(stored.id, run);
    const tick = setInterval(() => announce('job.changed', get(stored.id)), EVERY_JOB * 2);
    run.ended = work(run)
      .then((counters) => ({ state: 'done' as JobState, counters, error: null }))
      .catch((error: unknown) => {
        const { code, subject } = toSerialised(error);
        if (code === 'internal') logFault(error);
        // Closed, not stopped by a person: it stays "running" in the journal and goes on at the next opening.
        if (closing) return undefined;
        const state: JobState = run.abort.signal.aborted ? 'cancelled' : 'failed';
        return { state, error: state === 'failed' ? { code, subject } : null };
      })
      .then((end) => {
        clearInterval(tick);
        running.delete(stored.id);
        run.meter.phase('finished');
        releaseLeases(project);
        if (end) updateJob(project, stored.id, end);
        announce('job.changed', get(stored.id));
        changed();
      })
      // The disk may be full even for that; the next opening finds the job unfinished and goes on.
      .catch(logFault);
    announce('job.changed', get(stored.id));
    return stored.id;
  }

  function importing(stored: StoredJob, tally: Tally, passwords?: Passwords): JobId {
    return begin(stored, async (run) => {
      const { abort, meter } = run;
      const started = performance.now();
      const model = await getModel();
      run.stages = await getStages(model);
      await runImport(
        {
          project,
          job: stored.id,
          request: stored.params as ImportRequest,
          model,
          stages: run.stages,
          meter,
          signal: abort.signal,
          ...(passwords && { passwords }),
          onStep(now) {
            updateJob(project, stored.id, { counters: { tally: now } });
            changed();
          },
        },
        tally,
      );
      // Before anything is counted: who is who is part of what an import finds.
      const linked = await linkProject(project, abort.signal);
      for (const triples of linked.triples)
        countDelta(tally, { sentences: 0, mentions: 0, relations: 0, triples });
      const { entities, triples } = getSummary(project);
      const seconds = (performance.now() - started) / 1000;
      return { imported: toImportReport(tally, { entities, triples }, seconds) };
    });
  }

  function get(id: JobId): JobRow {
    const { kind, subject, state, error, counters } = getJob(project, id);
    const { imported = null, exported = null } = counters as Counters;
    const run = running.get(id);
    const now = run?.meter.now();
    const waitsFor = run?.stages?.waitsFor?.();
    const progress = {
      ...(now ?? atRest(imported)),
      // How long nobody comes is nobody's to tell.
      ...(waitsFor && { waitsFor, secondsLeft: null }),
    };
    return { id, kind, subject, state, progress, error, imported, exported };
  }

  /** An export reads the whole graph in passes; an import beside it would change it between them. One at a time. */
  function refuseWhileRunning(): void {
    for (const id of running.keys())
      throw new EngineError('job-running', `The ${getJob(project, id).kind}`);
  }

  const jobs: Jobs = {
    startImport(request, passwords) {
      refuseWhileRunning();
      const subject = (request.under ?? request.paths).join(', ');
      return importing(
        createJob(project, { kind: 'import', subject, params: request }),
        createTally(),
        passwords,
      );
    },
    startExport(request) {
      refuseWhileRunning();
      const stored = createExportJob(project, request);
      return begin(stored, async ({ abort, meter }) => ({
        exported: await runExport(project, request, abort.signal, meter),
      }));
    },
    planNeo4j: (request, signal) => planNeo4j(project, request, signal),
    readBackNeo4j: (request, signal) => readBackNeo4j(project, request, signal),
    resume(id) {
      if (running.has(id)) throw new EngineError('job-running', 'The job');
      refuseWhileRunning();
      const stored = getJob(project, id);
      if (stored.kind !== 'import') throw new EngineError('not-found', 'The import');
      updateJob(project, id, { state: 'running', error: null });
      return importing(stored, (stored.counters as Counters).tally ?? createTally());
    },
    resumeUnfinished() {
      const left = listJobs(project).filter((job) => job.state === 'running');
      const [latest] = left.filter((job) => job.kind === 'import');
      for (const job of left)
        if (job !== latest) updateJob(project, job.id, { state: 'cancelled' });
      if (latest) jobs.resume(latest.id);
    },
    async cancel(id) {
      const run = running.get(id);
      run?.abort.abort();
      await run?.ended;
    },
    async removeSource(path) {
      refuseWhileRunning();
      forgetWithParts(project, path, toNaming);
      await linkProject(project);
      changed();
    },
    async importKnown(path) {
      refuseWhileRunning();
      const { entities, linked } = await importKnown(project, path);
      changed();
      return { entities, linked };
    },
    isIdle: () => running.size === 0,
    get,
    list: () => listJobs(project).map(({ id }) => get(id)),
    async whenEnded(id) {
      await running.get(id)?.ended;
      return get(id);
    },
    async close() {
      closing = true;
      for (const { abort } of running.values()) abort.abort();
      await Promise.all([...running.values()].map((run) => run.ended));
    },
  };
  return jobs;
}

/** Progress of a job that is not running in this life of the engine. */
function atRest(imported: ImportReport | null): JobRow['progress'] {
  const {
    done = 0,
    partial = 0,
    skipped = 0,
    quarantined = 0,
    unchanged = 0,
  } = imported?.documents ?? {};
  const total = done + partial + skipped + quarantined + unchanged;
  return {
    phase: 'finished',
    done: total,
    total,
    sentences: imported?.sentences ?? 0,
    sentencesPerSecond: 0,
    secondsLeft: null,
    current: [],
  };
}

/** Calls at once, then at most once in `pause` milliseconds, and always once after the last call. */
function throttled(pause: number, act: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  return function call() {
    if (timer) {
      again = true;
      return;
    }
    act();
    timer = setTimeout(() => {
      timer = undefined;
      if (again) {
        again = false;
        call();
      }
    }, pause);
    timer.unref();
  };
}
