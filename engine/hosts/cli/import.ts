import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EngineError, fromSerialised, type SerialisedError } from '#contract/errors';
import { toWaiting } from '#contract/reasons';
import type { JobId } from '#domain/ids';
import type { ImportReport, JobProgress } from '#domain/views';
import { createEngine } from '#engine/engine';
import type { Jobs } from '#engine/jobs';
import { readPasswords } from '#engine/import/passwords';
import { checkQueue } from '#engine/workers/queued';
import { writeReport } from '#engine/import/report';
import type { Watching } from '#engine/import/watch';
import { required, UsageError, type CliCommand, type Output } from './command.ts';
import { modelOptions, toEngineOptions } from './model-options.ts';
import { queueOptions, queueUsage, toQueueOptions } from './queue-options.ts';
import { toReportPath } from './report-path.ts';

const POLL = 200;

export const importCommand: CliCommand = {
  usage:
    'PATH… --project P [--heads news|none] [--model M] [--off TYPES] [--watch | --no-watch] [--no-cache] [--password-file F] [--report F] ' +
    queueUsage,
  summary:
    'Reads folders and files into a project, which is made where it does not exist. --watch goes on following them until it is stopped. --no-cache extracts also what was extracted before.',
  options: {
    project: { type: 'string' },
    watch: { type: 'boolean' },
    'no-watch': { type: 'boolean' },
    'no-cache': { type: 'boolean' },
    'password-file': { type: 'string' },
    report: { type: 'string' },
    ...modelOptions,
    ...queueOptions,
  },
  paths: [1, 1000],
  async run(given, out) {
    const path = resolve(required(given, 'project'));
    if (!path.endsWith('.espalier'))
      throw new UsageError('the name of a project ends in .espalier');
    const paths = given.paths.map((each) => resolve(each));
    // Before a project is made for it: a wrong name should leave nothing behind.
    for (const each of paths) if (!existsSync(each)) throw new EngineError('path-missing', each);
    const reportPath = toReportPath(given.text('report'));
    const passwordFile = given.text('password-file');
    const passwords = passwordFile === undefined ? undefined : await readPasswords(passwordFile);
    const queue = await toQueueOptions(given, out);
    if (queue) await checkQueue(queue.access, out.signal);
    const engine = createEngine({
      ...(await toEngineOptions(given)),
      ...(given.has('no-cache') && { cacheBytes: 0 }),
      // What was agreed to in the app is no yes to sending from here.
      queue: queue ?? null,
    });
    try {
      const { jobs, project, watching } = await engine.open(path, {
        create: !existsSync(path),
        resume: false,
      });
      if (given.has('no-watch')) await watching.set(false);
      const print = (report: ImportReport) => out.result(report, () => toText(report));
      print(await follow(jobs, jobs.startImport({ paths }, passwords), out));
      if (reportPath) await writeReport(project, reportPath.form, reportPath.path);
      if (given.has('watch')) await watchOn(jobs, watching, print, out);
    } finally {
      await engine.close();
    }
  },
};

/** Shows how a job goes on and gives its report. @throws EngineError as it failed */
async function follow(jobs: Jobs, job: JobId, out: Output): Promise<ImportReport> {
  const stop = () => void jobs.cancel(job);
  // A signal that fired before tells nobody again.
  if (out.signal.aborted) stop();
  else out.signal.addEventListener('abort', stop, { once: true });
  let waiting = '';
  const tick = setInterval(() => {
    const { progress } = jobs.get(job);
    const waits = progress.waitsFor ? toWaiting(progress.waitsFor) : '';
    if (waits !== waiting) out.note(waits || 'The import goes on.');
    waiting = waits;
    out.progress(toLine(progress));
  }, POLL);
  const ended = await jobs.whenEnded(job);
  clearInterval(tick);
  out.signal.removeEventListener('abort', stop);
  if (ended.state === 'cancelled') throw new EngineError('cancelled', 'The import');
  if (!ended.imported)
    throw fromSerialised(
      (ended.error ?? { code: 'internal', subject: 'import' }) as SerialisedError,
    );
  return ended.imported;
}

/** A report for every import that the watching starts, until the person stops it. A folder that is away is waited for. */
async function watchOn(
  jobs: Jobs,
  watching: Watching,
  print: (report: ImportReport) => void,
  out: Output,
): Promise<void> {
  await watching.set(true);
  out.note('Following the folders. Stop with Ctrl C.');
  const told = new Set(jobs.list().map(({ id }) => id));
  while (!out.signal.aborted) {
    for (const { id } of jobs.list().toReversed()) {
      if (told.has(id)) continue;
      told.add(id);
      try {
        const report = await follow(jobs, id, out);
        // The first only makes sure that nothing was missed in between.
        if (hasNews(report)) print(report);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        if (!out.signal.aborted) out.note(error.message);
      }
    }
    await new Promise((wake) => {
      const timer = setTimeout(wake, POLL);
      out.signal.addEventListener('abort', () => (clearTimeout(timer), wake(undefined)), {
        once: true,
      });
    });
  }
}

function hasNews({ documents }: ImportReport): boolean {
  const { unchanged: _unchanged, inside: _inside, ...rest } = documents;
  return Object.values(rest).some((count) => count > 0);
}

function toLine({
  phase,
  done,
  total,
  sentencesPerSecond,
  secondsLeft,
  current,
}: JobProgress): string {
  if (phase === 'scanning') return 'Looking through the folder …';
  const left = secondsLeft === null ? '' : `, ${toDuration(secondsLeft)} left`;
  return `${done} of ${total} files, ${sentencesPerSecond} sentences/s${left}  ${current[0] ?? ''}`;
}

function toDuration(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function toText({ documents, sentences, entities, triples, seconds }: ImportReport): string {
  const read = documents.done + documents.partial;
  const parts = [
    `${read} read`,
    documents.partial > 0 ? `(${documents.partial} in part)` : '',
    documents.unchanged > 0 ? `${documents.unchanged} unchanged` : '',
    documents.skipped > 0 ? `${documents.skipped} skipped` : '',
    documents.quarantined > 0 ? `${documents.quarantined} set aside` : '',
    documents.moved > 0 ? `${documents.moved} moved` : '',
    documents.removed > 0 ? `${documents.removed} gone` : '',
    documents.inside > 0 ? `${documents.inside} of them inside other files` : '',
  ].filter((part) => part !== '');
  return [
    `Documents: ${parts.join(', ')}; ${sentences} sentences in ${seconds.toFixed(1)} s.`,
    `Graph: ${entities} entities, ${triples.total} facts (${triples.added} new, ${triples.removed} gone, ${triples.kept} kept).`,
  ].join('\n');
}
