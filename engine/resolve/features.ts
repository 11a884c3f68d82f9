import type { Profile } from '#domain/linking';
import { isAcronym, toInitials } from './acronyms.ts';
import { isCommonName } from './common-names.ts';
import { toCores } from './cores.ts';
import { findCountry } from './countries.ts';
import { fromLocalKey } from './local-key.ts';
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
  /** Without numerals and Jr. */
  readonly words: readonly string[];
  /** "jr", "ii", "14", "1936": what tells things apart that are called alike. */
  readonly numbers: readonly string[];
  /** One name alone, of a person. */
  readonly isBare: boolean;
  readonly isAcronym: boolean;
  /** Acronyms the name may have. */
  readonly initials: ReadonlySet<string>;
  /** Other names by which a document calls it; keys of more than one word, or acronyms. */
  readonly aliases: ReadonlySet<string>;
  /** Names it has without decoration, and in short. */
  readonly plain: ReadonlySet<string>;
  readonly short: ReadonlySet<string>;
  readonly country?: string;
  /** A spelling as it occurs. */
  readonly spelling: string;
}

const SUFFIXES = /^(?:jr|sr|[ivx]+|\d+\p{L}{0,2})$/u;

/** Spellings beyond these say nothing new. */
const MOST_FORMS = 12;

export function toFeatures(profile: Profile): Features {
  const { name: key, scope } = fromLocalKey(profile.key);
  const kind = toNameKind(profile.type);
  const tokens = key.split(' ');
  const isNumber = (token: string, at: number) =>
    (at > 0 || (kind !== 'person' && tokens.length > 1 && /^\d/u.test(token))) &&
    SUFFIXES.test(token);
  const numbers = tokens.filter(isNumber);
  const words = tokens.filter((token, at) => !isNumber(token, at));
  const forms = profile.forms.slice(0, MOST_FORMS).map(({ text }) => text);
  const spelling =
    forms.find((form) => normaliseName(form, profile.type) === key) ?? forms[0] ?? key;
  const initials = new Set<string>();
  const aliases = new Set<string>();
  const plain = new Set<string>();
  const short = new Set<string>();
  for (const form of forms) {
    const own = normaliseName(form, profile.type);
    if (own === key) {
      const cores = toCores(form, profile.type);
      for (const core of cores.plain) plain.add(core);
      for (const core of cores.short) short.add(core);
      for (const letters of toInitials(form)) initials.add(letters);
    } else if (
      own.includes(' ') ||
      (isAcronym(form) && kind !== 'person') ||
      // A list means what it says; a document's "Smith" is whoever it speaks of.
      (profile.documents === 0 && !isCommonName(own))
    )
      aliases.add(own);
  }
  const country = isPlace(profile.type) ? findCountry(key) : undefined;
  return {
    profile,
    kind,
    isPlace: isPlace(profile.type),
    key,
    ...(scope === undefined ? {} : { scope }),
    tokens,
    words,
    numbers,
    isBare: kind === 'person' && tokens.length === 1,
    isAcronym: tokens.length === 1 && forms.some(isAcronym),
    initials,
    aliases,
    plain,
    short,
    ...(country === undefined ? {} : { country }),
    spelling,
  };
}
