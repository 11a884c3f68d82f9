import type { Sentence } from '#domain/document';
import type { ExtractionOptions } from '#domain/extraction';
import { Failure } from '#domain/failure';
import { NOTHING_OFF } from '#domain/schema';
import type { Candidate, ExtractionTable, ReadName, TableForm, WordSpan } from '#domain/xray';

import { complete } from './complete.ts';
import { toCells } from './cells.ts';
import type { Outputs } from './decoder.ts';
import { extractWords, toCalibration } from './extract.ts';
import { explain, toLikeliest, toName, type Case } from './explain.ts';
import { dropNameless } from './merge.ts';
import type { Head, Model } from './model.ts';
import { encode, runGraph } from './pass.ts';
import { getFull } from './picture.ts';
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

/** A sentence in the passes that the encoder makes of it: each once, for all heads that are asked. */
interface Passes {
  readonly words: readonly string[];
  readonly windows: readonly WordSpan[];
  encode(window: number): Promise<Outputs>;
}

async function toPasses(model: Model, text: string, sentence: Sentence): Promise<Passes> {
  const words = toWords(text, sentence).map((token) => token.text);
  const pieces = await model.pieces.of(words.map(normalise));
  const windows = toWindows(words, pieces, model.maxPieces);
  const encoded = new Map<number, Promise<Outputs>>();
  return {
    words,
    windows,
    encode(window) {
      const { from, to } = windows[window] ?? { from: 0, to: 0 };
      const known = encoded.get(window) ?? encode(model, words.slice(from, to));
      encoded.set(window, known);
      return known;
    },
  };
}

/** One pass: with all its cells, or with those that tell why names are related or not. */
async function look(
  passes: Passes,
  head: Head,
  window: number,
  { between = [], options = {} }: XrayRequest,
  isWhole: boolean,
): Promise<Looked> {
  const { windows } = passes;
  if (window >= windows.length) throw new Failure('not-found', `Part ${window} of the sentence`);
  const { from, to } = windows[window] ?? { from: 0, to: 0 };
  const words = passes.words.slice(from, to);
  const known = await passes.encode(window);
  const { off = NOTHING_OFF } = options;
  const plain = await complete(head, known, await runGraph(head.session, known), off);
  const { schema } = head;
  const calibration = toCalibration(head, options);
  const decode = (mention: number) => {
    const threshold = { ...calibration.threshold, mention };
    const own = { ...calibration, threshold };
    return dropNameless(head.decode(plain, words.length, schema, own, off), words);
  };
  const decoded = decode(calibration.threshold.mention);
  const names = decode(0).mentions;
  const form = toForm(plain);
  const read = (outputs: Outputs) => readings[form](outputs, words.length, schema, calibration);
  const of = { schema, calibration, off, decoded, names, words };
  const spans = between.map((span) => ({ from: span.from - from, to: span.to - from }));
  const cells = isWhole ? 'all' : toPairs(spans, read(plain), of);
  const full = await getFull(head, known, plain, words.length, { cells, spans });
  return { reading: read(full), of, plain, full, form, windows, window, words };
}

/**
 * Whose cells, beside those that decided, can be the reason: of the two that somebody asks about, else of names that another label
 * related. All cells of a pass of 250 words cost seconds, and a sentence of 10,000 words has fifty passes.
 */
function toPairs(
  [first, second]: readonly WordSpan[],
  reading: Reading,
  of: Case,
): (readonly [WordSpan, WordSpan])[] {
  if (first && second) return [[first, second]];
  const candidates = explain(of.names, reading, of).filter(
    ({ verdict }) => verdict.kind === 'other',
  );
  return candidates.map(({ head, tail }) => [head, tail]);
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
  const passes = await toPasses(model, text, sentence);
  const looked = await look(passes, head, request.window ?? 0, { ...request, between: [] }, true);
  const { of, windows, window, form } = looked;
  const { from, to } = windows[window] ?? { from: 0, to: 0 };
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
    candidates: explain(of.names, looked.reading, of),
    threshold: of.calibration.threshold.relation,
    off: of.off,
  };
}

/**
 * The relations that could be said in a sentence, or between two runs of its words whether they are names to the head or not;
 * what is said, and of the rest the likeliest. Of what two passes saw that one speaks which saw it farther from its cut.
 */
export async function explainSentence(
  model: Model,
  head: Head,
  text: string,
  sentence: Sentence,
  request: XrayRequest = {},
): Promise<Candidate[]> {
  return explainPasses(await toPasses(model, text, sentence), head, request);
}

async function explainPasses(
  passes: Passes,
  head: Head,
  request: XrayRequest,
): Promise<Candidate[]> {
  const { words, windows } = passes;
  const { between = [] } = request;
  const wanted = between.length > 0 ? [findWindow(windows, between)] : windows.map((_, k) => k);
  const found = new Map<string, { readonly one: Candidate; readonly depth: number }>();
  for (const window of wanted) {
    if (window < 0) return toApart(head, between);
    const { reading, of } = await look(passes, head, window, request, false);
    const { from, to } = windows[window] ?? { from: 0, to: 0 };
    const names =
      between.length > 0
        ? between.map((span) => toName({ from: span.from - from, to: span.to - from }, reading, of))
        : of.names;
    const moved = <S extends WordSpan>(span: S): S => ({
      ...span,
      from: span.from + from,
      to: span.to + from,
    });
    for (const here of explain(names, reading, of)) {
      const one = { ...here, head: moved(here.head), tail: moved(here.tail) };
      const first = Math.min(one.head.from, one.tail.from);
      const last = Math.max(one.head.to, one.tail.to);
      const before = from === 0 ? words.length : first - from;
      const depth = Math.min(before, to === words.length ? words.length : to - last);
      const key = `${one.head.from} ${one.head.to} ${one.tail.from} ${one.tail.to} ${one.type}`;
      if (depth > (found.get(key)?.depth ?? -1)) found.set(key, { one, depth });
    }
  }
  return toLikeliest([...found.values()].map(({ one }) => one));
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
  const passes = await toPasses(model, text, sentence);
  const { mentions } = await extractWords(model, passes.words, request.options);
  const isKept = ({ from, to, type }: ReadName) =>
    mentions.some((one) => one.from === from && one.to === to && one.type === type);
  const explained = [];
  for (const head of model.heads) {
    const candidates = await explainPasses(passes, head, request);
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
