import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { EngineError } from '#contract/errors';
import type { Evaluation } from '#domain/views';
import { toGold, toNames } from '#engine/evaluation';
import { openModel } from '#engine/model';
import { extractBatch } from '#engine/pipeline';
import { evaluate } from '#extract/evaluate';
import { listUnknown } from '#extract/spert-form';
import { listSymmetric } from '#extract/symmetric';
import { evaluateReading } from './evaluate-reading.ts';
import { evaluateRecords } from './evaluate-records.ts';
import { evaluateResolution } from './evaluate-resolution.ts';
import { evaluateSegmentation } from './evaluate-segmentation.ts';
import { modelOptions, toExtractionOptions, toExtractingChoice } from './model-options.ts';
import { required, UsageError, type Arguments, type CliCommand, type Output } from './command.ts';

/** What can be evaluated → how. A stage that gets a scorer adds a line. */
const kinds: Record<string, (given: Arguments, out: Output) => Promise<void>> = {
  extraction: evaluateExtraction,
  reading: (given, out) => evaluateReading(given, out, readText),
  segmentation: (given, out) => evaluateSegmentation(given, out, readText),
  resolution: (given, out) => evaluateResolution(given, out, readText),
  records: (given, out) => evaluateRecords(given, out, readText),
};

export const evaluateCommand: CliCommand = {
  usage:
    'extraction --data FILE --heads news [--model M] [--off TYPES] [--map FILE] [--details] | reading --data FOLDER | segmentation --data FILE | resolution --data FILE | records --left A.csv [--right B.csv] [--truth FILE]',
  summary:
    'Scores the model on annotated sentences (SpERT form), reading on a folder with a manifest, sentence cutting, or who is who in documents and tables.',
  options: {
    data: { type: 'string' },
    ...modelOptions,
    details: { type: 'boolean' },
    map: { type: 'string' },
    left: { type: 'string' },
    right: { type: 'string' },
    truth: { type: 'string' },
  },
  paths: [1, 1],
  async run(given, out) {
    const [kind = ''] = given.paths;
    const evaluateKind = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (!evaluateKind)
      throw new UsageError(`say what to evaluate: ${Object.keys(kinds).join(', ')}`);
    await evaluateKind(given, out);
  },
};

async function evaluateExtraction(given: Arguments, out: Output): Promise<void> {
  const data = required(given, 'data');
  const map = given.text('map');
  const names = map === undefined ? undefined : toNames(readText(map), map);
  const annotated = toGold(readText(data), data, names);
  const { folder, heads } = await toExtractingChoice(given);
  const options = await toExtractionOptions(given);
  const model = await openModel(folder, heads);
  const schemas = model.heads.map(({ schema }) => schema);
  const unknown = listUnknown(annotated, schemas);
  if (unknown.length > 0)
    out.note(
      `${heads.join(', ')} does not look for ${unknown.join(', ')}: what is marked so counts as missed. --map FILE gives types other names, {"PER": "Peop"}, or leaves them out, {"PER": null}.`,
    );
  const { confusion, wrong, mistakes, ...figures } = await evaluate(
    (text, sentences) => extractBatch(model, { text, sentences, options }),
    annotated,
    (done) => out.progress(`${done} of ${annotated.length} sentences`),
    listSymmetric(schemas),
  );
  const details = given.has('details') ? { confusion, wrong, mistakes } : {};
  out.result({ ...figures, ...details }, () => toText(figures));
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new EngineError(missing ? 'path-missing' : 'path-unreadable', path);
  }
}

function toText({
  sentences,
  ner,
  re,
  reStrict,
  sentencesPerSecond,
}: Omit<Evaluation, 'confusion' | 'wrong' | 'mistakes'>): string {
  const line = (name: string, { micro }: Evaluation['ner']) =>
    `${name.padEnd(14)} P ${percent(micro.precision)}  R ${percent(micro.recall)}  F1 ${percent(micro.f1)}`;
  return [
    `${sentences} sentences, ${sentencesPerSecond.toFixed(0)} sentences/s`,
    line('mentions', ner),
    line('relations', re),
    line('strict', reStrict),
  ].join('\n');
}

const percent = (share: number) => (share * 100).toFixed(1).padStart(5);
