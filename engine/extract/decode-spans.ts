import type { Relation } from '#domain/extraction';
import { NOTHING_OFF } from '#domain/schema';

import { toFloats, toIntegers } from './decoder.ts';
import type { Decoded, Decoder } from './decoder.ts';
import { toMask, toTagQuestion } from './mask.ts';
import { calibrate, getBest, toSigmoid } from './probability.ts';

/** SpERT's relation filter threshold (Eberts and Ulges 2020, 3 (c) and 4), over each type's own sigmoid. */
export const ALPHA = 0.4;

/**
 * SpERT: spans of up to ten words, each with a type or none, and every relation type of every ordered pair of kept spans on
 * its own. `spans` M × (sentence, first word, last word + 1), `span_logits` M × (t+1) with none at 0, `pairs` P × 2 positions
 * in `spans`, `relation_logits` P × r. A span's score is its softmax at the tags' temperature; a relation's its sigmoid at the
 * relations' times both spans' scores. Spans may overlap here; the domain's mentions may not, so of two the surer stays (the
 * one that begins first at a tie) and the other's relations go with it.
 *
 * The mask counts before spans compete for their words: a span of a type that is off is of its next best type or none. Relation
 * types are decided each on its own, so that one that is not legal simply is not asked.
 */
export const decodeSpans: Decoder = (
  outputs,
  _words,
  schema,
  calibration,
  off = NOTHING_OFF,
): Decoded => {
  const { temperature, threshold } = calibration;
  const mask = toMask(schema, off);
  const isTypeOn = toTagQuestion(mask, 1);
  const spans = toIntegers(outputs, 'spans');
  const spanLogits = toFloats(outputs, 'span_logits');
  const spanLabels = schema.entityTypes.length + 1;
  const candidates = Array.from({ length: spans.length / 3 }, (_, m) => {
    const at = m * spanLabels;
    const [label, score] = getBest(spanLogits, at, spanLabels, temperature.tags, isTypeOn);
    const [from, to] = [spans[3 * m + 1] ?? 0, spans[3 * m + 2] ?? 0];
    return { m, from, to, type: schema.entityTypes[label - 1] ?? '', score };
  }).filter(({ type, score }) => type !== '' && score >= threshold.mention);

  const kept: typeof candidates = [];
  for (const one of candidates.toSorted((a, b) => b.score - a.score || a.from - b.from)) {
    if (kept.every(({ from, to }) => to <= one.from || one.to <= from)) kept.push(one);
  }
  kept.sort((a, b) => a.from - b.from);
  const positionOf = new Map(kept.map(({ m }, position) => [m, position]));

  const relations: Relation[] = [];
  const pairs = toIntegers(outputs, 'pairs');
  const logits = toFloats(outputs, 'relation_logits');
  const types = schema.relationTypes;
  for (let p = 0; p < pairs.length / 2; p++) {
    const head = positionOf.get(pairs[2 * p] ?? -1);
    const tail = positionOf.get(pairs[2 * p + 1] ?? -1);
    const [from, to] = [kept[head ?? -1], kept[tail ?? -1]];
    if (head === undefined || tail === undefined || !from || !to) continue;
    types.forEach((definition, k) => {
      const logit = logits[p * types.length + k] ?? 0;
      if (toSigmoid(logit) < ALPHA || !mask.isLegal(k, from.type, to.type)) return;
      const type = definition.name;
      const raw = toSigmoid(logit / temperature.relations) * from.score * to.score;
      const score = calibrate(raw, type, calibration);
      if (score >= threshold.relation) relations.push({ head, tail, type, score });
    });
  }
  return {
    mentions: kept.map(({ from, to, type, score }) => ({ from, to, type, score })),
    relations,
  };
};
