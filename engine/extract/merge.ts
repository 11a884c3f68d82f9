import type { Extraction, Relation } from '#domain/extraction';

import type { Decoded, WordMention } from './decoder.ts';

/**
 * What several heads found in the same words, as one: where mentions overlap the higher score stays (the earlier head at
 * a tie). What a head says of the very words that another named stays too, of the mention that is left; relations of any other
 * dropped mention go with it. The result is ordered by position.
 */
export function merge(parts: readonly Decoded[]): Decoded {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = parts.flatMap(({ mentions }) => mentions);
  const kept: WordMention[] = [];
  for (const mention of all.toSorted((a, b) => b.score - a.score))
    if (kept.every(({ from, to }) => to <= mention.from || mention.to <= from)) kept.push(mention);
  kept.sort((a, b) => a.from - b.from);
  const positionOf = new Map(kept.map((mention, position) => [toPlace(mention), position]));
  const relations = new Map<string, Relation>();
  for (const part of parts)
    for (const relation of part.relations) {
      const [head, tail] = [relation.head, relation.tail].map((at) => {
        const mention = part.mentions[at];
        return mention && positionOf.get(toPlace(mention));
      });
      if (head === undefined || tail === undefined) continue;
      // Two heads may know a relation by one name.
      const key = `${head} ${tail} ${relation.type}`;
      const before = relations.get(key);
      if (!before || before.score < relation.score) relations.set(key, { ...relation, head, tail });
    }
  return { mentions: kept, relations: [...relations.values()] };
}

const toPlace = ({ from, to }: WordMention) => `${from} ${to}`;

/** The same of what several heads found in one sentence of a text; at least one. */
export function mergeExtractions(parts: readonly Extraction[]): Extraction {
  const [first] = parts;
  if (!first) throw new Error('a sentence that no head has read');
  if (parts.length === 1) return first;
  const { mentions, relations } = merge(
    parts.map((part) => ({
      mentions: part.mentions.map(({ start, end, ...rest }) => ({ from: start, to: end, ...rest })),
      relations: part.relations,
    })),
  );
  return {
    start: first.start,
    end: first.end,
    mentions: mentions.map(({ from, to, ...rest }) => ({ start: from, end: to, ...rest })),
    relations,
  };
}

/** Drops mentions without a letter or a digit: the model reads a row of emoji or dashes as an unknown name. */
export function dropNameless(decoded: Decoded, words: readonly string[]): Decoded {
  const named = decoded.mentions.map(({ from, to }) =>
    words.slice(from, to).some((word) => /[\p{L}\p{N}]/u.test(word)),
  );
  if (!named.includes(false)) return decoded;
  const positionOf = new Map<number, number>();
  const mentions = decoded.mentions.filter((_, position) => {
    if (!named[position]) return false;
    positionOf.set(position, positionOf.size);
    return true;
  });
  const relations = decoded.relations.flatMap((relation) => {
    const head = positionOf.get(relation.head);
    const tail = positionOf.get(relation.tail);
    return head === undefined || tail === undefined ? [] : [{ ...relation, head, tail }];
  });
  return { mentions, relations };
}
