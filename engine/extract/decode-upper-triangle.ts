import type { Relation, Table } from '#domain/extraction';
import type { Schema } from '#domain/schema';

import { toRuns } from './bilou.ts';
import { toFloats, toIntegers } from './decoder.ts';
import type { Calibration, Decoded, Decoder, Outputs } from './decoder.ts';
import { calibrate, getBest } from './probability.ts';
import { fitsSchema } from './fits.ts';

/** `tag_logits` 1 × N × Le, `cells` P × (sentence, row, column), `relation_logits` P × Lr. */
export function toUpperTriangle(outputs: Outputs, words: number): Table {
  return {
    words,
    tagLogits: toFloats(outputs, 'tag_logits'),
    // The batch is one sentence, so its number is left out.
    cells: toIntegers(outputs, 'cells').filter((_, i) => i % 3 !== 0),
    relationLogits: toFloats(outputs, 'relation_logits'),
  };
}

/**
 * TablERT, TablERT-CNN and DYTNet: BILOU tags on the diagonal; one cell above it decides a pair, that of the two last words,
 * and its label holds type and direction (Ma et al. 2022, 3.2). A mention's score is the lowest calibrated probability among
 * its words; a relation's is that of its cell times the scores of both mentions. Types that a relation's arguments never had
 * in training are dropped.
 */
export const decodeUpperTriangle: Decoder = (outputs, words, schema, calibration) =>
  decodeTable(toUpperTriangle(outputs, words), schema, calibration);

export function decodeTable(table: Table, schema: Schema, calibration: Calibration): Decoded {
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
    const [label, probability] = getBest(
      table.relationLogits,
      p * relationLabels,
      relationLabels,
      temperature.relations,
    );
    if (label === 0) continue;
    const [head, tail] = label % 2 === 1 ? [first, second] : [second, first];
    const [from, to] = [mentions[head], mentions[tail]];
    const definition = schema.relationTypes[(label - 1) >> 1];
    if (!from || !to || !definition || !fitsSchema(definition, from.type, to.type)) continue;
    const type = definition.name;
    const score = calibrate(probability * from.score * to.score, type, calibration);
    if (score >= threshold.relation) relations.push({ head, tail, type, score });
  }
  return { mentions, relations };
}
