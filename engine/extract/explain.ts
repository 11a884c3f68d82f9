import type { Schema, SwitchedOff } from '#domain/schema';
import type { Candidate, ReadName, Verdict, WordSpan } from '#domain/xray';

import type { Calibration, Decoded } from './decoder.ts';
import { fitsSchema } from './fits.ts';
import { toMask, type Mask } from './mask.ts';
import { calibrate } from './probability.ts';
import { areOneBearer } from './self-facts.ts';
import type { Reading } from './readings.ts';

export interface Case {
  readonly schema: Schema;
  readonly calibration: Calibration;
  readonly off: SwitchedOff;
  /** What was decided. */
  readonly decoded: Decoded;
  /** Names of any score, those among them that are told too. */
  readonly names: readonly ReadName[];
  readonly words: readonly string[];
}

const isSame = (a: WordSpan, b: WordSpan) => a.from === b.from && a.to === b.to;

const isAmong = (names: readonly ReadName[], name: ReadName) =>
  names.some((one) => isSame(one, name) && one.type === name.type);

/**
 * Words as a name: as they were read, else as the likeliest type would have it, with the probability of that.
 */
export function toName(span: WordSpan, reading: Reading, { schema, names }: Case): ReadName {
  const found = names.find((name) => isSame(name, span));
  if (found) return found;
  const types = reading.typesOf(span);
  const best = types.reduce((a, p, k) => (p > (types[a] ?? 0) ? k : a), 0);
  return { ...span, type: schema.entityTypes[best] ?? '', score: types[best] ?? 0 };
}

/** Of what is not said, as many as a person looks at. */
const REJECTED = 200;

type Unjudged = Omit<Candidate, 'verdict'> & { readonly k: number };

const byScore = (a: Omit<Candidate, 'verdict'>, b: Omit<Candidate, 'verdict'>) =>
  b.score - a.score || a.head.from - b.head.from;

/**
 * Every relation type from each of these to each other that is said, and of the others the likeliest, each with the reason that
 * decides it. Nobody asks for the reason of the rest, and they are not even kept: fifty names and sixty types are 147,000.
 */
export function explain(names: readonly ReadName[], reading: Reading, of: Case): Candidate[] {
  const { threshold } = of.calibration;
  const over: Unjudged[] = [];
  const under: Unjudged[] = [];
  let least = -1;
  for (const head of names)
    for (const tail of names) {
      if (head === tail || (head.from < tail.to && tail.from < head.to)) continue;
      const probabilities = reading.probabilitiesOf(head, tail);
      probabilities?.forEach((probability, k) => {
        const { name: type = '', phrase = '' } = of.schema.relationTypes[k] ?? {};
        const score = calibrate(probability * head.score * tail.score, type, of.calibration);
        const isUnder = score < threshold.relation;
        if (isUnder && score <= least) return;
        (isUnder ? under : over).push({ head, tail, type, phrase, probability, score, k });
        if (under.length < 2 * REJECTED) return;
        under.sort(byScore).length = REJECTED;
        least = under.at(-1)?.score ?? -1;
      });
    }
  const mask = toMask(of.schema, of.off);
  const judged = [...over, ...under.sort(byScore).slice(0, REJECTED)].map(({ k, ...one }) => ({
    ...one,
    verdict: judge({ ...one, k }, reading, of, mask),
  }));
  return toLikeliest(judged);
}

/** What is said, then of the rest the likeliest. */
export function toLikeliest(candidates: readonly Candidate[]): Candidate[] {
  const sorted = candidates.toSorted(byScore);
  return [...sorted.filter(isSaid), ...sorted.filter((one) => !isSaid(one)).slice(0, REJECTED)];
}

export const isSaid = ({ verdict }: Pick<Candidate, 'verdict'>): boolean => verdict.kind === 'said';

/** The first thing that stands in the way, in the order in which a person could do something about it. */
function judge(
  { head, tail, k, score }: { head: ReadName; tail: ReadName; k: number; score: number },
  reading: Reading,
  { schema, calibration, off, decoded, names, words }: Case,
  mask: Mask,
): Verdict {
  const definition = schema.relationTypes[k];
  const { threshold } = calibration;
  const switched = [
    ...off.relationTypes.filter((name) => name === definition?.name),
    ...off.entityTypes.filter((name) => name === head.type || name === tail.type),
  ];
  if (switched[0] !== undefined) return { kind: 'off', what: switched[0] };
  for (const [side, name] of [
    ['head', head],
    ['tail', tail],
  ] as const)
    if (!isAmong(decoded.mentions, name))
      return isAmong(names, name)
        ? { kind: 'unsure', side, probability: name.score, threshold: threshold.mention }
        : { kind: 'argument', side, probability: name.score };
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
  if (areOneBearer(words, head, tail, calibration.pronouns)) return { kind: 'self' };
  return score < threshold.relation
    ? { kind: 'threshold', threshold: threshold.relation }
    : { kind: 'said' };
}
