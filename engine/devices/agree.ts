import type { Extraction } from '#domain/extraction';

/**
 * A device that is tried has to say what is scored so high on the trial's sentences. Measured on 250 sentences of the samples:
 * nothing scored 0.58 or more differed between int8 and half, and nothing at all between half and single.
 */
const SURE = 0.65;

/**
 * From this score on a mention or relation is reported alike on every device and in every precision; below, one may report what
 * another does not, since processors round activations to int8 and graphics processors do not. Wider than what a trial asks: of
 * the 60 sentences of `test/devices/margin.test.ts` one has a name scored 0.77 with its full stop in one and not in the other.
 */
export const MARGIN = 0.8;

/** Mentions and relations that one is sure of and the other does not report. */
export function countDifferences(
  ours: readonly Extraction[],
  theirs: readonly Extraction[],
  sure = SURE,
): { readonly differing: number; readonly of: number } {
  const a = ours.flatMap(toClaims);
  const b = theirs.flatMap(toClaims);
  const missing = (from: readonly Claim[], other: readonly Claim[]) => {
    const said = new Set(other.map(({ says }) => says));
    return from.filter(({ says, score }) => score >= sure && !said.has(says)).length;
  };
  return { differing: missing(a, b) + missing(b, a), of: Math.max(a.length, b.length) };
}

interface Claim {
  readonly says: string;
  readonly score: number;
}

function toClaims({ start, mentions, relations }: Extraction): Claim[] {
  const toName = (at: number) => {
    const mention = mentions[at];
    return mention ? `${mention.start}-${mention.end} ${mention.type}` : '';
  };
  return [
    { says: `sentence at ${start}`, score: 1 },
    ...mentions.map(({ score }, at) => ({ says: toName(at), score })),
    ...relations.map(({ head, tail, type, score }) => ({
      says: `${toName(head)} ${type} ${toName(tail)}`,
      // No surer than what it joins.
      score: Math.min(score, mentions[head]?.score ?? 0, mentions[tail]?.score ?? 0),
    })),
  ];
}
