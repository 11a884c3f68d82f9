import type { Mention } from '#domain/extraction';
import { toGender } from './common-names.ts';
import { findCountry } from './countries.ts';
import { isPlace, normaliseName, toNameKind } from './normalise.ts';

/** What a mention that is no name says of whom it means. */
export interface Reference {
  readonly kind: 'pronoun' | 'relative' | 'description';
  readonly gender?: Gender;
}

/** "It" means an organisation or a place, whichever the mention's type says. */
type Gender = 'female' | 'male' | 'neuter';

const PRONOUNS: ReadonlyMap<string, Gender> = new Map([
  ...['he', 'him', 'his', 'himself'].map((word) => [word, 'male'] as const),
  ...['she', 'her', 'hers', 'herself'].map((word) => [word, 'female'] as const),
]);

/** Pronouns that mean too many things to be joined: they get a home of their own. */
const OTHERS = new Set(
  'i me my mine myself you your yours we us our ours they them their theirs themselves which that this these those one ones someone all'.split(
    ' ',
  ),
);

const NEUTER = new Set(['it', 'its', 'itself']);

const RELATIVES = new Set(['who', 'whom', 'whose']);

const ORGANISATIONS =
  /^(?:company|firm|group|corporation|bank|agency|university|college|school|institute|party|team|club|band|organi[sz]ation|association|union|society|committee|commission|board|ministry|department|court|newspaper|magazine|museum|hospital|church|foundation|league|council|government|airline)$/u;
const PLACES =
  /^(?:city|town|village|country|nation|island|state|river|province|county|region|district|municipality|kingdom|republic|capital|lake|mountain|peninsula|territory|suburb)$/u;

/** How far back a pronoun and a description may point, in UTF-16 units: some two and three sentences. */
const NEAR = { pronoun: 300, description: 450 };
/** Between a name and the "who" that goes on about it. */
const HINGE = /^[\s,;(\u2013\u2014-]*$/u;

/** Undefined of a name. "he" and "her" are pronouns, "it" of organisations and places too, "the company" is a description; "they" points nowhere. */
export function toReference(spelling: string, type: string): Reference | 'nobody' | undefined {
  const word = spelling.toLowerCase();
  const gender = PRONOUNS.get(word);
  if (gender !== undefined) return { kind: 'pronoun', gender };
  if (NEUTER.has(word) && spelling !== word.toUpperCase())
    return toNameKind(type) === 'organisation' || isPlace(type)
      ? { kind: 'pronoun', gender: 'neuter' }
      : 'nobody';
  if (RELATIVES.has(spelling) && toNameKind(type) === 'person') return { kind: 'relative' };
  if (OTHERS.has(word) && spelling !== word.toUpperCase()) return 'nobody';
  const noun = /^(?:[Tt]he|[Tt]his)\s+(\p{Ll}+)$/u.exec(spelling)?.[1];
  if (noun === undefined) return undefined;
  const fits =
    toNameKind(type) === 'organisation' ? ORGANISATIONS : isPlace(type) ? PLACES : undefined;
  return fits?.test(noun) === true ? { kind: 'description' } : undefined;
}

/** A mention of the document as this rule sees it: its root name, or what it refers by. */
export interface Referent<Root> {
  readonly mention: Mention;
  /** Undefined where the mention is a reference. */
  readonly root?: Root;
  readonly spelling: string;
  readonly reference?: Reference;
}

const FEMALE = /^(?:mrs|ms|miss|madame|lady|queen|princess|sister|dame|actress|mother)\b/iu;
const MALE = /^(?:mr|sir|lord|king|prince|brother|father|herr|monsieur)\b/iu;

/**
 * Whom each reference means, by position; those that could mean two are left out. A pronoun means the person that the
 * last pronoun of its gender meant, else the only person named near before it whose title, given name or earlier pronoun
 * does not say otherwise. "It" means the only organisation named in its sentence, else the only one near before it; a place only the latter.
 * "Who" means the person named just before it. A description means the only name near before it that fits it: "the bank" one called a bank,
 * "the country" a country. Measured on the development sets before it was kept (README).
 */
export function findReferents<Root>(
  text: string,
  referents: readonly Referent<Root>[],
): ReadonlyMap<number, Root> {
  const found = new Map<number, Root>();
  const genders = new Map<Root, Gender>();
  const spoken = new Map<string, { readonly root: Root; readonly at: number }>();
  for (const [position, { mention, root, spelling, reference }] of referents.entries()) {
    if (reference === undefined) {
      if (root === undefined) continue;
      const gender = toGenderOf(spelling, mention.type);
      if (gender !== undefined && !genders.has(root)) genders.set(root, gender);
      continue;
    }
    if (reference.kind === 'relative') {
      const before = referents[position - 1];
      const hinge = before && text.slice(before.mention.end, mention.start);
      if (
        before?.root !== undefined &&
        before.mention.type === mention.type &&
        HINGE.test(hinge ?? '')
      )
        found.set(position, before.root);
      continue;
    }
    const gender = reference.gender;
    const candidates = listBefore(text, referents, position, NEAR[reference.kind]);
    const fitting = candidates.filter((one) =>
      gender === undefined
        ? isDescribed(spelling, one.spelling)
        : (genders.get(one.root) ?? gender) === gender,
    );
    const last = gender === undefined ? undefined : spoken.get(`${gender} ${mention.type}`);
    const own =
      gender === 'neuter' && !isPlace(mention.type) ? fitting.filter(({ isOwn }) => isOwn) : [];
    const meant = choose(own.length > 0 ? own : fitting, reference, last, mention.start);
    if (meant === undefined) continue;
    found.set(position, meant);
    if (gender !== undefined) {
      genders.set(meant, gender);
      spoken.set(`${gender} ${mention.type}`, { root: meant, at: mention.start });
    }
  }
  return found;
}

function toGenderOf(spelling: string, type: string): Gender | undefined {
  if (toNameKind(type) !== 'person') return undefined;
  if (FEMALE.test(spelling)) return 'female';
  if (MALE.test(spelling)) return 'male';
  return toGender(normaliseName(spelling, type).split(' ')[0] ?? '');
}

interface Candidate<Root> {
  readonly root: Root;
  readonly spelling: string;
  /** In the sentence of the reference. */
  readonly isOwn: boolean;
}

/** Where a sentence ends, as nearly as this rule needs it. */
const STOP = /[.!?]["'\u2019\u201d)\]]*\s+\p{Lu}/u;

/** Names of the reference's type before it, nearest first, not beyond a blank line. */
function listBefore<Root>(
  text: string,
  referents: readonly Referent<Root>[],
  position: number,
  near: number,
): readonly Candidate<Root>[] {
  const { mention } = referents[position] as Referent<Root>;
  const found: Candidate<Root>[] = [];
  let from = mention.start;
  for (let at = position - 1; at >= 0; at -= 1) {
    const { mention: other, root, spelling } = referents[at] as Referent<Root>;
    if (mention.start - other.start > near) break;
    const between = text.slice(other.end, Math.max(other.end, from));
    if (/\n\s*\n/u.test(between)) break;
    from = Math.min(from, other.start);
    if (root !== undefined && other.type === mention.type && other.end <= mention.start)
      found.push({ root, spelling, isOwn: !STOP.test(text.slice(other.end, mention.start)) });
  }
  return found;
}

/** "The country" is a country, and "the town" none; "the university" is called one. */
function isDescribed(description: string, name: string): boolean {
  const noun = description.replace(/^\S+\s+/u, '');
  const isCountry = findCountry(normaliseName(name, 'location')) !== undefined;
  if (noun === 'country' || noun === 'nation') return isCountry;
  if (isCountry || !/^\p{Lu}/u.test(name)) return false;
  return !NAMED_SO.test(noun) || name.toLowerCase().includes(noun);
}

/** What is one usually says so in its name. */
const NAMED_SO =
  /^(?:bank|agency|university|college|school|institute|party|club|association|union|society|committee|commission|board|ministry|department|court|museum|hospital|church|foundation|league|council|government|island|river|county|province|lake|mountain|peninsula|district|kingdom|republic|team)$/u;

function choose<Root>(
  candidates: readonly Candidate<Root>[],
  { kind }: Reference,
  last: { readonly root: Root; readonly at: number } | undefined,
  start: number,
): Root | undefined {
  const [nearest] = candidates;
  const named = new Set(candidates.map(({ root }) => root));
  if (kind === 'description') return named.size === 1 ? nearest?.root : undefined;
  if (
    last !== undefined &&
    start - last.at < NEAR.pronoun &&
    (named.size === 0 || named.has(last.root))
  )
    return last.root;
  return named.size === 1 ? nearest?.root : undefined;
}
