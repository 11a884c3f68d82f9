import type { Relation } from '#domain/extraction';

import type { Decoded, WordMention } from './decoder.ts';

/** Part of a sentence, half open, in words. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Share of a pass that the next window reads again. */
const OVERLAP = 1 / 4;

/**
 * Cuts N words into overlapping runs that fit the encoder; nearly always one. A run ends after the last punctuation mark in
 * the last third of what fits, so that few names are cut, else where the space ends. `limit` counts pieces, specials aside.
 * Any stretch of words of at most a quarter of the limit lies whole in one of the runs.
 */
export function toWindows(
  words: readonly string[],
  pieces: readonly (readonly number[])[],
  limit: number,
): Window[] {
  const windows: Window[] = [];
  const sizeOf = (at: number) => pieces[at]?.length ?? 0;
  let from = 0;
  while (from < words.length) {
    let to = from;
    let used = 0;
    let mark = 0;
    for (; to < words.length; to++) {
      const next = used + sizeOf(to);
      if (next > limit) break;
      used = next;
      if (used > (limit * 2) / 3 && /^[,;:.!?)]$/.test(words[to] ?? '')) mark = to + 1;
    }
    // A single word never exceeds the limit: pieces of a word are capped well below it.
    if (to < words.length && mark > from) to = mark;
    if (to === from) to = from + 1;
    windows.push({ from, to });
    if (to === words.length) break;
    let next = to;
    for (let back = sizeOf(to - 1); back <= limit * OVERLAP && next > from + 1;) {
      next -= 1;
      back += sizeOf(next - 1);
    }
    from = next;
  }
  return windows;
}

/** What one window of a sentence holds; the mentions count words from the window's beginning. */
export interface Part {
  readonly window: Window;
  readonly decoded: Decoded;
}

/** A mention as one window saw it, counted in words of the sentence. */
interface Seen extends WordMention {
  /** Words between it and the nearest place where its window was cut. */
  readonly depth: number;
}

/**
 * Windows of one sentence of `length` words as one result. Where two saw the same words, the one speaks that saw them farther
 * from its own cut (a name that a cut goes through is seen whole by the next window); at a tie the higher score, then the
 * earlier window. A relation stays where both its mentions do, or others of their types over the same words, and once.
 */
export function join(parts: readonly Part[], length: number): Decoded {
  const [only] = parts;
  if (parts.length === 1 && only) return only.decoded;
  const seen = parts.map((part) => toSeen(part, length));
  const owners = new Array<Seen | undefined>(length).fill(undefined);
  const kept: Seen[] = [];
  /** Who stands for a mention in the result. */
  const standsFor = new Map<Seen, Seen | undefined>();
  for (const one of seen.flat().sort((a, b) => b.depth - a.depth || b.score - a.score)) {
    const holders = owners.slice(one.from, one.to).filter((owner) => owner !== undefined);
    standsFor.set(one, holders.length === 0 ? one : holders.find(({ type }) => type === one.type));
    if (holders.length > 0) continue;
    owners.fill(one, one.from, one.to);
    kept.push(one);
  }
  kept.sort((a, b) => a.from - b.from);
  const positionOf = new Map(kept.map((mention, position) => [mention, position]));
  const getPosition = (one: Seen | undefined) => {
    const stand = one && standsFor.get(one);
    return stand && positionOf.get(stand);
  };
  const related = parts.flatMap(({ decoded }, part) =>
    decoded.relations.flatMap((relation) => {
      const [first, second] = [seen[part]?.[relation.head], seen[part]?.[relation.tail]];
      const [head, tail] = [getPosition(first), getPosition(second)];
      if (!first || !second || head === undefined || tail === undefined || head === tail) return [];
      const depth = Math.min(first.depth, second.depth);
      return [{ part, depth, relation: { ...relation, head, tail } }];
    }),
  );
  return {
    mentions: kept.map(({ from, to, type, score }) => ({ from, to, type, score })),
    relations: joinRelations(related),
  };
}

function toSeen({ window, decoded }: Part, length: number): Seen[] {
  return decoded.mentions.map((mention) => {
    const [from, to] = [mention.from + window.from, mention.to + window.from];
    const before = window.from === 0 ? length : from - window.from;
    const after = window.to === length ? length : window.to - to;
    return { ...mention, from, to, depth: Math.min(before, after) };
  });
}

interface Related {
  readonly part: number;
  readonly depth: number;
  readonly relation: Relation;
}

/** Of each pair of mentions the relations of one window, that which saw the pair farthest from a cut. */
function joinRelations(related: readonly Related[]): Relation[] {
  const pairs = new Map<string, Related[]>();
  for (const one of related) {
    const { head, tail } = one.relation;
    const key = `${Math.min(head, tail)} ${Math.max(head, tail)}`;
    const known = pairs.get(key) ?? [];
    const [first] = known;
    if (!first || one.depth > first.depth) pairs.set(key, [one]);
    else if (first.part === one.part && !known.some((other) => isSame(other, one))) known.push(one);
  }
  const relations = [...pairs.values()].flat().map(({ relation }) => relation);
  return relations.sort((a, b) => a.head - b.head || a.tail - b.tail);
}

const isSame = ({ relation: a }: Related, { relation: b }: Related) =>
  a.head === b.head && a.tail === b.tail && a.type === b.type;
