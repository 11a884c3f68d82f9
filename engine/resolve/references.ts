import type { Mention } from '#domain/extraction';
import { isPlace, toNameKind } from './normalise.ts';

/** What a mention that is no name says of whom it means. */
export interface Reference {
  readonly kind: 'pronoun' | 'description';
  readonly gender?: Gender;
}

type Gender = 'female' | 'male';

const PRONOUNS: ReadonlyMap<string, Gender> = new Map([
  ...['he', 'him', 'his', 'himself'].map((word) => [word, 'male'] as const),
  ...['she', 'her', 'hers', 'herself'].map((word) => [word, 'female'] as const),
]);

/** Pronouns that mean too many things to be joined: they get a home of their own. */
const OTHERS = new Set(
  'i me my mine myself you your yours we us our ours they them their theirs themselves it its itself who whom whose which that this these those one ones someone all'.split(
    ' ',
  ),
);

const ORGANISATIONS =
  /^(?:company|firm|group|corporation|bank|agency|university|college|school|institute|party|team|club|band|organi[sz]ation|association|union|society|committee|commission|board|ministry|department|court|newspaper|magazine|museum|hospital|church|foundation|league|council|government|airline)$/u;
const PLACES =
  /^(?:city|town|village|country|nation|island|state|river|province|county|region|district|municipality|kingdom|republic|capital|lake|mountain|peninsula|territory|suburb)$/u;

/** How far back a pronoun and a description may point, in UTF-16 units: some two and three sentences. */
const NEAR = { pronoun: 300, description: 450 };

/** Undefined of a name. "he" and "her" are pronouns, "the company" is a description; "it" and "they" point nowhere. */
export function toReference(spelling: string, type: string): Reference | 'nobody' | undefined {
  const word = spelling.toLowerCase();
  const gender = PRONOUNS.get(word);
  if (gender !== undefined) return { kind: 'pronoun', gender };
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
 * Whom each reference means, by position; those that could mean two are left out. In text order a pronoun means the
 * person who is spoken of: the last that a pronoun of the same gender meant, else the first person named in the nearest
 * sentence that names one, unless an earlier title or pronoun gave that person the other gender. A description means the
 * nearest name of its type before it. Measured on the development sets before it was kept (README).
 */
export function findReferents<Root>(
  text: string,
  referents: readonly Referent<Root>[],
): ReadonlyMap<number, Root> {
  const found = new Map<number, Root>();
  const genders = new Map<Root, Gender>();
  const spoken = new Map<Gender, { readonly root: Root; readonly at: number }>();
  for (const [position, { mention, root, spelling, reference }] of referents.entries()) {
    if (reference === undefined) {
      if (root === undefined) continue;
      const gender = FEMALE.test(spelling) ? 'female' : MALE.test(spelling) ? 'male' : undefined;
      if (gender !== undefined) genders.set(root, gender);
      continue;
    }
    const gender = reference.gender;
    const candidates = listBefore(text, referents, position, NEAR[reference.kind]);
    const fitting = candidates.filter(
      (one) => gender === undefined || (genders.get(one.root) ?? gender) === gender,
    );
    const last = gender === undefined ? undefined : spoken.get(gender);
    const root_ = choose(fitting, reference, last, mention.start);
    if (root_ === undefined) continue;
    found.set(position, root_);
    if (gender !== undefined) {
      genders.set(root_, gender);
      spoken.set(gender, { root: root_, at: mention.start });
    }
  }
  return found;
}

interface Candidate<Root> {
  readonly root: Root;
  readonly at: number;
  /** Sentences between it and the reference. */
  readonly back: number;
}

/** Names of the reference's type before it, nearest first, not beyond a blank line. */
function listBefore<Root>(
  text: string,
  referents: readonly Referent<Root>[],
  position: number,
  near: number,
): readonly Candidate<Root>[] {
  const { mention } = referents[position] as Referent<Root>;
  const found: Candidate<Root>[] = [];
  let back = 0;
  let from = mention.start;
  for (let at = position - 1; at >= 0; at -= 1) {
    const { mention: other, root } = referents[at] as Referent<Root>;
    if (mention.start - other.start > near) break;
    const between = text.slice(other.end, Math.max(other.end, from));
    if (/\n\s*\n/u.test(between)) break;
    back += between.match(/[.!?]["'\u201d\u2019)]?\s+(?=["'\u201c\u2018(]?\p{Lu})/gu)?.length ?? 0;
    from = Math.min(from, other.start);
    if (root !== undefined && other.type === mention.type && other.end <= mention.start)
      found.push({ root, at: other.start, back });
  }
  return found;
}

function choose<Root>(
  candidates: readonly Candidate<Root>[],
  { kind }: Reference,
  last: { readonly root: Root; readonly at: number } | undefined,
  start: number,
): Root | undefined {
  const [nearest] = candidates;
  if (kind === 'description') return nearest?.root;
  const named = new Set(candidates.map(({ root }) => root));
  if (
    last !== undefined &&
    start - last.at < NEAR.pronoun &&
    (named.size === 0 || named.has(last.root))
  )
    return last.root;
  if (nearest === undefined) return undefined;
  // Whom the nearest sentence is about stands first in it.
  return candidates.filter(({ back }) => back === nearest.back).at(-1)?.root;
}
