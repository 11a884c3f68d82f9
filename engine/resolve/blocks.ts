import type { Profile } from '#domain/linking';
import { listNicknames } from './common-names.ts';
import { isCommonNoun } from './common-nouns.ts';
import { type Features, isNumber, toFeatures } from './features.ts';
import { NOBODY } from './local-key.ts';
import { isTitle } from './normalise.ts';

/**
 * A set of homes that may be one thing. A member meets every other member and everyone who asks; two who only ask do
 * not meet. So "Lincoln" asks for those called Lincoln without every other "Lincoln" being in the way. The members of a
 * roll (`isRoll`) do not meet each other either: all those called Lincoln have no more than that in common.
 */
export interface Block {
  readonly name: string;
  readonly asks: boolean;
}

/** Whether a block's members meet only those who ask for it. The store knows rolls by the same beginning. */
export function isRoll(name: string): boolean {
  return name.startsWith('called ');
}

/** A block with more members says too little to be worth its pairs; whoever is alike in another block still meets. */
export const MOST_MEMBERS = 32;

/** From here on "many bear this name" is said of all alike, so that a name's weight changes seldom. */
const MANY = 256;

/**
 * Sizes of blocks as comparisons see them: exact up to four, then in octaves. A pair is looked at again only when one of
 * its blocks takes such a step, so the links are a function of what is there and not of the order in which it came.
 */
export function toStep(members: number): number {
  return members <= 4 ? members : 2 ** Math.floor(Math.log2(Math.min(members, MANY)));
}

/** Whether a change of size changes anything for those in the block. */
export function isStep(before: number, after: number): boolean {
  return toStep(before) !== toStep(after) || before <= MOST_MEMBERS !== after <= MOST_MEMBERS;
}

/** Words of which so many names consist that they find nothing. */
const STOP = new Set(
  'the of and de la le du des der die das van von for in at on to a an & st'.split(' '),
);

/** The blocks of a home, each once. Depends on its name, type and spellings alone. */
export function toBlocks(profile: Profile): readonly Block[] {
  return listBlocks(toFeatures(profile));
}

export function listBlocks(features: Features): readonly Block[] {
  const blocks = new Map<string, boolean>();
  const join = (name: string) => blocks.set(name, false);
  const ask = (name: string) => blocks.get(name) === false || blocks.set(name, true);
  if (features.key.startsWith(NOBODY) || isNoun(features)) return [];
  const { key, words, sounds, aliases, country, isBare, isAcronym, initials, plain, short } =
    features;
  if (
    features.isLowerCase &&
    !isClass(features) &&
    (features.isBare || features.kind !== 'person')
  ) {
    ask(`name ${features.sorted}`);
    return [...blocks].map(([name, asks]) => ({ name, asks }));
  }
  join(`name ${features.sorted}`);
  ask(toAliasBlock(key));
  for (const alias of aliases) {
    ask(toNameBlock(alias.split(' ')));
    if (features.profile.documents === 0) join(toAliasBlock(alias));
  }
  if (country !== undefined) join(`country ${country}`);
  if (features.profile.attributes['wikidata'] !== undefined)
    join(`wikidata ${features.profile.attributes['wikidata']}`);
  if (features.kind === 'person') {
    if (isBare) ask(`called ${key}`);
    else listPerson(features, join, ask);
  } else {
    for (const core of [...plain, ...short]) join(`core ${core}`);
    ask(`core ${key}`);
    for (const letters of initials) join(`initials ${letters}`);
    if (isAcronym) ask(`initials ${key}`);
    for (const word of words) if (!STOP.has(word) && word.length > 2) join(`word ${word}`);
    if (words.length > 1 || key.length > 5) join(`sound ${sounds.join('')}`);
    if (/[^su]s$/u.test(key))
      ask(`name ${[...words.slice(0, -1), (words.at(-1) ?? '').slice(0, -1)].sort().join(' ')}`);
  }
  return [...blocks].map(([name, asks]) => ({ name, asks }));
}

function isClass({ kind, isPlace }: Features): boolean {
  return kind === 'other' && !isPlace;
}

/** "nations", "the national government": no two documents mean one thing by it. So it is with a letter or a title that stands for a person. */
function isNoun(features: Features): boolean {
  const { words, isLowerCase, isBare, profile, key } = features;
  // A class of things (occupations, events) is made of nouns.
  if (profile.documents === 0 || isClass(features)) return false;
  return (
    (isBare && (key.length < 2 || isTitle(key))) ||
    ((isLowerCase || words.length === 1) && isCommonNoun(words.at(-1) ?? ''))
  );
}

function listPerson(
  { words, sounds, short }: Features,
  join: (name: string) => void,
  ask: (name: string) => void,
): void {
  const [[first = ''], [sound = '']] = [words, sounds];
  const [last, end] = [words.at(-1) ?? '', sounds.at(-1) ?? ''];
  // Both ways round, so that name order does not matter.
  join(`person ${end} ${sound.slice(0, 1)}`);
  join(`person ${sound} ${end.slice(0, 1)}`);
  join(`initial ${last} ${first.slice(0, 1)}`);
  for (const line of listNicknames(first)) join(`nick ${line} ${last}`);
  for (const name of new Set([first, last, ...short])) if (name.length > 1) join(`called ${name}`);
  for (const name of short)
    if (name.includes(' ')) {
      join(`core ${name}`);
      ask(toNameBlock(name.split(' ').filter((word, at) => at === 0 || !isNumber(word))));
    }
}

export function toNameBlock(words: readonly string[]): string {
  return `name ${[...words].sort().join(' ')}`;
}

/** Entities of lists that go by this name too. */
export function toAliasBlock(alias: string): string {
  return `alias ${alias}`;
}

/** How many homes are called so by one of their names; what makes "Smith" say less than "Tonegawa". */
export function toCalledBlock(name: string): string {
  return `called ${name}`;
}
