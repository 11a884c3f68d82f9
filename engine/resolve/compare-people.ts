import { toCalledBlock } from './blocks.ts';
import { isCommonGiven, isCommonName, isNickname } from './common-names.ts';
import { weighNamesakes } from './compare-things.ts';
import { WEIGHTS } from './fitted.ts';
import type { Note, Statistics } from './evidence.ts';
import type { Features } from './features.ts';
import { jaroWinkler } from './similarity.ts';

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
  const compared = compareWords(a, b);
  // Word by word "King Oswin II" has another given name than "Oswin II".
  const isOff = compared === undefined || compared.endsWith('Differs');
  const found = isPlain && isOff ? 'name.qualified' : compared;
  if (found === undefined) return isListed;
  if (!isListed || found.endsWith('Differs')) note(found, a.spelling, b.spelling);
  if (!found.endsWith('Differs')) weighSurname(a.words.at(-1) ?? '', statistics, note);
  return true;
}

type Found =
  | 'name.abbreviated'
  | 'name.order'
  | 'name.sounds'
  | 'name.similar'
  | 'name.middle'
  | 'name.initials'
  | 'name.nickname'
  | 'name.givenDiffers'
  | 'name.middleDiffers'
  | 'name.qualified';

/** A name of a person, word by word, and how each sounds. */
type Words = Pick<Features, 'words' | 'sounds'>;

function compareWords(a: Features, b: Features): Found | undefined {
  if (a.sorted === b.sorted)
    return a.words.join(' ') === b.words.join(' ') ? 'name.abbreviated' : 'name.order';
  const straight = compareAligned(a, b);
  if (straight !== undefined || !isTurned(a, b)) return straight;
  const turned = compareAligned(a, { words: turn(b.words), sounds: turn(b.sounds) });
  return turned === 'name.sounds' || turned === 'name.similar' ? turned : undefined;
}

/** Whether one's last name may be what the other begins with; seldom so, and cheap to see. */
function isTurned(a: Features, b: Features): boolean {
  return (a.sounds[0] ?? '')[0] === (b.sounds.at(-1) ?? '')[0];
}

/** "Kennedy John" for "John Kennedy". */
function turn(words: readonly string[]): readonly string[] {
  return [words.at(-1) ?? '', ...words.slice(0, -1)];
}

/** First with first, last with last, and whatever is between. */
function compareAligned(a: Words, b: Words): Found | undefined {
  const [lastA, lastB] = [a.words.length - 1, b.words.length - 1];
  const surname = compareWord(a, lastA, b, lastB);
  if (surname === undefined || surname === 'initial') return undefined;
  const forename = compareWord(a, 0, b, 0);
  if (surname !== 'equal' && (forename === undefined || forename === 'initial')) return undefined;
  const middle = compareMiddle(a, b);
  if (forename === undefined) {
    if (!isNickname(a.words[0] ?? '', b.words[0] ?? '')) return 'name.givenDiffers';
    return middle ? 'name.nickname' : 'name.middleDiffers';
  }
  if (!middle) return surname === 'equal' ? 'name.middleDiffers' : undefined;
  if (surname === 'equal' && forename === 'equal') return 'name.middle';
  if (forename === 'initial') return 'name.initials';
  return surname === 'similar' || forename === 'similar' ? 'name.similar' : 'name.sounds';
}

/** Middle names do not contradict where each fits the other's in order, as itself or as an initial; none fits any. */
function compareMiddle(a: Words, b: Words): boolean {
  const least = Math.min(a.words.length, b.words.length) - 1;
  for (let at = 1; at < least; at += 1) if (compareWord(a, at, b, at) === undefined) return false;
  return true;
}

function compareWord(
  one: Words,
  at: number,
  other: Words,
  place: number,
): 'equal' | 'initial' | 'sounds' | 'similar' | undefined {
  const [a, b] = [one.words[at] ?? '', other.words[place] ?? ''];
  if (a === b) return 'equal';
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 'initial' : undefined;
  const least = Math.min(a.length, b.length);
  // Short words sound alike by chance, but not in two scripts.
  if (least < 4 && isLatin(a) === isLatin(b)) return undefined;
  const [left, right] = [one.sounds[at] ?? '', other.sounds[place] ?? ''];
  if (left === right) return 'sounds';
  if (least >= 5 && left[0] === right[0] && jaroWinkler(a, b) >= SIMILAR) return 'similar';
  return undefined;
}

function isLatin(word: string): boolean {
  return word.charCodeAt(0) < 0x370;
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
    noteBare(!isCommonGiven(bare.key), bare.key, a, b, note);
  } else {
    const isLast = full.words.at(-1) === bare.key;
    if (bare.isTitled && !isLast) return false;
    if (!isLast && full.words[0] !== bare.key && !full.short.has(bare.key)) return false;
    // "Mr. Tanaka" where one person alone is called so: common in the world, but not here.
    noteBare(isLast, bare.key, a, b, note, bare.isTitled && called === 1);
  }
  if (called > 1)
    note('name.shared', bare.key, String(called), -2 * Math.floor(Math.log2(called)) - 2);
  return true;
}

/** Surnames are few or many's; of given names it is the rare ones that stand out. */
function noteBare(
  isSurname: boolean,
  name: string,
  a: Features,
  b: Features,
  note: Note,
  isOnly = false,
): void {
  note(isSurname ? 'name.surname' : 'name.given', a.spelling, b.spelling);
  if (isSurname && isCommonName(name))
    note('name.common', name, undefined, WEIGHTS['name.common'] / (isOnly ? 3 : 1));
  if (!isSurname && !isCommonName(name)) note('name.rare', name);
}

/** A surname that few bear says more; how many do is counted in octaves, so that a weight changes seldom. */
function weighSurname(surname: string, statistics: Statistics, note: Note): void {
  const called = statistics.members(toCalledBlock(surname));
  if (isCommonName(surname)) note('name.common', surname, undefined, WEIGHTS['name.common'] / 2);
  else note('name.rare', surname);
  if (called > 2)
    note('name.shared', surname, String(called), -0.5 * Math.floor(Math.log2(called)));
}
