import type { Decoded } from './decoder.ts';

/** English, as the models are: words of a line mean one bearer wherever they stand in one sentence, or nobody could tell which. */
const BEARERS = [
  // Whoever speaks, with the others or not.
  'i me my mine myself we us our ours ourselves',
  'you your yours yourself yourselves',
  'he him his himself',
  'she her hers herself',
  'it its itself',
  'they them their theirs themselves',
];
const bearerOf: ReadonlyMap<string, number> = new Map(
  BEARERS.flatMap((words, bearer) => words.split(' ').map((word) => [word, bearer] as const)),
);

interface WordRun {
  readonly from: number;
  readonly to: number;
}

/**
 * Whether two names of a sentence are pronouns of one bearer: "I" and "my", "they" and "their". What the head `general` said of
 * two such was right in 2 of 56 facts of KnowledgeNet's fold 3, and was half of what it said of speeches that name nobody.
 * "US" and "IT" are names. Twin of `models/training/selves.py`.
 */
export function areOneBearer(words: readonly string[], a: WordRun, b: WordRun): boolean {
  const [first, second] = [a, b].map(({ from, to }) => {
    const [word = '', ...more] = words.slice(from, to);
    const isName = more.length > 0 || (word.length > 1 && word === word.toUpperCase());
    return isName ? undefined : bearerOf.get(word.toLowerCase());
  });
  return first !== undefined && first === second;
}

/** Without relations of one bearer with itself; the mentions stay. */
export function dropSelfFacts(decoded: Decoded, words: readonly string[]): Decoded {
  const { mentions, relations } = decoded;
  const kept = relations.filter(({ head, tail }) => {
    const [a, b] = [mentions[head], mentions[tail]];
    return !a || !b || !areOneBearer(words, a, b);
  });
  return kept.length === relations.length ? decoded : { mentions, relations: kept };
}
