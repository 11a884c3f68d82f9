import type { EntityType } from '#domain/schema';
import { findCountry } from './countries.ts';
import { isPlace, normaliseName, toNameKind } from './normalise.ts';

/**
 * The shorter names that one spelling holds, normalised. `plain` is the same name without decoration: whatever was taken
 * away tells nobody apart ("Tagus river", "Google+ social network", "London's West End"). `short` is what it may be
 * called where only one bears it: "Mandan, North Dakota", "U.S. Congress", "Constitution of the United States".
 */
export interface Cores {
  readonly plain: readonly string[];
  readonly short: readonly string[];
  /** In short too, but in its own document only: "Norfolk Island" is not the Norfolk of another. */
  readonly near: readonly string[];
}

/** Not lakes, mountains and valleys: Constance, Tehachapi and Illinois are other places than what is named after them. */
const FEATURES = /^(?:river|rivers|island|islands|peninsula|kingdom|province|republic|barrio)$/iu;

const LATIN = /^\p{Lu}\p{Ll}+\s\p{Ll}+(?:us|um|is|i|ae|a|ens|or|es|e)$/u;

export function toCores(spelling: string, type: EntityType): Cores {
  const kind = toNameKind(type);
  const isThing = kind !== 'person' && !isPlace(type);
  const core = isThing ? cutLowerCase(spelling) : undefined;
  // "American army" is more than American, "Western quarter" more than Western.
  const isAdjective = core !== undefined && (ADJECTIVE.test(core) || isCountry(core));
  const plain = [
    cutBrackets(spelling),
    isAdjective ? undefined : core,
    cutOwner(spelling),
    kind === 'person' ? cutReign(spelling) : undefined,
  ];
  const comma = spelling.indexOf(',');
  const short = [
    comma > 0 ? spelling.slice(0, comma) : undefined,
    kind === 'organisation' ? cutUniversity(spelling) : undefined,
    kind === 'person' ? toNickname(spelling) : undefined,
    kind === 'person' ? cutOrigin(spelling) : cutCountry(spelling),
  ];
  const key = normaliseName(spelling, type);
  const toKeys = (names: readonly (string | undefined)[]) => [
    ...new Set(
      names.flatMap((name) => {
        const found = name === undefined || !/\p{Lu}/u.test(name) ? '' : normaliseName(name, type);
        return found === '' || found === key || found.length < 2 ? [] : [found];
      }),
    ),
  ];
  const near = [isPlace(type) ? cutFeature(spelling) : undefined, isAdjective ? core : undefined];
  return { plain: toKeys(plain), short: toKeys(short), near: toKeys(near) };
}

/** 'LRC ("Light, Rapid") diesel' → "LRC". */
function cutBrackets(spelling: string): string | undefined {
  const at = spelling.search(/\s[([]/u);
  return at > 0 ? spelling.slice(0, at) : undefined;
}

/** "Google+ social network" → "Google+"; "Treaty of Paris" stays, because "of" goes on, and so do Latin names of species. */
function cutLowerCase(spelling: string): string | undefined {
  const found = /^(.*?\p{Lu}\S*)((?:\s+\p{Ll}[\p{Ll}-]*)+)$/u.exec(spelling);
  if (
    found?.[1] === undefined ||
    LATIN.test(spelling) ||
    /\s(?:of|and|the|de|for|in|at)(?:\s|$)/u.test(found[2] ?? '')
  )
    return undefined;
  return found[1];
}

const ADJECTIVE = /^\S+(?:an|ish|ese|ern|ic)$/u;

/** "London's West End" → "West End", but "Foster's School" stays: one word alone says too little. */
function cutOwner(spelling: string): string | undefined {
  const found = /^\p{Lu}[\p{L}-]+['\u2019]s\s+(\p{Lu}\S*(?:\s+\S+)+)$/u.exec(spelling);
  return found?.[1];
}

function cutFeature(spelling: string): string | undefined {
  const words = spelling.split(/\s+/u);
  if (words.length < 2) return undefined;
  if (FEATURES.test(words.at(-1) ?? '')) return words.slice(0, -1).join(' ');
  return words[0] === 'River' ? words.slice(1).join(' ') : undefined;
}

/** "Yale University", "University of Dorpat" → "Yale", "Dorpat". */
function cutUniversity(spelling: string): string | undefined {
  const found = /^(\p{Lu}\S+) University$|^University of (\p{Lu}\S+)$/u.exec(spelling);
  return found?.[1] ?? found?.[2];
}

/** "King Oswin II" → "Oswin II"; without a number the title is part of what tells people apart. */
function cutReign(spelling: string): string | undefined {
  return /^(?:King|Queen|Emperor|Empress|Pope|Tsar|Sultan)\s+(\p{Lu}.*\s[IVX]+)$/u.exec(
    spelling,
  )?.[1];
}

/** 'André "ATB" Tanneberger' → "ATB". */
function toNickname(spelling: string): string | undefined {
  return /\s["\u201c]([^"\u201d]{2,20})["\u201d]\s/u.exec(spelling)?.[1];
}

/** "Louis IX of Hesse-Darmstadt" → "Louis IX". */
function cutOrigin(spelling: string): string | undefined {
  return /^(.+?)\s(?:of|from)\s/u.exec(spelling)?.[1];
}

/** "Pakistan Navy", "U.S. Congress" → "Navy", "Congress"; "Constitution of the United States" → "Constitution". */
function cutCountry(spelling: string): string | undefined {
  const after = /^(.+?)\s+of\s+(?:the\s+)?(\p{Lu}.*)$/u.exec(spelling);
  if (after && isCountry(after[2] ?? '')) return after[1];
  const words = spelling.replace(/^the\s+/iu, '').split(/\s+/u);
  for (let length = Math.min(3, words.length - 1); length > 0; length -= 1)
    if (isCountry(words.slice(0, length).join(' '))) return words.slice(length).join(' ');
  return undefined;
}

function isCountry(name: string): boolean {
  return findCountry(normaliseName(name, 'location')) !== undefined;
}
