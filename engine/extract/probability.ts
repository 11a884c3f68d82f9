import type { Calibration } from './decoder.ts';

/** Index of the highest of `labels` logits from `at` that is allowed (0 always is), the lowest index at a tie. */
export function findBest(
  logits: Float32Array,
  at: number,
  labels: number,
  isAllowed?: (label: number) => boolean,
): number {
  let best = 0;
  for (let k = 1; k < labels; k++) {
    if ((logits[at + k] ?? 0) > (logits[at + best] ?? 0) && (!isAllowed || isAllowed(k))) best = k;
  }
  return best;
}

/** The same with its probability at temperature t among all labels: what may not be said takes nothing from how unsure the model was. */
export function getBest(
  logits: Float32Array,
  at: number,
  labels: number,
  t: number,
  isAllowed?: (label: number) => boolean,
): [number, number] {
  const best = findBest(logits, at, labels, isAllowed);
  return [best, toProbability(logits, at, labels, best, t)];
}

/** What `label` has of the softmax at temperature t of `labels` logits from `at`. */
export function toProbability(
  logits: Float32Array,
  at: number,
  labels: number,
  label: number,
  t: number,
): number {
  let sum = 0;
  for (let k = 0; k < labels; k++) {
    sum += Math.exp(((logits[at + k] ?? 0) - (logits[at + label] ?? 0)) / t);
  }
  return 1 / sum;
}

/** Adds the softmax at temperature t of `labels` logits from `at` to `sums`. */
export function addProbabilities(
  sums: Float64Array,
  logits: Float32Array,
  at: number,
  labels: number,
  t: number,
): void {
  let highest = -Infinity;
  for (let k = 0; k < labels; k++) highest = Math.max(highest, logits[at + k] ?? 0);
  let total = 0;
  for (let k = 0; k < labels; k++) total += Math.exp(((logits[at + k] ?? 0) - highest) / t);
  for (let k = 0; k < labels; k++) {
    sums[k] = (sums[k] ?? 0) + Math.exp(((logits[at + k] ?? 0) - highest) / t) / total;
  }
}

/** Softmax at temperature t of `labels` logits from `at`, written to `into` from `to`. */
export function writeProbabilities(
  into: Float32Array,
  to: number,
  logits: Float32Array,
  at: number,
  labels: number,
  t: number,
): void {
  const sums = new Float64Array(labels);
  addProbabilities(sums, logits, at, labels, t);
  into.set(sums, to);
}

export function toSigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** A relation's raw score (cell or pair times both mentions) as the share that is right among those that score so. */
export function calibrate(score: number, type: string, { isotonic }: Calibration): number {
  const points = isotonic?.[type];
  const [first] = points ?? [];
  if (points === undefined || first === undefined) return score;
  let [x0, y0] = first;
  if (score <= x0) return y0;
  for (const [x, y] of points) {
    if (score <= x) return x === x0 ? y : y0 + ((y - y0) * (score - x0)) / (x - x0);
    [x0, y0] = [x, y];
  }
  return y0;
}
