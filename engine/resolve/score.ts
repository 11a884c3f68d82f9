import { assign } from './assign.ts';

/** `cli.md`: values 0 to 1. */
export interface Figure {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Figures {
  /** Bagga and Baldwin 1998: for each mention, how much of its cluster belongs there. */
  readonly b3: Figure;
  /** Over all pairs of mentions in one cluster. */
  readonly pairwise: Figure;
  /** Luo 2005, entity based (φ4): clusters matched one to one for the largest sum of 2 |A ∩ B| / (|A| + |B|). */
  readonly ceaf: Figure;
}

/**
 * Compares two clusterings of the same mentions, each given as one label per mention. Where there is nothing to count
 * (no pairs, no mentions) precision and recall are 1: nothing was got wrong.
 */
export function scoreClusters(gold: readonly string[], predicted: readonly string[]): Figures {
  if (gold.length !== predicted.length) throw new RangeError('not the same mentions');
  const [goldSizes, predictedSizes] = [count(gold), count(predicted)];
  const overlaps = countOverlaps(gold, predicted);
  const size = (sizes: ReadonlyMap<string, number>, label: string): number => sizes.get(label) ?? 0;
  let [hits, precision, recall] = [0, 0, 0];
  for (const { gold: a, predicted: b, count: both } of overlaps) {
    hits += toPairs(both);
    precision += (both * both) / size(predictedSizes, b);
    recall += (both * both) / size(goldSizes, a);
  }
  const similarity = assign(
    overlaps.map(({ gold: a, predicted: b, count: both }) => ({
      from: a,
      to: b,
      weight: (2 * both) / (size(goldSizes, a) + size(predictedSizes, b)),
    })),
  );
  return {
    b3: toFigure(precision, gold.length, recall, gold.length),
    pairwise: toFigure(hits, sumPairs(predictedSizes), hits, sumPairs(goldSizes)),
    ceaf: toFigure(similarity, predictedSizes.size, similarity, goldSizes.size),
  };
}

function toFigure(hits: number, found: number, hitsToo: number, wanted: number): Figure {
  const precision = found === 0 ? 1 : hits / found;
  const recall = wanted === 0 ? 1 : hitsToo / wanted;
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}

function count(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

interface Overlap {
  readonly gold: string;
  readonly predicted: string;
  readonly count: number;
}

function countOverlaps(gold: readonly string[], predicted: readonly string[]): readonly Overlap[] {
  const counts = new Map<string, Map<string, number>>();
  for (const [at, label] of gold.entries()) {
    const other = predicted[at] ?? '';
    const row = counts.get(label) ?? new Map<string, number>();
    row.set(other, (row.get(other) ?? 0) + 1);
    counts.set(label, row);
  }
  return [...counts].flatMap(([a, row]) =>
    [...row].map(([b, both]) => ({ gold: a, predicted: b, count: both })),
  );
}

function sumPairs(sizes: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const size of sizes.values()) sum += toPairs(size);
  return sum;
}

function toPairs(size: number): number {
  return (size * (size - 1)) / 2;
}
