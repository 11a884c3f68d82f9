import type { Schema, SwitchedOff } from '#domain/schema';
import type { Candidate, ReadName, Verdict, WordSpan } from '#domain/xray';

import type { Calibration, Decoded } from './decoder.ts';
import { fitsSchema } from './fits.ts';
import { toMask } from './mask.ts';
import { calibrate } from './probability.ts';
import type { Reading } from './readings.ts';

export interface Case {
  readonly schema: Schema;
  readonly calibration: Calibration;
  readonly off: SwitchedOff;
  /** What was decided. */
  readonly decoded: Decoded;
}

const isSame = (a: WordSpan, b: WordSpan) => a.from === b.from && a.to === b.to;

/**
 * Words as a name: as it was decided, else as the likeliest type would have it, with the probability of that.
 */
export function toName(span: WordSpan, reading: Reading, { schema, decoded }: Case): ReadName {
  const found = decoded.mentions.find((mention) => isSame(mention, span));
  if (found) return found;
  const types = reading.typesOf(span);
  const best = types.reduce((a, p, k) => (p > (types[a] ?? 0) ? k : a), 0);
  return { ...span, type: schema.entityTypes[best] ?? '', score: types[best] ?? 0 };
}

/** Every relation type from each of these to each other, with the reason that decides it; likeliest first. */
export function explain(names: readonly ReadName[], reading: Reading, of: Case): Candidate[] {
  const candidates: Candidate[] = [];
  for (const head of names)
    for (const tail of names) {
      if (head === tail || (head.from < tail.to && tail.from < head.to)) continue;
      const probabilities = reading.probabilitiesOf(head, tail);
      probabilities?.forEach((probability, k) => {
        const { name: type = '', phrase = '' } = of.schema.relationTypes[k] ?? {};
        const score = calibrate(probability * head.score * tail.score, type, of.calibration);
        const verdict = judge({ head, tail, k, score }, reading, of);
        candidates.push({ head, tail, type, phrase, probability, score, verdict });
      });
    }
  return candidates.sort(
    (a, b) =>
      Number(isSaid(b)) - Number(isSaid(a)) || b.score - a.score || a.head.from - b.head.from,
  );
}

export const isSaid = ({ verdict }: Pick<Candidate, 'verdict'>): boolean => verdict.kind === 'said';

/** The first thing that stands in the way, in the order in which a person could do something about it. */
function judge(
  { head, tail, k, score }: { head: ReadName; tail: ReadName; k: number; score: number },
  reading: Reading,
  { schema, calibration, off, decoded }: Case,
): Verdict {
  const definition = schema.relationTypes[k];
  const [mask, { threshold }] = [toMask(schema, off), calibration];
  const switched = [
    ...off.relationTypes.filter((name) => name === definition?.name),
    ...off.entityTypes.filter((name) => name === head.type || name === tail.type),
  ];
  if (switched[0] !== undefined) return { kind: 'off', what: switched[0] };
  for (const [side, name] of [
    ['head', head],
    ['tail', tail],
  ] as const)
    if (!decoded.mentions.some((mention) => isSame(mention, name) && mention.type === name.type))
      return { kind: 'argument', side, probability: name.score };
  if (definition && !fitsSchema(definition, head.type, tail.type)) return { kind: 'schema' };
  const winner = reading.findWinner(head, tail, k, (other, reversed) =>
    reversed
      ? mask.isLegal(other, tail.type, head.type)
      : mask.isLegal(other, head.type, tail.type),
  );
  if (winner) {
    const elsewhere = reading.findElsewhere(head, tail, k);
    if (elsewhere) return { kind: 'cell', ...elsewhere };
    const { name: type = null, phrase = null } = schema.relationTypes[winner.k] ?? {};
    const { reversed, probability } = winner;
    return { kind: 'other', type, phrase, reversed, probability };
  }
  return score < threshold.relation
    ? { kind: 'threshold', threshold: threshold.relation }
    : { kind: 'said' };
}
