import type { Link, LinkReason, Profile, ReasonKind } from '#domain/linking';
import { comparePeople } from './compare-people.ts';
import { compareThings } from './compare-things.ts';
import type { Note, Statistics } from './evidence.ts';
import { type Features, toFeatures } from './features.ts';
import { WEIGHTS } from './fitted.ts';
import { MERGED, PROPOSED } from './weights.ts';

/**
 * Whether two homes are one thing, with the evidence for and against, heaviest first. A function of the two profiles and
 * the sizes of the blocks they are in; which of them comes first does not matter.
 */
export function compare(one: Profile, other: Profile, statistics: Statistics): Link {
  return compareFeatures(toFeatures(one), toFeatures(other), statistics);
}

/** The same, for callers that keep features. */
export function compareFeatures(one: Features, other: Features, statistics: Statistics): Link {
  const [a, b] = order(one, other);
  const { noted, isRelated } = weighNames(a, b, statistics);
  if (isRelated) weighSurroundings(a, b, noted);
  return toLink(a, b, noted);
}

/**
 * The same where only what holds is wanted; undefined for what stays apart, at a fraction of the cost: what stands around
 * a home is dear to read, and is not asked for where it could not make up for the names.
 */
export function findLink(one: Features, other: Features, statistics: Statistics): Link | undefined {
  const [a, b] = order(one, other);
  const { noted, isRelated } = weighNames(a, b, statistics);
  if (!a.hasAttributes && !b.hasAttributes && toBits(noted) + MOST_AROUND < PROPOSED)
    return undefined;
  if (isRelated) weighSurroundings(a, b, noted);
  return toBits(noted) < PROPOSED ? undefined : toLink(a, b, noted);
}

/** Compared or not, these two cannot be one: what they are called or known by contradicts. */
export function isContradicted(one: Features, other: Features, statistics: Statistics): boolean {
  const [a, b] = order(one, other);
  const { noted } = weighNames(a, b, statistics);
  compareAttributes(a.profile, b.profile, toNote(noted));
  return noted.some(([kind]) => kind.endsWith('Differs') || kind === 'attribute.contradicts');
}

function order(one: Features, other: Features): readonly [Features, Features] {
  return one.profile.id < other.profile.id ? [one, other] : [other, one];
}

/** What was noted, in the order in which it was: kind, weight, left and right of each. */
type Noted = (readonly [ReasonKind, number, string | undefined, string | undefined])[];

function toNote(noted: Noted): Note {
  return (kind, left, right, weight = WEIGHTS[kind]) => {
    if (weight !== 0) noted.push([kind, weight, left, right]);
  };
}

/** Names and types; `isRelated` where what stands around them is evidence, too. */
function weighNames(
  a: Features,
  b: Features,
  statistics: Statistics,
): { readonly noted: Noted; readonly isRelated: boolean } {
  const noted: Noted = [['prior', WEIGHTS.prior, undefined, undefined]];
  const note = toNote(noted);
  const isAlike =
    a.kind === 'person' && b.kind === 'person'
      ? comparePeople(a, b, statistics, note)
      : compareThings(a, b, statistics, note);
  if (!isAlike) note('name.differs', a.spelling, b.spelling);
  // Where names have nothing in common only an id on two lists could make up for it: most pairs end here.
  const isRelated = isAlike || a.hasAttributes || b.hasAttributes;
  if (isRelated) compareTypes(a, b, note);
  return { noted, isRelated };
}

function weighSurroundings(a: Features, b: Features, noted: Noted): void {
  const isWeak = noted.some(([kind]) => kind === 'name.words');
  compareSurroundings(a.profile, b.profile, toNote(noted), isWeak);
  compareAttributes(a.profile, b.profile, toNote(noted));
}

function toBits(noted: Noted): number {
  let bits = 0;
  for (const [, weight] of noted) bits += weight;
  return bits;
}

function toLink(a: Features, b: Features, noted: Noted): Link {
  const bits = toBits(noted);
  const reasons = noted.map(([kind, weight, left, right]): LinkReason => ({
    kind,
    weight,
    ...(left === undefined ? {} : { left }),
    ...(right === undefined ? {} : { right }),
  }));
  return {
    left: a.profile.id,
    right: b.profile.id,
    probability: 1 / (1 + 2 ** -bits),
    outcome: bits >= MERGED ? 'merged' : bits >= PROPOSED ? 'proposed' : 'apart',
    reasons: reasons.sort(byWeight),
  };
}

/** A model that takes "Stanford" for a place once and for an organisation once errs; one that takes a person for a place hardly. */
function compareTypes(a: Features, b: Features, note: Note): void {
  const [left, right] = [a.profile.type, b.profile.type];
  if (left === right || left === '' || right === '' || toClass(a) === toClass(b)) return;
  note('type.differs', left, right);
}

/** "Peop" of one model and "person" of a list are one type. */
function toClass({ kind, isPlace, profile }: Features): string {
  return isPlace ? 'place' : kind === 'other' ? profile.type.toLowerCase() : kind;
}

/** Company beyond this many is no further evidence: two chapters of one book share everybody. */
const MOST_COMPANY = 3;
const MOST_NEIGHBOURS = 3;
/** No surroundings speak for two homes with more bits; the last is for rounding. */
const MOST_AROUND =
  Math.max(0, WEIGHTS['company.shared'] * MOST_COMPANY) +
  Math.max(0, WEIGHTS['neighbours.shared'] * MOST_NEIGHBOURS) +
  0.01;

/** Names that share words (`isWeak`) share company because they are of one subject; only facts told of both speak for them. */
function compareSurroundings(left: Profile, right: Profile, note: Note, isWeak: boolean): void {
  if (left.company.length === 0 && right.company.length === 0 && left.neighbours.length === 0)
    return;
  const company = new Set<string>(left.company);
  if (company.has(right.id) || right.company.includes(left.id)) note('company.together');
  else if (!isWeak) {
    const shared = right.company.filter((id) => company.has(id)).length;
    note(
      'company.shared',
      undefined,
      undefined,
      WEIGHTS['company.shared'] * Math.min(shared, MOST_COMPANY),
    );
  }
  const facts = new Set(left.neighbours.map(toFact));
  const same = right.neighbours.filter((neighbour) => facts.has(toFact(neighbour))).length;
  note(
    'neighbours.shared',
    undefined,
    undefined,
    WEIGHTS['neighbours.shared'] * Math.min(same, isWeak ? 1 : MOST_NEIGHBOURS),
  );
}

function toFact({ predicate, isSubject, other }: Profile['neighbours'][number]): string {
  return `${isSubject ? '>' : '<'}${predicate} ${other}`;
}

function compareAttributes(left: Profile, right: Profile, note: Note): void {
  for (const [name, value] of Object.entries(left.attributes)) {
    const other = right.attributes[name];
    if (other === undefined) continue;
    note(
      other === value ? 'attribute.equal' : 'attribute.contradicts',
      `${name} ${value}`,
      `${name} ${other}`,
    );
  }
}

function byWeight(a: LinkReason, b: LinkReason): number {
  return Math.abs(b.weight) - Math.abs(a.weight) || (a.kind < b.kind ? -1 : 1);
}
