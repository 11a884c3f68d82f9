import type { Extraction, Relation } from '#domain/extraction';

import type { Decoded, WordMention } from './decoder.ts';

/**
 * What several heads found in the same words, as one: where mentions overlap the higher score stays (the earlier head at
 * a tie) and relations of a dropped mention go with it. The result is ordered by position.
 */
export function merge(parts: readonly Decoded[]): Decoded {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = parts.flatMap((part, of) =>
    part.mentions.map((mention, at) => ({ mention, of, at })),
  );
  const kept: { mention: WordMention; of: number; at: number }[] = [];
  for (const one of all.toSorted((a, b) => b.mention.score - a.mention.score)) {
    const { from, to } = one.mention;
    if (kept.every(({ mention }) => mention.to <= from || to <= mention.from)) kept.push(one);
  }
  kept.sort((a, b) => a.mention.from - b.mention.from);
  const positionOf = new Map(kept.map(({ of, at }, position) => [`${of} ${at}`, position]));
  const relations: Relation[] = [];
  parts.forEach((part, of) => {
    for (const relation of part.relations) {
      const head = positionOf.get(`${of} ${relation.head}`);
      const tail = positionOf.get(`${of} ${relation.tail}`);
      if (head !== undefined && tail !== undefined) relations.push({ ...relation, head, tail });
    }
  });
  return { mentions: kept.map(({ mention }) => mention), relations };
}

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
