import type { Sentence } from '#domain/document';
import type { ExtractionOptions } from '#domain/extraction';
import { NOTHING_OFF } from '#domain/schema';
import type { Schema } from '#domain/schema';
import type { Candidate, CellLabel, ExtractionTable, TableForm, WordSpan } from '#domain/xray';

import { complete } from './complete.ts';
import { toFloats, toIntegers } from './decoder.ts';
import type { Outputs } from './decoder.ts';
import { toCalibration } from './extract.ts';
import { explain, isSaid, toName, type Case } from './explain.ts';
import { dropNameless } from './merge.ts';
import type { Head, Model } from './model.ts';
import { getPicture, listSpans } from './picture.ts';
import { toSigmoid, writeProbabilities } from './probability.ts';
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
    ...toCells(looked),
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

/** Two that no pass holds: nothing was ever asked of them together. */
function toApart({ schema }: Head, [first, second]: readonly WordSpan[]): Candidate[] {
  const [definition] = schema.relationTypes;
  if (!first || !second || !definition) return [];
  const toUnread = (span: WordSpan) => ({ ...span, type: '', score: 0 });
  const verdict = { kind: 'window' } as const;
  const type = definition.name;
  return [
    { head: toUnread(first), tail: toUnread(second), type, probability: 0, score: 0, verdict },
  ];
}

type Cells = Pick<
  ExtractionTable,
  | 'tagLabels'
  | 'tags'
  | 'spans'
  | 'listed'
  | 'cellLabels'
  | 'cells'
  | 'cellProbabilities'
  | 'decided'
>;

const tagParts = { triangle: ['B', 'I', 'L', 'U'], whole: ['B', 'I'], spans: [''] } as const;

function toTagLabels({ entityTypes }: Schema, form: TableForm): string[] {
  const none = form === 'spans' ? '' : 'O';
  return [
    none,
    ...entityTypes.flatMap((type) =>
      tagParts[form].map((part) => (part === '' ? type : `${part}-${type}`)),
    ),
  ];
}

function toCellLabels({ relationTypes }: Schema, form: TableForm): CellLabel[] {
  return relationTypes.flatMap(({ name: type }) =>
    form === 'spans'
      ? [{ type, forth: true }]
      : [
          { type, forth: true },
          { type, forth: false },
        ],
  );
}

function toCells({ of, plain, full, form, words }: Looked): Cells {
  const { schema, calibration } = of;
  const { temperature } = calibration;
  const tagLabels = toTagLabels(schema, form);
  const labels =
    schema.relationTypes.length * (form === 'spans' ? 1 : 2) + (form === 'spans' ? 0 : 1);
  const tagLogits = toFloats(
    full,
    form === 'spans' && full['all_span_logits']
      ? 'all_span_logits'
      : form === 'spans'
        ? 'span_logits'
        : 'tag_logits',
  );
  const logits = toFloats(full, 'relation_logits');
  const cells = listCells(full, form, words.length);
  const cellProbabilities =
    form === 'spans'
      ? logits.map((logit) => toSigmoid(logit / temperature.relations))
      : toProbabilities(logits, labels, temperature.relations);
  return {
    tagLabels,
    tags: toProbabilities(tagLogits, tagLabels.length, temperature.tags),
    ...toSpans(full, form, words.length),
    cellLabels: toCellLabels(schema, form),
    cells,
    cellProbabilities,
    decided: toDecided(plain, full, cells, form),
  };
}

function toProbabilities(logits: Float32Array, labels: number, t: number): Float32Array {
  const into = new Float32Array(logits.length);
  for (let at = 0; at < logits.length; at += labels)
    writeProbabilities(into, at, logits, at, labels, t);
  return into;
}

function listCells(full: Outputs, form: TableForm, words: number): Int32Array {
  if (form === 'spans') return toIntegers(full, 'pairs');
  if (form === 'triangle') return toIntegers(full, 'cells').filter((_, i) => i % 3 !== 0);
  const cells = new Int32Array(2 * words * words);
  for (let p = 0; p < words * words; p++) cells.set([Math.trunc(p / words), p % words], 2 * p);
  return cells;
}

function toSpans(full: Outputs, form: TableForm, words: number): Pick<Cells, 'spans' | 'listed'> {
  if (form !== 'spans') return { spans: new Int32Array(), listed: new Int32Array() };
  const kept = toIntegers(full, 'spans').filter((_, i) => i % 3 !== 0);
  const spans = full['all_span_logits'] ? listSpans(words) : kept;
  const at = new Map<string, number>();
  for (let s = 0; s < spans.length / 2; s++) at.set(`${spans[2 * s]} ${spans[2 * s + 1]}`, s);
  const listed = Array.from(
    { length: kept.length / 2 },
    (_, m) => at.get(`${kept[2 * m]} ${kept[2 * m + 1]}`) ?? 0,
  );
  return { spans, listed: Int32Array.from(listed) };
}

/** Which of the cells the normal path reads. */
function toDecided(plain: Outputs, full: Outputs, cells: Int32Array, form: TableForm): Uint8Array {
  const decided = new Uint8Array(cells.length / 2);
  if (form === 'whole') return decided.fill(1);
  const keys = new Set<string>();
  if (form === 'triangle') {
    const read = toIntegers(plain, 'cells');
    for (let p = 0; p < read.length / 3; p++) keys.add(`${read[3 * p + 1]} ${read[3 * p + 2]}`);
    return decided.map((_, p) => (keys.has(`${cells[2 * p]} ${cells[2 * p + 1]}`) ? 1 : 0));
  }
  const spanKey = (spans: Int32Array, m = 0) => `${spans[3 * m + 1]} ${spans[3 * m + 2]}`;
  const [own, all] = [toIntegers(plain, 'spans'), toIntegers(full, 'spans')];
  for (let m = 0; m < own.length / 3; m++) keys.add(spanKey(own, m));
  return decided.map((_, p) =>
    keys.has(spanKey(all, cells[2 * p])) && keys.has(spanKey(all, cells[2 * p + 1])) ? 1 : 0,
  );
}
