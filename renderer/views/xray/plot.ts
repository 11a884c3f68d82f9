import type { Candidate, ExtractionTable, ReadName } from '#domain/xray';
import { words } from '../../words.ts';
import { toHueClass, toTypeName } from '../../words/schema.ts';

/** What is drawn of a head's table: plain values, made anew when a person turns a knob. */

export interface PlotHead {
  readonly key: string;
  readonly text: string;
  /** Words of the sentence. */
  readonly from: number;
  readonly to: number;
  /** Of the name that it belongs to. */
  readonly hue: string;
}

export interface PlotLabel {
  readonly text: string;
  readonly probability: number;
  readonly hue: string;
}

export interface PlotCell {
  /** The likeliest but "none", or the one that is looked for. */
  readonly label: PlotLabel;
  readonly arrow: 'forth' | 'back' | '';
  /** Of a name, or of a pair. */
  readonly isName: boolean;
  /** Whether this cell was read to decide. */
  readonly decided: boolean;
  /** A stated fact is decided here. */
  readonly said: boolean;
  /** All labels of note, the likeliest first, "none" among them. */
  labels(): readonly PlotLabel[];
}

export interface Plot {
  readonly rows: readonly PlotHead[];
  readonly columns: readonly PlotHead[];
  /** Undefined where there is no such cell. */
  cell(row: number, column: number): PlotCell | undefined;
  /** Sides on which a cell ends a block: a name, or two names that a stated fact connects. */
  edges(row: number, column: number): string;
}

/** What is drawn: the likeliest label of each cell, or one type of fact or name alone. */
export type Shown =
  { readonly kind: 'all' } | { readonly kind: 'name' | 'fact'; readonly type: string };

export interface PlotOptions {
  readonly shown: Shown;
  /** Words that are shown, rising. */
  readonly picked: readonly number[];
  /** What counts as stated. */
  readonly stated: readonly Candidate[];
  /** SpERT's pairs of spans instead of its spans. */
  readonly asPairs: boolean;
}

/** Labels under this are not listed; one is always. */
const LEAST = 0.005;
const MOST = 6;

/** A label of the table in words. Tags begin with their part of a name: B-Loc, I-Loc, L-Loc, U-Loc. */
export function toTagWords(label: string): string {
  if (label === '' || label === 'O') return words.xray.noName;
  const [part, type] = /^[BILU]-/u.test(label) ? [label[0], label.slice(2)] : ['U', label];
  return words.xray.tag[part as 'B' | 'I' | 'L' | 'U'](toTypeName(type));
}

const toTagType = (label: string) => label.replace(/^[BILU]-/u, '');

export function toPlot(table: ExtractionTable, options: PlotOptions): Plot {
  if (table.form !== 'spans') return toWordPlot(table, options);
  return options.asPairs ? toPairPlot(table, options) : toSpanPlot(table, options);
}

const isName = (label: string) => label !== '' && label !== 'O';

function toTagLabels(table: ExtractionTable, row: number): PlotLabel[] {
  const { tagLabels, tags } = table;
  return tagLabels.map((label, k) => ({
    text: toTagWords(label),
    probability: tags[row * tagLabels.length + k] ?? 0,
    hue: isName(label) ? toHueClass(toTagType(label)) : '',
  }));
}

function toFactLabels(table: ExtractionTable, p: number): PlotLabel[] {
  const { cellLabels, cellProbabilities, form } = table;
  const none = form === 'spans' ? 0 : 1;
  const size = cellLabels.length + none;
  const at = (k: number) => cellProbabilities[p * size + k] ?? 0;
  const labels = cellLabels.map(({ phrase, forth }, k) => ({
    text: words.xray.fact(phrase, forth),
    probability: at(k + none),
    hue: '',
  }));
  return none === 1
    ? [{ text: words.xray.noFact, probability: at(0), hue: '' }, ...labels]
    : labels;
}

const byProbability = (a: PlotLabel, b: PlotLabel) => b.probability - a.probability;

function toNoted(labels: readonly PlotLabel[]): PlotLabel[] {
  const sorted = labels.toSorted(byProbability);
  return sorted.filter(({ probability }, k) => k === 0 || (k < MOST && probability >= LEAST));
}

function toNameCell(
  table: ExtractionTable,
  row: number,
  { shown }: PlotOptions,
): PlotCell | undefined {
  const labels = toTagLabels(table, row);
  const wanted = table.tagLabels.flatMap((label, k) => {
    const one = labels[k];
    const fits = isName(label) && (shown.kind !== 'name' || toTagType(label) === shown.type);
    return one && fits && shown.kind !== 'fact' ? [one] : [];
  });
  const best = wanted.toSorted(byProbability)[0];
  const label = best ?? { text: '', probability: 0, hue: '' };
  return {
    label,
    arrow: '',
    isName: true,
    decided: true,
    said: false,
    labels: () => toNoted(labels),
  };
}

function toFactCell(
  table: ExtractionTable,
  p: number,
  { shown }: PlotOptions,
  said: boolean,
): PlotCell {
  const labels = toFactLabels(table, p);
  const offset = labels.length - table.cellLabels.length;
  let best = -1;
  table.cellLabels.forEach(({ type }, k) => {
    const fits = shown.kind === 'all' || (shown.kind === 'fact' && shown.type === type);
    const one = labels[k + offset]?.probability ?? 0;
    if (fits && one > (labels[best + offset]?.probability ?? -1) - (best < 0 ? 1 : 0)) best = k;
  });
  const found = table.cellLabels[best];
  return {
    label: (best >= 0 ? labels[best + offset] : undefined) ?? { text: '', probability: 0, hue: '' },
    arrow: found ? (found.forth ? 'forth' : 'back') : '',
    isName: false,
    decided: table.decided[p] === 1,
    labels: () => toNoted(labels),
    said,
  };
}

/** Sides on which a cell ends the block of two names, the first down the side and the second along the top. */
function toEdges(row: number, column: number, a: ReadName, b: ReadName): string {
  return [
    row === a.from ? 'top' : '',
    row === a.to - 1 ? 'bottom' : '',
    column === b.from ? 'left' : '',
    column === b.to - 1 ? 'right' : '',
  ]
    .filter((side) => side !== '')
    .join(' ');
}

const holds = ({ from, to }: ReadName, word: number) => from <= word && word < to;

function toHeads(table: ExtractionTable, picked: readonly number[]): PlotHead[] {
  return picked.map((word) => {
    const name = table.names.find((one) => holds(one, word));
    return {
      key: `${word}`,
      text: table.tokens[word]?.text ?? '',
      from: word,
      to: word + 1,
      hue: name ? toHueClass(name.type) : '',
    };
  });
}

function toWordPlot(table: ExtractionTable, options: PlotOptions): Plot {
  const heads = toHeads(table, options.picked);
  const size = table.tokens.length;
  const at = new Map<number, number>();
  for (let p = 0; p < table.cells.length / 2; p++)
    at.set((table.cells[2 * p] ?? 0) * size + (table.cells[2 * p + 1] ?? 0), p);
  const blocks = options.stated.flatMap(({ head, tail }) =>
    table.form === 'triangle' && head.from > tail.from
      ? [[tail, head] as const]
      : [[head, tail] as const],
  );
  const findBlock = (i: number, j: number) => blocks.find(([a, b]) => holds(a, i) && holds(b, j));
  return {
    rows: heads,
    columns: heads,
    cell(r, c) {
      const [i, j] = [heads[r]?.from, heads[c]?.from];
      if (i === undefined || j === undefined) return undefined;
      if (i === j) return toNameCell(table, i, options);
      const p = at.get(i * size + j);
      if (p === undefined) return undefined;
      const block = findBlock(i, j);
      const decides =
        block && (table.form === 'whole' || (i === block[0].to - 1 && j === block[1].to - 1));
      return toFactCell(table, p, options, decides === true);
    },
    edges(r, c) {
      const [i, j] = [heads[r]?.from ?? -1, heads[c]?.from ?? -1];
      const block = findBlock(i, j);
      if (block) return toEdges(i, j, ...block);
      const name = table.names.find((one) => holds(one, i) && holds(one, j));
      return name ? toEdges(i, j, name, name) : '';
    },
  };
}

/** First word down the side, last word along the top. */
function toSpanPlot(table: ExtractionTable, options: PlotOptions): Plot {
  const heads = toHeads(table, options.picked);
  const at = new Map<string, number>();
  for (let s = 0; s < table.spans.length / 2; s++)
    at.set(`${table.spans[2 * s]} ${table.spans[2 * s + 1]}`, s);
  const wordsAt = (r: number, c: number) => [heads[r]?.from ?? -1, heads[c]?.from ?? -1] as const;
  return {
    rows: heads,
    columns: heads,
    cell(r, c) {
      const [i, j] = wordsAt(r, c);
      const s = at.get(`${i} ${j + 1}`);
      return s === undefined ? undefined : toNameCell(table, s, options);
    },
    edges(r, c) {
      const [i, j] = wordsAt(r, c);
      return table.names.some(({ from, to }) => from === i && to === j + 1) ? ALL_SIDES : '';
    },
  };
}

const ALL_SIDES = 'top bottom left right';

function toPairPlot(table: ExtractionTable, options: PlotOptions): Plot {
  const heads = Array.from(table.listed, (s) => {
    const [from, to] = [table.spans[2 * s] ?? 0, table.spans[2 * s + 1] ?? 0];
    const name = table.names.find((one) => one.from === from && one.to === to);
    const text = table.tokens
      .slice(from, to)
      .map((token) => token.text)
      .join(' ');
    return { key: `${from} ${to}`, text, from, to, hue: name ? toHueClass(name.type) : '' };
  });
  const at = new Map<string, number>();
  for (let p = 0; p < table.cells.length / 2; p++)
    at.set(`${table.cells[2 * p]} ${table.cells[2 * p + 1]}`, p);
  const isSaid = (r: number, c: number) => {
    const [a, b] = [heads[r], heads[c]];
    return options.stated.some(
      ({ head, tail }) =>
        head.from === a?.from && head.to === a.to && tail.from === b?.from && tail.to === b.to,
    );
  };
  return {
    rows: heads,
    columns: heads,
    cell(r, c) {
      const p = at.get(`${r} ${c}`);
      return p === undefined ? undefined : toFactCell(table, p, options, isSaid(r, c));
    },
    edges: (r, c) => (isSaid(r, c) ? ALL_SIDES : ''),
  };
}

/** Words of a long sentence that a table of all would drown: those of names, and those that nearly are. */
export function pickWords(table: ExtractionTable, most: number): number[] {
  const all = table.tokens.map((_, i) => i);
  if (all.length <= most) return all;
  const own = new Set<number>();
  for (const { from, to } of table.names) for (let i = from; i < to; i++) own.add(i);
  const chance = (i: number) =>
    table.spans.length > 0 ? 0 : 1 - (table.tags[i * table.tagLabels.length] ?? 1);
  const further = all
    .filter((i) => !own.has(i) && chance(i) > 0.1)
    .sort((a, b) => chance(b) - chance(a));
  for (const i of further) if (own.size < most) own.add(i);
  return [...own].sort((a, b) => a - b).slice(0, most);
}
