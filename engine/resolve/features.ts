import type { SurfaceForm } from '#domain/graph';
import type { Profile } from '#domain/linking';
import { expand } from './abbreviations.ts';
import { isAcronym, toInitials } from './acronyms.ts';
import { isCommonName } from './common-names.ts';
import { isLowerCase } from './common-nouns.ts';
import { toCores } from './cores.ts';
import { findCountry } from './countries.ts';
import { fromLocalKey } from './local-key.ts';
import { toSkeleton } from './similarity.ts';
import { isPlace, normaliseName, toNameKind, type NameKind } from './normalise.ts';

/** What a comparison needs to know of a home's name, worked out once. */
export interface Features {
  readonly profile: Profile;
  readonly kind: NameKind;
  readonly isPlace: boolean;
  /** Normalised name without the mark of its document. */
  readonly key: string;
  /** The document, of a home that belongs to one. */
  readonly scope?: string;
  readonly tokens: readonly string[];
  /** Without numerals and Jr., and abbreviations in full. */
  readonly words: readonly string[];
  /** Of each word its skeleton. */
  readonly sounds: readonly string[];
  /** The words in order of the alphabet, as one string. */
  readonly sorted: string;
  /** "jr", "ii", "14", "1936": what tells things apart that are called alike. */
  readonly numbers: readonly string[];
  /** One name alone, of a person. */
  readonly isBare: boolean;
  readonly isAcronym: boolean;
  /** Written without a capital: it may be a noun, so it asks for names and none asks for it. */
  readonly isLowerCase: boolean;
  /** "Mr. Godfrey": what stands alone is the surname. */
  readonly isTitled: boolean;
  /** Acronyms the name may have. */
  readonly initials: ReadonlySet<string>;
  /** Other names by which a document calls it; keys of more than one word, or acronyms. */
  readonly aliases: ReadonlySet<string>;
  /** Names it has without decoration, and in short. */
  readonly plain: ReadonlySet<string>;
  readonly short: ReadonlySet<string>;
  readonly country?: string;
  readonly hasAttributes: boolean;
  /** A spelling as it occurs. */
  readonly spelling: string;
}

const SUFFIXES = /^(?:jr|sr|[ivx]+|\d+\p{L}{0,2})$/u;

/** Sir and Dame go with given names. */
const SURNAME_TITLES =
  /^(?:mr|mrs|ms|miss|dr|prof|professor|president|senator|sen|rep|gov|governor|gen|general|col|colonel|maj|major|capt|captain|lt|lieutenant|sgt|justice|judge|secretary|chancellor|herr|monsieur)\b\.? /iu;

function toText({ text }: SurfaceForm): string {
  return text;
}

/** "Two miles" are not two thousand. */
const COUNTS = new Set(
  'one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million millions billion half'.split(
    ' ',
  ),
);

/** "jr", "ii", "14th". */
export function isNumber(token: string): boolean {
  return SUFFIXES.test(token);
}

/** Spellings beyond these say nothing new. */
const MOST_FORMS = 12;

export function toFeatures(profile: Profile): Features {
  const { name: key, scope } = fromLocalKey(profile.key);
  const kind = toNameKind(profile.type);
  const tokens = key.split(' ');
  const isCount = kind === 'other' && !isPlace(profile.type) && tokens.length > 1;
  const isSuffix = (token: string, at: number) =>
    (isCount && COUNTS.has(token)) ||
    ((at > 0 || (kind !== 'person' && tokens.length > 1 && /^\d/u.test(token))) && isNumber(token));
  const numbers = tokens.filter(isSuffix);
  const rest = numbers.length === 0 ? tokens : tokens.filter((token, at) => !isSuffix(token, at));
  const words = expand(rest.length > 0 ? rest : tokens, kind === 'person');
  const spelling =
    profile.forms.length === 1
      ? (profile.forms[0]?.text ?? key)
      : (profile.forms
          .slice(0, MOST_FORMS)
          .find(({ text }) => normaliseName(text, profile.type) === key)?.text ??
        profile.forms[0]?.text ??
        key);
  const { initials, aliases, plain, short } = isSimple(profile, kind)
    ? NOTHING
    : readForms(profile, key, kind);
  const country = isPlace(profile.type) ? findCountry(key) : undefined;
  return {
    profile,
    kind,
    isPlace: isPlace(profile.type),
    key,
    ...(scope === undefined ? {} : { scope }),
    tokens,
    words,
    sounds: words.map(toSkeleton),
    sorted: words.toSorted().join(' '),
    numbers,
    isBare: kind === 'person' && tokens.length === 1,
    isAcronym:
      tokens.length === 1 && kind !== 'person' && profile.forms.some(({ text }) => isAcronym(text)),
    isLowerCase:
      profile.documents > 0 && isLowerCase(profile.forms.slice(0, MOST_FORMS).map(toText)),
    isTitled:
      kind === 'person' &&
      tokens.length === 1 &&
      profile.forms.some(({ text }) => SURNAME_TITLES.test(text)),
    initials,
    aliases,
    plain,
    short,
    ...(country === undefined ? {} : { country }),
    hasAttributes: Object.keys(profile.attributes).length > 0,
    spelling,
  };
}

type Names = Pick<Features, 'initials' | 'aliases' | 'plain' | 'short'>;

const NONE: ReadonlySet<string> = new Set();
const NOTHING: Names = { initials: NONE, aliases: NONE, plain: NONE, short: NONE };

/** A person's name in one spelling and without decoration, as most are: there is nothing to read from it. */
function isSimple({ forms }: Profile, kind: NameKind): boolean {
  return (
    kind === 'person' &&
    forms.length === 1 &&
    !/[,("\u201c]| of | from |['\u2019]s | [IVX]+$/u.test(forms[0]?.text ?? '')
  );
}

function readForms(profile: Profile, key: string, kind: NameKind): Names {
  const [initials, aliases] = [new Set<string>(), new Set<string>()];
  const [plain, short] = [new Set<string>(), new Set<string>()];
  for (const { text } of profile.forms.slice(0, MOST_FORMS)) {
    const own = normaliseName(text, profile.type);
    if (own === key) {
      const cores = toCores(text, profile.type);
      for (const core of cores.plain) plain.add(core);
      for (const core of cores.short) short.add(core);
      if (kind !== 'person') for (const letters of toInitials(text)) initials.add(letters);
    } else if (
      own.includes(' ') ||
      (isAcronym(text) && kind !== 'person') ||
      // A list means what it says; a document's "Smith" is whoever it speaks of.
      (profile.documents === 0 && !isCommonName(own))
    )
      aliases.add(own);
  }
  return { initials, aliases, plain, short };
}
