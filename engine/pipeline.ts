import type { ExtractorCalls, ReaderCalls } from '#contract/workers';
import type { Document, Reading, Sentence } from '#domain/document';
import type { Extraction, ExtractionOptions } from '#domain/extraction';
import { extract, extractHeads, extractorVersion } from '#extract/extract';
import { joinStretches, toStretches } from '#extract/stretches';
import { decoderVersion } from '#extract/systems';
import type { Model } from '#extract/model';
import { explainHeads, getTable } from '#extract/xray';
import { readParts } from '#read/parts';
import { drawPage } from '#read/pdf-image';
import { findPlaces } from '#read/pdf-place';
import { Failure } from '#domain/failure';
import { read, readerVersion } from '#read/read';
import { resolve } from '#resolve/resolve';
import { toNaming } from '#resolve/name';
import { normaliseName } from '#resolve/normalise';
import { segment, segmenterVersion } from '#segment/segment';
import type { Resolution } from '#domain/graph';
import type { NameRules } from '#store/decide';
import type { Asking, Stages } from './workers/asking.ts';
import { digest } from './digest.ts';
import { shiftExtraction, shiftSentence } from './shift.ts';
import { findRecogniser } from './workers/recognise.ts';
import { readWithScans, withPlaces, type ReadSource } from './import/scans.ts';

/**
 * The line, on one page: read → segment → extract → resolve → store. This is the only file that names two stages.
 *
 *   in a reader process      readSource       bytes → Reading and Sentence[]
 *   in extractor processes   extractBatch     sentences → Extraction[]
 *   in the engine            lineFor          both of them by way of workers, then resolve; jobs.ts stores the result
 */

/** What a result depends on beside bytes and model: with other versions a source is read again. */
export const stageVersions: readonly string[] = [
  readerVersion,
  segmenterVersion,
  extractorVersion,
  decoderVersion,
];

/** Of these, what the result of a sentence depends on. */
export const extractionVersion = `${extractorVersion}.${decoderVersion}`;

/** How the store, which may not know resolve, is told to call an entity. */
export { toNaming } from '#resolve/name';

/** The same for curation, which also has to know by what key a name goes that a person marks. */
export const nameRules: NameRules = { toNaming, toForm: normaliseName };
/** How export, which may not know segment, cuts words for training data. */
export { tokenize } from '#segment/tokenize';

/** First part; runs where untrusted bytes may do no harm. */
export async function readSource(
  input: ReaderCalls['source.read']['input'],
  onProgress: () => void = () => undefined,
): Promise<ReaderCalls['source.read']['output']> {
  const reading = await read({ ...input, onProgress });
  onProgress();
  return { reading, sentences: 'document' in reading ? segment(reading.document) : [] };
}

/** What else is asked of untrusted bytes, in the same place. */
export const readerAnswers: {
  readonly [Name in keyof ReaderCalls]: (
    input: ReaderCalls[Name]['input'],
    onProgress: () => void,
  ) => Promise<ReaderCalls[Name]['output']>;
} = {
  'source.read': readSource,
  'source.readParts': ({ from, ...source }, onProgress) =>
    readParts({ ...source, onProgress }, from),
  'source.findPlaces': ({ spans, ...source }) => findPlaces(source, spans),
  'source.drawPage': async ({ page, scale, ...source }) =>
    (await drawPage(source, page, scale)) ?? null,
};

/** Second part; runs beside a loaded model. */
export async function extractBatch(
  model: Model,
  { text, sentences, heads, options }: ExtractorCalls['sentences.extract']['input'],
): Promise<readonly Extraction[]> {
  if (!heads) return extract(model, text, sentences, options);
  return (await extractHeads(model, text, sentences, heads, options)).flat();
}

/** What is asked of one sentence that somebody looks at, beside the same model. */
export function lookAt(model: Model): [string, { handle: (input: never) => Promise<unknown> }][] {
  const table = ({
    text,
    sentence,
    head,
    ...request
  }: ExtractorCalls['sentence.table']['input']) => {
    const found = model.heads.find(({ name }) => name === head);
    if (!found) throw new Failure('model-missing', head);
    return getTable(model, found, text, sentence, request);
  };
  const explain = ({ text, sentence, ...request }: ExtractorCalls['sentence.explain']['input']) =>
    explainHeads(model, text, sentence, request);
  return [
    ['sentence.table', { handle: table }],
    ['sentence.explain', { handle: explain }],
  ];
}

/** What the heads of one sentence say, as one: for whoever asked them apart. */
export { mergeExtractions } from '#extract/merge';

/** A bare text as one paragraph, for the command line. */
export function segmentText(text: string): {
  readonly text: string;
  readonly sentences: readonly Sentence[];
} {
  const whole = text.toWellFormed().replaceAll('\0', ' ');
  const block = { kind: 'paragraph' as const, start: 0, end: whole.length };
  const document: Document = {
    format: 'txt',
    text: whole,
    blocks: [block],
    pages: [],
    metadata: {},
  };
  return { text: whole, sentences: segment(document) };
}

/** Reading in this process, for the command line's look at one file. */
export const readingHere: Pick<Stages, 'read' | 'ask' | 'findRecogniser'> = {
  read: (input) => readSource(input),
  ask: (name, input) => readerAnswers[name](input, () => undefined),
  findRecogniser,
};

export interface LineResult {
  readonly reading: Reading;
  readonly sentences: readonly Sentence[];
  readonly resolution: Resolution;
}

/** Runs one source down the line; `onSentences` is told how many sentences each finished batch held. */
export async function lineFor(
  source: ReaderCalls['source.read']['input'],
  stages: Stages,
  asking: Asking,
  onSentences: (count: number) => void,
  kept?: KeptBatches,
  options: ExtractionOptions = {},
): Promise<LineResult> {
  const held = await stages.held.enter(asking.signal);
  try {
    const found = await readWithScans(source, stages, asking);
    held.read(found);
    return await finishLine(found, stages, asking, onSentences, kept, options);
  } finally {
    held.leave();
  }
}

async function finishLine(
  found: ReadSource,
  stages: Stages,
  asking: Asking,
  onSentences: (count: number) => void,
  kept: KeptBatches | undefined,
  options: ExtractionOptions,
): Promise<LineResult> {
  const { reading, sentences } = found;
  if (!('document' in reading)) return { reading, sentences: [], resolution: nothing };
  const { extractions, isCut } = await extractAll(
    { document: reading.document, sentences, kept, options },
    stages,
    asking.signal,
    onSentences,
  );
  const resolution = resolve({ text: reading.document.text, extractions, digest });
  const placed = await withPlaces(found, resolution.mentions, stages, asking);
  return {
    reading: isCut && 'document' in placed ? toCut(placed) : placed,
    sentences,
    resolution,
  };
}

/** Where finished batches of a large document are kept until all are; see `#store/unfinished`. */
export interface KeptBatches {
  /** `of`: a digest of all that its extractions depend on beside the run. */
  find(batch: number, of: string): readonly Extraction[] | undefined;
  keep(batch: number, of: string, extractions: readonly Extraction[]): void;
}

type ExtractInput = ExtractorCalls['sentences.extract']['input'];

const nothing: Resolution = { mentions: [], relations: [], clusters: [] };

/** Tokens a batch aims at: some 50 sentences, a fifth of a second of one worker, so that stopping is prompt. */
export const BATCH_TOKENS = 1500;

/** Names of one document that are kept; whoever writes a document to flood the graph gets no further. */
const MAX_MENTIONS = 100_000;

function toCut(reading: Extract<Reading, { document: Document }>): Reading {
  const detail = `the first ${MAX_MENTIONS} names`;
  return { ...reading, state: 'partial', code: 'too-many-names', detail };
}

/** Batches from which on a document is worth keeping them while it is worked on: some ten seconds of one worker. */
const KEPT_FROM = 40;

async function extractAll(
  work: {
    readonly document: Document;
    readonly sentences: readonly Sentence[];
    readonly kept: KeptBatches | undefined;
    readonly options: ExtractionOptions;
  },
  stages: Stages,
  signal: AbortSignal,
  onSentences: (count: number) => void,
): Promise<{ readonly extractions: readonly Extraction[]; readonly isCut: boolean }> {
  const { document, sentences, options } = work;
  const stretches = sentences.map(toStretches);
  /** Where sentences end: what is counted while they are worked on. */
  const last = new Set(stretches.map((some) => some.at(-1)));
  const batches = toBatches(stretches.flat());
  const kept = batches.length >= KEPT_FROM ? work.kept : undefined;
  const results: (readonly Extraction[])[] = [];
  let next = 0;
  let mentions = 0;
  // As many lanes as can be worked on: a book's batches are cut and sent as workers come free, not all at once.
  const lane = async () => {
    for (let at = next++; at < batches.length && mentions < MAX_MENTIONS; at = next++) {
      const batch = batches[at] ?? [];
      const base = batch[0]?.start ?? 0;
      const found = await extractOrFind(at, toInput(batch, base));
      results[at] = found.map((extraction) => shiftExtraction(extraction, base));
      mentions += toCount(found);
      onSentences(batch.filter((one) => last.has(one)).length);
    }
  };
  function toInput(batch: readonly Sentence[], base: number): ExtractInput {
    const text = document.text.slice(base, batch.at(-1)?.end ?? base);
    return { text, sentences: batch.map((one) => shiftSentence(one, -base)), options };
  }
  async function extractOrFind(at: number, input: ExtractInput): Promise<readonly Extraction[]> {
    if (!kept) return stages.extract(input, signal);
    const counts = stages.countsIn();
    const of = digest(JSON.stringify([counts, input]));
    const known = kept.find(at, of);
    if (known) return known;
    const found = await stages.extract(input, signal);
    // Where a device was lost meanwhile, nobody can tell which of the two answered.
    if (stages.countsIn() === counts) kept.keep(at, of, found);
    return found;
  }
  if (batches.length > 0) await stages.ready(signal);
  await Promise.all(Array.from({ length: Math.min(stages.width, batches.length) }, lane));
  // Counted again in order: how many lanes there were, and which was quick, must not decide what is kept.
  let names = 0;
  const found = batches.flatMap((batch, at) => {
    const own = names < MAX_MENTIONS ? results[at] : undefined;
    names += toCount(own ?? []);
    return own ?? batch.map(({ start, end }) => toNothing(start, end));
  });
  const isCut = names >= MAX_MENTIONS;
  let at = 0;
  const extractions = sentences.map((sentence, i) => {
    const count = stretches[i]?.length ?? 1;
    return joinStretches(sentence, found.slice(at, (at += count)));
  });
  return { extractions, isCut };
}

function toCount(found: readonly Extraction[]): number {
  return found.reduce((sum, { mentions }) => sum + mentions.length, 0);
}

function toNothing(start: number, end: number): Extraction {
  return { start, end, mentions: [], relations: [] };
}

function toBatches(sentences: readonly Sentence[]): Sentence[][] {
  const batches: Sentence[][] = [];
  let tokens = Infinity;
  for (const sentence of sentences) {
    if (tokens + sentence.tokens.length > BATCH_TOKENS) {
      batches.push([]);
      tokens = 0;
    }
    batches.at(-1)?.push(sentence);
    tokens += sentence.tokens.length;
  }
  return batches;
}
