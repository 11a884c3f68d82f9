import { toAliasBlock, toNameBlock } from './blocks.ts';
import type { Note, Statistics } from './evidence.ts';
import type { Features } from './features.ts';
import { hasLegalForm } from './normalise.ts';
import { jaroWinkler, toSkeleton } from './similarity.ts';
import { WEIGHTS } from './fitted.ts';

/** Jaro–Winkler of whole names from which they are one name misspelt, given some length. */
const SIMILAR = 0.95;
const LONG = 8;

/** Notes what speaks for and against; false where the names have nothing in common. */
export function compareThings(
  a: Features,
  b: Features,
  statistics: Statistics,
  note: Note,
): boolean {
  const [left, right] = [a.spelling, b.spelling];
  if (a.key === b.key) {
    // The Ohio Company is called "ohio" in keys only.
    if (a.kind !== b.kind && (hasLegalForm(left) || hasLegalForm(right))) return false;
    note('name.equal', left, right);
    weighNamesakes(a, statistics, note);
    return true;
  }
  if (a.country !== undefined && a.country === b.country) {
    note('name.listed', left, right);
    return true;
  }
  if (a.kind === 'person' || b.kind === 'person') return false;
  if (a.numbers.join(' ') !== b.numbers.join(' ')) note('name.numberDiffers', left, right);
  if (a.aliases.has(b.key) || b.aliases.has(a.key)) {
    note('name.alias', left, right);
    weighShared(toAliasBlock(a.aliases.has(b.key) ? b.key : a.key), statistics, note);
    return true;
  }
  const [short, long] = a.tokens.length <= b.tokens.length ? [a, b] : [b, a];
  if (short.isAcronym && long.initials.has(short.key)) {
    const letters = short.key.length;
    note('name.acronym', left, right, WEIGHTS['name.acronym'] + 2.5 * (Math.min(letters, 4) - 3));
    weighShared(`initials ${short.key}`, statistics, note);
    return true;
  }
  if (long.plain.has(short.key) || short.plain.has(long.key)) {
    note('name.plain', left, right);
    return true;
  }
  if (a.words.join(' ') === b.words.join(' ') && a.numbers.join(' ') === b.numbers.join(' ')) {
    note('name.abbreviated', left, right);
    return true;
  }
  if (toContent(a) === toContent(b)) {
    // "University of Turin" is "Turin University"; "Bridge Street" is no street bridge.
    const isJoined = [...a.words, ...b.words].some((word) => JOINING.test(word));
    note('name.order', left, right, WEIGHTS['name.order'] - (isJoined || hasNumber(a) ? 0 : 6));
    return true;
  }
  if (isCounted(a, b)) {
    if (isPlural(a, b)) note('name.plural', left, right);
    if (isPlural(a, b) || a.isPlace || b.isPlace) return isPlural(a, b);
  }
  if (long.short.has(short.key) || short.short.has(long.key)) {
    note('name.qualified', left, right);
    weighShared(`core ${long.short.has(short.key) ? short.key : long.key}`, statistics, note);
    return true;
  }
  return compareSpelling(a, b, note);
}

function compareSpelling(a: Features, b: Features, note: Note): boolean {
  const least = Math.min(a.key.length, b.key.length);
  const isWords = a.words.length === b.words.length;
  if (isWords && least >= LONG && a.words.every((word, at) => isOneWord(word, b.words[at] ?? ''))) {
    const kind = toSkeleton(a.key) === toSkeleton(b.key) ? 'name.sounds' : 'name.similar';
    // Names of things are made of fewer words that tell: "Lille University", "Loyola University"; "Marseille", "Marshall".
    // Of three, two that agree tell as much: "World Trade Organisation", "World Trade Organization".
    const less = [5, 5, 3][countTelling(a)] ?? 1;
    note(kind, a.spelling, b.spelling, WEIGHTS[kind] - less);
    return true;
  }
  const words = new Set(a.words);
  const shared = new Set(b.words.filter((word) => words.has(word))).size;
  if (shared < 2) return false;
  // "University of North Texas" and "University of North Dakota": where each has a word of its own, they are two.
  if (shared < Math.min(a.words.length, b.words.length)) return false;
  if (shared < Math.max(a.words.length, b.words.length) / 2) return false;
  note('name.words', a.spelling, b.spelling);
  return true;
}

function isOneWord(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 5) return false;
  return toSkeleton(a) === toSkeleton(b) || jaroWinkler(a, b) >= SIMILAR;
}

const JOINING = /^(?:of|the|and|for|de|at|in)$/u;

function countTelling({ words }: Features): number {
  return words.filter((word) => !JOINING.test(word)).length;
}

/** Words in any order, without those that join: "University of Turin", "Turin University". One word is no order. */
function toContent({ words }: Features): string {
  const content = words.filter((word) => !JOINING.test(word)).sort();
  return content.length > 1 ? content.join(' ') : words.join(' ');
}

function hasNumber({ tokens }: Features): boolean {
  return tokens.some((token) => /^\d/u.test(token));
}

/** One is the other with an s. */
function isCounted({ key: a }: Features, { key: b }: Features): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long === `${short}s` && /\p{L}{3}[^su]$/u.test(short);
}

/** "Railway", "Railways"; of places only people: "Persian", "Persians", but neither "Florida", "Floridas" nor "Red Rivers". */
function isPlural(a: Features, b: Features): boolean {
  const [short, long] = a.key.length < b.key.length ? [a, b] : [b, a];
  if (short.isPlace || long.isPlace)
    return short.words.length === 1 && /(?:an|ite|en)$/u.test(short.key);
  return (
    short.kind === 'other' || [short, long].every(({ spelling }) => /\p{Lu}\S*$/u.test(spelling))
  );
}

/** More than two homes of one name (two of them may be from a list): which of them is meant is open. */
export function weighNamesakes({ words }: Features, statistics: Statistics, note: Note): void {
  const members = statistics.members(toNameBlock(words));
  if (members > 2)
    note('name.shared', undefined, String(members), -3 * Math.floor(Math.log2(members)));
}

/** A short name that several have: each of them is less likely to be meant. */
function weighShared(block: string, statistics: Statistics, note: Note): void {
  const members = statistics.members(block);
  if (members > 1)
    note('name.shared', undefined, String(members), -2 * Math.floor(Math.log2(members)) - 2);
}
