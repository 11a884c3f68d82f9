import type { Schema } from '#domain/schema';
import type { CellLabel, ExtractionTable, TableForm } from '#domain/xray';

import { toFloats, toIntegers } from './decoder.ts';
import type { Calibration, Outputs } from './decoder.ts';
import { listSpans } from './picture.ts';
import { toSigmoid, writeProbabilities } from './probability.ts';

/** What a picture of a sentence is made of. */
export interface Pictured {
  readonly plain: Outputs;
  readonly full: Outputs;
  readonly form: TableForm;
  readonly words: number;
  readonly schema: Schema;
  readonly temperature: Calibration['temperature'];
}

export type Cells = Pick<
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
  return relationTypes.flatMap(({ name: type, phrase }) =>
    form === 'spans'
      ? [{ type, phrase, forth: true }]
      : [
          { type, phrase, forth: true },
          { type, phrase, forth: false },
        ],
  );
}

/** All labels of all cells, as probabilities. */
export function toCells({ plain, full, form, words, schema, temperature }: Pictured): Cells {
  const tagLabels = toTagLabels(schema, form);
  const tags = full['all_span_logits']
    ? 'all_span_logits'
    : form === 'spans'
      ? 'span_logits'
      : 'tag_logits';
  const logits = toFloats(full, 'relation_logits');
  const cells = listCells(full, form, words);
  return {
    tagLabels,
    tags: toProbabilities(toFloats(full, tags), tagLabels.length, temperature.tags),
    ...toSpans(full, form, words),
    cellLabels: toCellLabels(schema, form),
    cells,
    cellProbabilities:
      form === 'spans'
        ? logits.map((logit) => toSigmoid(logit / temperature.relations))
        : toProbabilities(logits, schema.relationTypes.length * 2 + 1, temperature.relations),
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
