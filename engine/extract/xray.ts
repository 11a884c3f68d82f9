import type { Sentence } from '#domain/document';
import type { ExtractionOptions } from '#domain/extraction';
import { Failure } from '#domain/failure';
import { NOTHING_OFF } from '#domain/schema';
import type { Candidate, ExtractionTable, ReadName, TableForm, WordSpan } from '#domain/xray';

import { complete } from './complete.ts';
import { toCells } from './cells.ts';
import type { Outputs } from './decoder.ts';
import { extractWords, toCalibration } from './extract.ts';
import { explain, isSaid, toName, type Case } from './explain.ts';
import { dropNameless } from './merge.ts';
import type { Head, Model } from './model.ts';
import { getPicture } from './picture.ts';
import { readSpans, readTriangle, readWhole, type Reading } from './readings.ts';
import { normalise } from './spelling.ts';
import { toWindows } from './windows.ts';

export interface XrayRequest {
  /** Which pass of a sentence that is longer than the encoder. */
  readonly window?: number;
  /** Names a person asks about, in words of the sentence: only pairs of these are explained. */
  readonly between?: readonly WordSpan[];
  readonly options?: ExtractionOptions;
}

/** Of what is not said, as many as a person looks at. */
const REJECTED = 200;

interface Looked {
  readonly reading: Reading;
  readonly of: Case;
  readonly plain: Outputs;
  readonly full: Outputs;
  readonly form: TableForm;
  readonly windows: readonly WordSpan[];
  readonly window: number;
  readonly words: readonly string[];
}

function toForm(outputs: Outputs): TableForm {
  if (outputs['spans']) return 'spans';
  return outputs['cells'] ? 'triangle' : 'whole';
}

const readings = { triangle: readTriangle, whole: readWhole, spans: readSpans };

async function look(
  model: Model,
  head: Head,
  all: readonly string[],
  { window = 0, between = [], options = {} }: XrayRequest,
): Promise<Looked> {
  const pieces = await model.pieces.of(all.map(normalise));
  const windows = toWindows(all, pieces, model.maxPieces);
  const place = between.length > 0 ? findWindow(windows, between) : window;
  if (place >= windows.length) throw new Failure('not-found', `Part ${place} of the sentence`);
  const { from, to } = windows[place] ?? { from: 0, to: 0 };
  const words = all.slice(from, to);
  const wanted = between.map((span) => ({ from: span.from - from, to: span.to - from }));
  const { plain: first, full, known } = await getPicture(model, head, words, wanted);
  const { off = NOTHING_OFF } = options;
  const plain = await complete(head, known, first, off);
  const { schema } = head;
  const calibration = toCalibration(head, options);
  const decoded = dropNameless(head.decode(plain, words.length, schema, calibration, off), words);
  const form = toForm(plain);
  const reading = readings[form](full, words.length, schema, calibration);
  const of = { schema, calibration, off, decoded };
  return { reading, of, plain, full, form, windows, window: place, words };
}

/** The pass that sees all of them, or −1. */
function findWindow(windows: readonly WordSpan[], spans: readonly WordSpan[]): number {
  return windows.findIndex(({ from, to }) =>
    spans.every((span) => span.from >= from && span.to <= to),
  );
}

const toWords = (text: string, { tokens }: Sentence) =>
  tokens.map((token) => ({ ...token, text: text.slice(token.start, token.end) }));

/**
 * The whole table of one sentence (or of one of its passes) for one head, with what was decided and why. Costs a second pass and
 * more, so that it is only ever made for somebody who looks; nothing of it is part of extraction.
 * @throws Failure `not-found` where the sentence has no such pass
 */
export async function getTable(
  model: Model,
  head: Head,
  text: string,
  sentence: Sentence,
  request: XrayRequest = {},
): Promise<ExtractionTable> {
  const tokens = toWords(text, sentence);
  const looked = await look(
    model,
    head,
    tokens.map((token) => token.text),
    { ...request, between: [] },
  );
  const { of, windows, window, form } = looked;
  const { from, to } = windows[window] ?? { from: 0, to: 0 };
  const candidates = explain(of.decoded.mentions, looked.reading, of);
  return {
    start: sentence.start,
    end: sentence.end,
    head: head.name,
    model: head.id,
    system: head.system,
    form,
    tokens: tokens.slice(from, to),
    windows,
    window,
    ...toCells({
      ...looked,
      words: looked.words.length,
      schema: head.schema,
      temperature: of.calibration.temperature,
    }),
    names: of.decoded.mentions,
    candidates: [
      ...candidates.filter(isSaid),
      ...candidates.filter((one) => !isSaid(one)).slice(0, REJECTED),
    ],
    threshold: of.calibration.threshold.relation,
    off: of.off,
  };
}

/**
 * The relations that could be said in a sentence, or between two runs of its words whether they are names to the head or not;
 * likeliest first.
 */
export async function explainSentence(
  model: Model,
  head: Head,
  text: string,
  sentence: Sentence,
  request: XrayRequest = {},
): Promise<Candidate[]> {
  const words = toWords(text, sentence).map((token) => token.text);
  const { between = [] } = request;
  const pieces = await model.pieces.of(words.map(normalise));
  const windows = toWindows(words, pieces, model.maxPieces);
  const passes = between.length > 0 ? [findWindow(windows, between)] : windows.map((_, k) => k);
  const found: Candidate[] = [];
  for (const window of passes) {
    if (window < 0) return toApart(head, between);
    const { reading, of } = await look(model, head, words, { ...request, window });
    const { from } = windows[window] ?? { from: 0 };
    const names =
      between.length > 0
        ? between.map((span) => toName({ from: span.from - from, to: span.to - from }, reading, of))
        : of.decoded.mentions;
    const moved = <S extends WordSpan>(span: S): S => ({
      ...span,
      from: span.from + from,
      to: span.to + from,
    });
    for (const one of explain(names, reading, of))
      found.push({ ...one, head: moved(one.head), tail: moved(one.tail) });
  }
  return found.slice(0, REJECTED);
}

/**
 * By all heads of the model. Where a name of one head gives way to a surer one of another, its relations go with it and the
 * reason says so.
 */
export async function explainHeads(
  model: Model,
  text: string,
  sentence: Sentence,
  request: XrayRequest = {},
): Promise<{ readonly head: string; readonly candidates: readonly Candidate[] }[]> {
  const words = toWords(text, sentence).map((token) => token.text);
  const { mentions } = await extractWords(model, words, request.options);
  const isKept = ({ from, to, type }: ReadName) =>
    mentions.some((one) => one.from === from && one.to === to && one.type === type);
  const explained = [];
  for (const head of model.heads) {
    const candidates = await explainSentence(model, head, text, sentence, request);
    explained.push({
      head: head.name,
      candidates: candidates.map((one) => {
        const side = !isKept(one.head) ? 'head' : !isKept(one.tail) ? 'tail' : undefined;
        if (one.verdict.kind !== 'said' || side === undefined) return one;
        return { ...one, verdict: { kind: 'overlap', side } as const };
      }),
    });
  }
  return explained;
}

/** Two that no pass holds: nothing was ever asked of them together. */
function toApart({ schema }: Head, [first, second]: readonly WordSpan[]): Candidate[] {
  const [definition] = schema.relationTypes;
  if (!first || !second || !definition) return [];
  const toUnread = (span: WordSpan) => ({ ...span, type: '', score: 0 });
  const verdict = { kind: 'window' } as const;
  const { name: type, phrase } = definition;
  return [
    {
      head: toUnread(first),
      tail: toUnread(second),
      type,
      phrase,
      probability: 0,
      score: 0,
      verdict,
    },
  ];
}
