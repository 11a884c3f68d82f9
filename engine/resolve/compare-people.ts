import { toCalledBlock } from './blocks.ts';
import { isCommonGiven, isCommonName, isNickname } from './common-names.ts';
import { weighNamesakes } from './compare-things.ts';
import type { Note, Statistics } from './evidence.ts';
import type { Features } from './features.ts';
import { jaroWinkler, toSkeleton } from './similarity.ts';

/** Jaro–Winkler from which two words are one word misspelt: one slip in six letters gives about 0.95. */
const SIMILAR = 0.92;

/** Notes what speaks for and against; false where the names have nothing in common. */
export function comparePeople(
  a: Features,
  b: Features,
  statistics: Statistics,
  note: Note,
): boolean {
  if (a.isBare || b.isBare) return compareBare(a, b, statistics, note);
  if (a.key === b.key) {
    note('name.equal', a.spelling, b.spelling);
    weighNamesakes(a, statistics, note);
    return true;
  }
  if (a.numbers.join(' ') !== b.numbers.join(' '))
    note('name.numberDiffers', a.spelling, b.spelling);
  const isListed = a.aliases.has(b.key) || b.aliases.has(a.key);
  if (isListed) note('name.alias', a.spelling, b.spelling);
  const isPlain =
    a.plain.has(b.key) || b.plain.has(a.key) || a.short.has(b.key) || b.short.has(a.key);
  const found = compareWords(a, b) ?? (isPlain ? 'name.qualified' : undefined);
  if (found === undefined) return isListed;
  if (!isListed || found.endsWith('Differs')) note(found, a.spelling, b.spelling);
  if (!found.endsWith('Differs')) weighSurname(a.words.at(-1) ?? '', statistics, note);
  return true;
}

type Found =
  | 'name.order'
  | 'name.sounds'
  | 'name.similar'
  | 'name.middle'
  | 'name.initials'
  | 'name.nickname'
  | 'name.givenDiffers'
  | 'name.middleDiffers'
  | 'name.qualified';

function compareWords(a: Features, b: Features): Found | undefined {
  const [left, right] = [a.words, b.words];
  if (a.sorted === b.sorted) return 'name.order';
  const straight = compareAligned(left, right);
  if (straight !== undefined) return straight;
  const turned = compareAligned(left, [right.at(-1) ?? '', ...right.slice(0, -1)]);
  return turned === 'name.sounds' || turned === 'name.similar' ? turned : undefined;
}

/** First with first, last with last, and whatever is between. */
function compareAligned(left: readonly string[], right: readonly string[]): Found | undefined {
  const [first, given] = [left[0] ?? '', right[0] ?? ''];
  const surname = compareWord(left.at(-1) ?? '', right.at(-1) ?? '');
  if (surname === undefined || surname === 'initial') return undefined;
  const middle = compareMiddle(left.slice(1, -1), right.slice(1, -1));
  const forename = compareWord(first, given);
  if (forename === undefined) {
    if (surname === 'equal' && isNickname(first, given))
      return middle ? 'name.nickname' : 'name.middleDiffers';
    return surname === 'equal' ? 'name.givenDiffers' : undefined;
  }
  if (!middle) return surname === 'equal' ? 'name.middleDiffers' : undefined;
  if (surname === 'equal' && forename === 'equal') return 'name.middle';
  if (forename === 'initial') return surname === 'equal' ? 'name.initials' : undefined;
  return surname === 'similar' || forename === 'similar' ? 'name.similar' : 'name.sounds';
}

/** Middle names do not contradict where each fits the other's in order, as itself or as an initial; none fits any. */
function compareMiddle(left: readonly string[], right: readonly string[]): boolean {
  const least = Math.min(left.length, right.length);
  for (let at = 0; at < least; at += 1)
    if (compareWord(left[at] ?? '', right[at] ?? '') === undefined) return false;
  return true;
}

function compareWord(a: string, b: string): 'equal' | 'initial' | 'sounds' | 'similar' | undefined {
  if (a === b) return 'equal';
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 'initial' : undefined;
  const least = Math.min(a.length, b.length);
  if (least < 4) return undefined;
  const [left, right] = [toSkeleton(a), toSkeleton(b)];
  if (left === right) return 'sounds';
  if (least >= 5 && left[0] === right[0] && jaroWinkler(a, b) >= SIMILAR) return 'similar';
  return undefined;
}

/** "Lincoln" beside "Lincoln" of another document, or beside "Abraham Lincoln". */
function compareBare(a: Features, b: Features, statistics: Statistics, note: Note): boolean {
  const [bare, full] = a.isBare ? [a, b] : [b, a];
  const called = Math.max(1, statistics.members(toCalledBlock(bare.key)));
  if (full.isBare) {
    if (bare.key !== full.key) return false;
    if (!isCommonName(bare.key)) {
      note('name.equal', a.spelling, b.spelling);
      weighNamesakes(a, statistics, note);
      return true;
    }
    note(isCommonGiven(bare.key) ? 'name.given' : 'name.surname', a.spelling, b.spelling);
  } else {
    const isLast = full.words.at(-1) === bare.key;
    if (!isLast && full.words[0] !== bare.key && !full.short.has(bare.key)) return false;
    note(isLast ? 'name.surname' : 'name.given', a.spelling, b.spelling);
  }
  if (isCommonName(bare.key)) note('name.common', bare.key, undefined, -4);
  if (called > 1)
    note('name.shared', bare.key, String(called), -2 * Math.floor(Math.log2(called)) - 2);
  return true;
}

/** A surname that few bear says more; how many do is counted in octaves, so that a weight changes seldom. */
function weighSurname(surname: string, statistics: Statistics, note: Note): void {
  const called = statistics.members(toCalledBlock(surname));
  if (isCommonName(surname)) note('name.common', surname, undefined, -2);
  else note('name.rare', surname);
  if (called > 2)
    note('name.shared', surname, String(called), -0.5 * Math.floor(Math.log2(called)));
}
