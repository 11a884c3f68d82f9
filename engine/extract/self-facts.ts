import type { Calibration, Decoded } from './decoder.ts';

interface WordRun {
  readonly from: number;
  readonly to: number;
}

/**
 * Whether two names of a sentence are pronouns that a head takes for one bearer: "I" and "my", "they" and "their"
 * (`calibration.json`, "pronouns": a row of words each, in lower case). "US" and "IT" are names. Now and then two bearers are
 * called so in one sentence; nothing in it could tell which. Twin of `models/training/selves.py`.
 */
export function areOneBearer(
  words: readonly string[],
  a: WordRun,
  b: WordRun,
  pronouns: Calibration['pronouns'] = [],
): boolean {
  const [first, second] = [a, b].map(({ from, to }) => {
    const word = to - from === 1 ? (words[from] ?? '') : '';
    const isName = word.length > 1 && word === word.toUpperCase();
    return isName ? -1 : pronouns.findIndex((row) => row.includes(word.toLowerCase()));
  });
  return first !== undefined && first >= 0 && first === second;
}

/** Without relations of one bearer with itself; the mentions stay. A head that names no pronouns loses nothing. */
export function dropSelfFacts(
  decoded: Decoded,
  words: readonly string[],
  { pronouns }: Pick<Calibration, 'pronouns'>,
): Decoded {
  const { mentions, relations } = decoded;
  if (!pronouns) return decoded;
  const kept = relations.filter(({ head, tail }) => {
    const [a, b] = [mentions[head], mentions[tail]];
    return !a || !b || !areOneBearer(words, a, b, pronouns);
  });
  return kept.length === relations.length ? decoded : { mentions, relations: kept };
}
