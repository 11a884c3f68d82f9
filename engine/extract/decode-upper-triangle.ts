import type { Relation, Table } from '#domain/extraction';
import { NOTHING_OFF } from '#domain/schema';
import type { Schema, SwitchedOff } from '#domain/schema';

import { toRuns } from './bilou.ts';
import { checkCount, toFloats, toIntegers } from './decoder.ts';
import type { Calibration, Decoded, Decoder, Outputs } from './decoder.ts';
import { toCellQuestion, toMask, toTagQuestion } from './mask.ts';
import { calibrate, getBest, toProbability } from './probability.ts';
import { readTags } from './tag-path.ts';

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
 * its words; a relation's is that of its cell times the scores of both mentions.
 *
 * The mask counts word by word and cell by cell: the tags of a type that is off are out of the running for each word, so a name
 * may be closed by another type's tag (of a run of mixed types the last word's wins, as ever); a cell's labels are those that
 * are legal between the two decoded types. TablERT read each tag after the one before it, off or not.
 */
export const decodeUpperTriangle: Decoder = (outputs, words, schema, calibration, off) =>
  decodeTable(toUpperTriangle(outputs, words), schema, calibration, off);

export function decodeTable(
  table: Table,
  schema: Schema,
  calibration: Calibration,
  off: SwitchedOff = NOTHING_OFF,
): Decoded {
  const { temperature, threshold } = calibration;
  const mask = toMask(schema, off);
  const isTagOn = toTagQuestion(mask, 4);
  const tagLabels = schema.entityTypes.length * 4 + 1;
  const relationLabels = schema.relationTypes.length * 2 + 1;
  checkCount(table.tagLogits, table.words, tagLabels);
  checkCount(table.relationLogits, table.cells.length / 2, relationLabels);
  const tags = readTags(table.tagLogits, tagLabels, calibration.tags, isTagOn);
  const sure = tags.map((tag, i) =>
    toProbability(table.tagLogits, i * tagLabels, tagLabels, tag, temperature.tags),
  );
  const mentions = toRuns(tags)
    .map((run) => ({
      from: run.from,
      to: run.to,
      type: schema.entityTypes[run.type] ?? '',
      score: Math.min(...sure.slice(run.from, run.to)),
    }))
    .filter((mention) => mention.score >= threshold.mention);
  const positionOf = new Map(mentions.map((mention, position) => [mention.to - 1, position]));
  const relations: Relation[] = [];
  for (let p = 0; p < table.cells.length / 2; p++) {
    const first = positionOf.get(table.cells[2 * p] ?? -1);
    const second = positionOf.get(table.cells[2 * p + 1] ?? -1);
    const [row, column] = [mentions[first ?? -1], mentions[second ?? -1]];
    if (first === undefined || second === undefined || !row || !column) continue;
    const [label, probability] = getBest(
      table.relationLogits,
      p * relationLabels,
      relationLabels,
      temperature.relations,
      toCellQuestion(mask, row.type, column.type),
    );
    if (label === 0) continue;
    const [head, tail] = label % 2 === 1 ? [first, second] : [second, first];
    const type = schema.relationTypes[(label - 1) >> 1]?.name ?? '';
    const score = calibrate(probability * row.score * column.score, type, calibration);
    if (score >= threshold.relation) relations.push({ head, tail, type, score });
  }
  return { mentions, relations };
}
