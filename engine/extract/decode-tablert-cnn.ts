import type { Relation, Table } from '#domain/extraction';
import type { Schema } from '#domain/schema';

import { toRuns } from './bilou.ts';

/** Temperatures fitted on sentences the model was not trained on, and the scores below which nothing is reported. */
export interface Calibration {
  readonly temperature: { readonly tags: number; readonly relations: number };
  readonly threshold: { readonly mention: number; readonly relation: number };
}

/** A mention counted in words of the table. */
export interface WordMention {
  readonly from: number;
  readonly to: number;
  readonly type: string;
  readonly score: number;
}

export interface Decoded {
  readonly mentions: readonly WordMention[];
  readonly relations: readonly Relation[];
}

/** Index of the highest of `labels` logits from `at`, the lowest index at a tie, and its probability at temperature t. */
function getBest(logits: Float32Array, at: number, labels: number, t: number): [number, number] {
  let best = 0;
  for (let k = 1; k < labels; k++) {
    if ((logits[at + k] ?? 0) > (logits[at + best] ?? 0)) best = k;
  }
  let sum = 0;
  for (let k = 0; k < labels; k++) {
    sum += Math.exp(((logits[at + k] ?? 0) - (logits[at + best] ?? 0)) / t);
  }
  return [best, 1 / sum];
}

/**
 * Mentions and relations of one table (Ma et al. 2022, 3.2). One cell decides a pair: that of the two last words; its
 * label holds type and direction. A mention's score is the lowest calibrated probability among its words; a relation's
 * is that of its cell times the scores of both mentions. Types that a relation's arguments never had in training are dropped.
 */
export function decodeTablertCnn(table: Table, schema: Schema, calibration: Calibration): Decoded {
  const { temperature, threshold } = calibration;
  const tagLabels = schema.entityTypes.length * 4 + 1;
  const relationLabels = schema.relationTypes.length * 2 + 1;
  const tags = Array.from({ length: table.words }, (_, i) =>
    getBest(table.tagLogits, i * tagLabels, tagLabels, temperature.tags),
  );

  const mentions = toRuns(tags.map(([tag]) => tag))
    .map((run) => ({
      from: run.from,
      to: run.to,
      type: schema.entityTypes[run.type] ?? '',
      score: Math.min(...tags.slice(run.from, run.to).map(([, p]) => p)),
    }))
    .filter((mention) => mention.score >= threshold.mention);

  const positionOf = new Map(mentions.map((mention, position) => [mention.to - 1, position]));
  const relations: Relation[] = [];
  for (let p = 0; p < table.cells.length / 2; p++) {
    const first = positionOf.get(table.cells[2 * p] ?? -1);
    const second = positionOf.get(table.cells[2 * p + 1] ?? -1);
    if (first === undefined || second === undefined) continue;
    const at = p * relationLabels;
    const [label, probability] = getBest(
      table.relationLogits,
      at,
      relationLabels,
      temperature.relations,
    );
    const definition = schema.relationTypes[(label - 1) >> 1];
    if (label === 0 || !definition) continue;
    const [head, tail] = label % 2 === 1 ? [first, second] : [second, first];
    const headMention = mentions[head];
    const tailMention = mentions[tail];
    if (!headMention || !tailMention) continue;
    const fits = (seen: readonly string[], type: string) =>
      seen.length === 0 || seen.includes(type);
    if (!fits(definition.head, headMention.type) || !fits(definition.tail, tailMention.type))
      continue;
    const score = probability * headMention.score * tailMention.score;
    if (score >= threshold.relation) relations.push({ head, tail, type: definition.name, score });
  }
  return { mentions, relations };
}
