import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EngineError, fromSerialised, type SerialisedError } from '#contract/errors';
import type { ImportReport, JobProgress } from '#domain/views';
import { createEngine } from '#engine/engine';
import { required, UsageError, type CliCommand } from './command.ts';
import { modelOptions, toEngineOptions } from './model-options.ts';

const POLL = 200;

export const importCommand: CliCommand = {
  usage: 'PATH… --project P [--heads news] [--model M]',
  summary: 'Reads folders and files into a project, which is made where it does not exist.',
  options: { project: { type: 'string' }, ...modelOptions },
  paths: [1, 1000],
  async run(given, out) {
    const path = resolve(required(given, 'project'));
    if (!path.endsWith('.espalier'))
      throw new UsageError('the name of a project ends in .espalier');
    const paths = given.paths.map((each) => resolve(each));
    // Before a project is made for it: a wrong name should leave nothing behind.
    for (const each of paths) if (!existsSync(each)) throw new EngineError('path-missing', each);
    const engine = createEngine(toEngineOptions(given));
    try {
      const { jobs } = await engine.open(path, { create: !existsSync(path), resume: false });
      const job = jobs.startImport({ paths });
      const stop = () => void jobs.cancel(job);
      out.signal.addEventListener('abort', stop, { once: true });
      const tick = setInterval(() => out.progress(toLine(jobs.get(job).progress)), POLL);
      const ended = await jobs.whenEnded(job);
      clearInterval(tick);
      if (ended.state === 'cancelled') throw new EngineError('cancelled', 'The import');
      if (!ended.imported)
        throw fromSerialised(
          (ended.error ?? { code: 'internal', subject: 'import' }) as SerialisedError,
        );
      const report = ended.imported;
      out.result(report, () => toText(report));
    } finally {
      await engine.close();
    }
  },
};

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
    documents.removed > 0 ? `${documents.removed} gone` : '',
  ].filter((part) => part !== '');
  return [
    `Documents: ${parts.join(', ')}; ${sentences} sentences in ${seconds.toFixed(1)} s.`,
    `Graph: ${entities} entities, ${triples.total} facts (${triples.added} new, ${triples.removed} gone, ${triples.kept} kept).`,
  ].join('\n');
}
