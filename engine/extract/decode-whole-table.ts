import type { Relation } from '#domain/extraction';
import { NOTHING_OFF } from '#domain/schema';

import { toBioRuns } from './bio.ts';
import { checkCount, toFloats } from './decoder.ts';
import type { Decoder, WordMention } from './decoder.ts';
import { toMask, toTagQuestion } from './mask.ts';
import { addProbabilities, calibrate, getBest } from './probability.ts';

/**
 * Table-Sequence encoders (Wang and Lu 2020): BIO tags, and a table whose both halves speak of a pair, each word of the head
 * with each word of the tail. `tag_logits` 1 × N × (2t+1), `relation_logits` 1 × N × N × Lr; label 1 + 2k is k from row to
 * column, 2 + 2k from column to row.
 *
 * Equation 17 for the ordered pair (a, b): the arg max of Σ P(Y_ij = →k) + P(Y_ji = ←k) over i in a, j in b. The mass of the
 * other direction counts as "no relation", so the scores of a pair sum to 2·|a|·|b|; read literally, a pair in the wrong
 * order would be decided by noise. Both orders may hold; a tie is "no relation". A relation's score is its share of that sum
 * times the scores of both mentions.
 *
 * The mask counts in the sums: types that are not legal between the two decoded types cannot win, and what they have is not
 * given to "no relation" either. The tags of a type that is off are out of the running for each word.
 */
export const decodeWholeTable: Decoder = (
  outputs,
  words,
  schema,
  calibration,
  off = NOTHING_OFF,
) => {
  const { temperature, threshold } = calibration;
  const mask = toMask(schema, off);
  const isTagOn = toTagQuestion(mask, 2);
  const tagLogits = toFloats(outputs, 'tag_logits');
  const cells = toFloats(outputs, 'relation_logits');
  const tagLabels = schema.entityTypes.length * 2 + 1;
  checkCount(tagLogits, words, tagLabels);
  checkCount(cells, words * words, schema.relationTypes.length * 2 + 1);
  const tags = Array.from({ length: words }, (_, i) =>
    getBest(tagLogits, i * tagLabels, tagLabels, temperature.tags, isTagOn),
  );
  const mentions = toBioRuns(tags.map(([tag]) => tag))
    .map((run) => ({
      from: run.from,
      to: run.to,
      type: schema.entityTypes[run.type] ?? '',
      score: Math.min(...tags.slice(run.from, run.to).map(([, p]) => p)),
    }))
    .filter((mention) => mention.score >= threshold.mention);

  const labels = schema.relationTypes.length * 2 + 1;
  const sumBlock = (rows: WordMention, columns: WordMention): Float64Array => {
    const sums = new Float64Array(labels);
    for (let i = rows.from; i < rows.to; i++)
      for (let j = columns.from; j < columns.to; j++)
        addProbabilities(sums, cells, (i * words + j) * labels, labels, temperature.relations);
    return sums;
  };
  const blocks = mentions.map((row, a) =>
    mentions.map((column, b) => (a === b ? undefined : sumBlock(row, column))),
  );

  const relations: Relation[] = [];
  mentions.forEach((from, head) => {
    mentions.forEach((to, tail) => {
      const [forth, back] = [blocks[head]?.[tail], blocks[tail]?.[head]];
      if (!forth || !back) return;
      const whole = 2 * (from.to - from.from) * (to.to - to.from);
      const isLegal = (k: number) => mask.isLegal(k, from.type, to.type);
      const [best, share] = getWinner(forth, back, whole, isLegal);
      const type = schema.relationTypes[best]?.name;
      if (type === undefined) return;
      const score = calibrate(share * from.score * to.score, type, calibration);
      if (score >= threshold.relation) relations.push({ head, tail, type, score });
    });
  });
  return { mentions, relations };
};

/** Position of the winning relation type among the legal ones, −1 for none, and its share of the mass `whole`. */
function getWinner(
  forth: Float64Array,
  back: Float64Array,
  whole: number,
  isLegal: (k: number) => boolean,
): [number, number] {
  let claimed = 0;
  let best = -1;
  let highest = 0;
  for (let k = 0; 2 * k + 2 < forth.length; k++) {
    const mass = (forth[2 * k + 1] ?? 0) + (back[2 * k + 2] ?? 0);
    claimed += mass;
    if (mass > highest && isLegal(k)) [best, highest] = [k, mass];
  }
  return highest > whole - claimed ? [best, highest / whole] : [-1, 0];
}
