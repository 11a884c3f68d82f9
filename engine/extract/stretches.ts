import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';

import { join, type Part, type Window } from './windows.ts';

/** Tokens of a stretch: some half a second of one worker, so that stopping is prompt and no time limit is near. */
const STRETCH = 1000;
/** Tokens that the next one reads again: twice what windows promise to see whole. */
const OVERLAP = 100;

/** Where a sentence is cut; nearly always nowhere. Lists without a full stop run on for thousands of words. */
function toCuts(length: number): Window[] {
  const cuts: Window[] = [];
  for (let from = 0; ; from += STRETCH - OVERLAP) {
    const to = Math.min(length, from + STRETCH);
    // What is left beyond the overlap is worth a stretch of its own; a little more is not.
    if (length - to < OVERLAP) return [...cuts, { from, to: length }];
    cuts.push({ from, to });
  }
}

/** A sentence as one, or, where it is very long, as overlapping ones that can be worked on apart. */
export function toStretches(sentence: Sentence): readonly Sentence[] {
  const { tokens } = sentence;
  if (tokens.length <= 2 * STRETCH) return [sentence];
  return toCuts(tokens.length).map(({ from, to }) => {
    const some = tokens.slice(from, to);
    return {
      ...sentence,
      start: some[0]?.start ?? sentence.start,
      end: some.at(-1)?.end ?? sentence.end,
      tokens: some,
    };
  });
}

/** What was found in the stretches of a sentence as what was found in it, joined as windows are. Offsets all count alike. */
export function joinStretches(sentence: Sentence, found: readonly Extraction[]): Extraction {
  const { start, end, tokens } = sentence;
  const [only] = found;
  if (found.length === 1 && only) return only;
  const startsAt = new Map(tokens.map((token, i) => [token.start, i]));
  const endsAt = new Map(tokens.map((token, i) => [token.end, i + 1]));
  const cuts = toCuts(tokens.length);
  const parts = found.map((extraction, k): Part => {
    const window = cuts[k] ?? { from: 0, to: tokens.length };
    const mentions = extraction.mentions.map((mention) => ({
      from: (startsAt.get(mention.start) ?? window.from) - window.from,
      to: (endsAt.get(mention.end) ?? window.to) - window.from,
      type: mention.type,
      score: mention.score,
    }));
    return { window, decoded: { mentions, relations: extraction.relations } };
  });
  const { mentions, relations } = join(parts, tokens.length);
  const toMention = ({ from, to, type, score }: (typeof mentions)[number]) => ({
    start: tokens[from]?.start ?? start,
    end: tokens[to - 1]?.end ?? end,
    type,
    score,
  });
  return { start, end, mentions: mentions.map(toMention), relations };
}
