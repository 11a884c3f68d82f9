import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { EngineError } from '#contract/errors';
import { DEFAULT_HEADS, openModel } from '#engine/model';
import { findPlaces } from '#engine/places';
import { evaluate, fromSpert, type Evaluation } from '#extract/evaluate';
import { evaluateReading } from './evaluate-reading.ts';
import { evaluateSegmentation } from './evaluate-segmentation.ts';
import { required, UsageError, type Arguments, type CliCommand, type Output } from './command.ts';

/** What can be evaluated → how. A stage that gets a scorer adds a line. */
const kinds: Record<string, (given: Arguments, out: Output) => Promise<void>> = {
  extraction: evaluateExtraction,
  reading: (given, out) => evaluateReading(given, out, readText),
  segmentation: (given, out) => evaluateSegmentation(given, out, readText),
};

export const evaluateCommand: CliCommand = {
  usage:
    'extraction --data FILE --heads news [--model M] [--map FILE] | reading --data FOLDER | segmentation --data FILE',
  summary:
    'Scores the model on annotated sentences (SpERT form), reading on a folder with a manifest, or sentence cutting.',
  options: {
    data: { type: 'string' },
    heads: { type: 'string' },
    model: { type: 'string' },
    map: { type: 'string' },
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
  const data = readText(required(given, 'data'));
  const map = given.text('map');
  const types =
    map === undefined ? {} : (JSON.parse(readText(map)) as Record<string, string | null>);
  const models = given.text('model') ?? findPlaces().models;
  const model = await openModel(models, given.text('heads')?.split(',') ?? DEFAULT_HEADS);
  const result = await evaluate(model, fromSpert(data, types));
  out.result(result, () => toText(result));
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new EngineError(missing ? 'path-missing' : 'path-unreadable', path);
  }
}

function toText({ sentences, ner, re, reStrict, sentencesPerSecond }: Evaluation): string {
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
