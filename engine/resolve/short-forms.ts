import type { EntityType } from '#domain/schema';
import { isAcronym, toInitials } from './acronyms.ts';
import { toCores } from './cores.ts';
import { findCountry } from './countries.ts';
import { hasLegalForm, isPlace, toNameKind } from './normalise.ts';

/** One normalised name of one type in one document, with the spellings it was found in. */
export interface NameForm {
  readonly type: EntityType;
  readonly key: string;
  readonly tokens: readonly string[];
  readonly spellings: ReadonlySet<string>;
}

/** A name shared by more bearers than this in one document says nothing; the bound keeps the work linear. */
const MOST_BEARERS = 64;

/** Last words of companies, which are called by their first: "Ford Motor", but not "Leiden University Libraries". */
const COMPANY = new Set(
  (
    'motor motors industries holdings airlines airways systems technologies enterprises stores foods oil petroleum ' +
    'steel chemical chemicals pharmaceuticals electronics communications entertainment pictures records works'
  ).split(' '),
);

/** "Roberts-s lams.html" of a list of pictures is nobody's full name, and would make "Roberts" ambiguous. */
const ADDRESS = /[/\\_@]|\.\p{Ll}{2,5}$/u;

const SUFFIXES = new Set(['jr', 'sr', 'ii', 'iii', 'iv']);

/**
 * For every form the full form it is short for, or itself: "smith" → "john smith", "j smith" → "john smith",
 * "ibm" → "international business machines", "ford" → "ford motor", "mandan" → "mandan north dakota". A form is joined
 * only if exactly one full form of the same type fits; `defined` are pairs the text itself defines, "Federal Bureau of
 * Investigation (FBI)". A decorated name is joined with the plain one ("tagus river" → "tagus"). Near linear in the
 * number of forms.
 */
export function findFullForms(
  forms: readonly NameForm[],
  defined: ReadonlyMap<NameForm, NameForm>,
): ReadonlyMap<NameForm, NameForm> {
  const plain = findPlainForms(forms);
  const index = createIndex(forms);
  const full = new Map<NameForm, NameForm>();
  const roots = forms.filter((form) => !plain.has(form));
  // Longest first: whatever a form may be short for has already found its own full form.
  for (const form of roots.sort(byLength)) {
    const given = defined.get(form);
    const candidates = given === undefined ? listCandidates(form, index) : [given];
    const only = findOnly(candidates, full, plain);
    full.set(form, only !== undefined && (given || isNamedLike(form, only)) ? only : form);
  }
  for (const [form, core] of plain) full.set(form, full.get(core) ?? core);
  return full;
}

/** Decorated forms → the plain one, where that occurs too; the plainest of a chain. */
function findPlainForms(forms: readonly NameForm[]): ReadonlyMap<NameForm, NameForm> {
  const byName = new Map(forms.map((form) => [toName(form.type, form.key), form]));
  const plain = new Map<NameForm, NameForm>();
  for (const form of forms.toSorted((a, b) => byLength(b, a)))
    for (const spelling of form.spellings)
      for (const key of toCores(spelling, form.type).plain) {
        const core = byName.get(toName(form.type, key));
        if (core !== undefined && core !== form && !plain.has(form))
          plain.set(form, plain.get(core) ?? core);
      }
  return plain;
}

/**
 * "Jacob Brett" may be "J. W. Brett", but not once that was found to be John Watkins Brett: what is joined by way of an
 * initial must fit the full name too.
 */
function isNamedLike(form: NameForm, full: NameForm): boolean {
  const [first = '', second] = form.tokens;
  const [other = ''] = full.tokens;
  if (toNameKind(form.type) !== 'person' || second === undefined) return true;
  const isInitial = first.length === 1 || other.length === 1;
  return first[0] !== other[0] || isInitial || first === other;
}

/** The one full form behind all candidates, if there is just one. */
function findOnly(
  candidates: readonly NameForm[],
  full: ReadonlyMap<NameForm, NameForm>,
  plain: ReadonlyMap<NameForm, NameForm>,
): NameForm | undefined {
  let only: NameForm | undefined;
  for (const candidate of candidates) {
    const core = plain.get(candidate) ?? candidate;
    const root = full.get(core);
    if (root === undefined) continue;
    if (only !== undefined && only !== root) return undefined;
    only = root;
  }
  return only;
}

type Index = ReadonlyMap<string, readonly NameForm[]>;

function createIndex(forms: readonly NameForm[]): Index {
  const index = new Map<string, NameForm[]>();
  for (const form of forms)
    for (const name of listNames(form)) {
      const at = toName(form.type, name);
      const bearers = index.get(at);
      if (bearers === undefined) index.set(at, [form]);
      else if (bearers.length <= MOST_BEARERS) bearers.push(form);
    }
  return index;
}

function toName(type: EntityType, name: string): string {
  return `${type}\0${name}`;
}

/** What a longer form may be called in short. */
function listNames(form: NameForm): ReadonlySet<string> {
  const names = new Set<string>();
  const [first = '', second] = form.tokens;
  const last = toSurname(form.tokens);
  const isPerson = toNameKind(form.type) === 'person';
  if (isPerson && [...form.spellings].every((spelling) => ADDRESS.test(spelling))) return names;
  if (isPerson && second !== undefined) {
    for (const name of [`last ${last}`, `first ${first}`]) names.add(name);
    names.add(`both ${first} ${last}`);
    names.add(`both ${first.slice(0, 1)} ${last}`);
  }
  if (isCompany(form) && second !== undefined) names.add(`head ${first}`);
  for (const spelling of form.spellings) {
    for (const initials of toInitials(spelling)) names.add(`initials ${initials}`);
    const { short, near } = toCores(spelling, form.type);
    for (const core of [...short, ...near]) names.add(`core ${core}`);
  }
  const country = toCountryKey(form);
  if (country !== undefined) names.add(`country ${country}`);
  const singular = toSingular(form);
  if (singular !== undefined) names.add(`singular ${singular}`);
  return names;
}

/** A country by its first name, and what begins with one: "us" and "america", "us government" and "united states government". */
function toCountryKey({ type, tokens }: NameForm): string | undefined {
  if (toNameKind(type) === 'person') return undefined;
  for (let length = Math.min(4, tokens.length); length > 0; length -= 1) {
    if (length === tokens.length && !isPlace(type)) continue;
    const country = findCountry(tokens.slice(0, length).join(' '));
    if (country !== undefined) return [country, ...tokens.slice(length)].join(' ');
  }
  return undefined;
}

function isCompany({ type, tokens, spellings }: NameForm): boolean {
  if (toNameKind(type) !== 'organisation') return false;
  return COMPANY.has(tokens.at(-1) ?? '') || [...spellings].some(hasLegalForm);
}

/** "soldiers" → "soldier", "Canadian Pacific Railways" → "…Railway". People and places do not come in numbers. */
function toSingular({ type, key }: NameForm): string | undefined {
  if (toNameKind(type) === 'person' || isPlace(type)) return undefined;
  return /^.*\p{L}{3,}[^su]s$/u.test(key) ? key.slice(0, -1) : undefined;
}

function listCandidates(form: NameForm, index: Index): readonly NameForm[] {
  const found = new Set<NameForm>();
  for (const name of listShortNames(form)) {
    const bearers = index.get(toName(form.type, name)) ?? [];
    if (bearers.length > MOST_BEARERS) return [];
    for (const bearer of bearers)
      if (bearer !== form && isShortFor(form, bearer, name)) found.add(bearer);
  }
  return [...found];
}

function listShortNames(form: NameForm): readonly string[] {
  const [first = '', second] = form.tokens;
  const names = [`core ${form.key}`, `singular ${form.key}`];
  const kind = toNameKind(form.type);
  if (kind === 'person' && second === undefined) names.push(`last ${first}`, `first ${first}`);
  if (kind === 'person' && second !== undefined) {
    const last = toSurname(form.tokens);
    names.push(`both ${first} ${last}`, `both ${first.slice(0, 1)} ${last}`);
  }
  if (kind === 'organisation') names.push(`head ${first}`);
  if (second === undefined && [...form.spellings].some(isAcronym)) names.push(`initials ${first}`);
  const country = toCountryKey(form);
  if (country !== undefined) names.push(`country ${country}`);
  return names;
}

function isShortFor(short: NameForm, long: NameForm, name: string): boolean {
  if (byLength(short, long) <= 0) return false;
  if (/^(?:core|singular|country) /u.test(name)) return true;
  if (name.startsWith('initials ')) return long.tokens.length > 1;
  if (name.startsWith('head '))
    return (
      short.tokens.length < long.tokens.length &&
      short.tokens.every((token, at) => token === long.tokens[at])
    );
  // "John Smith" beside "John Smith Jr." may well be the father.
  if (short.tokens.length > 1 && hasSuffix(long) && !hasSuffix(short)) return false;
  if (short.tokens.length > 2 && !hasSameMiddle(short.tokens, long.tokens)) return false;
  return isAbridged(short.tokens, long.tokens);
}

function hasSuffix(form: NameForm): boolean {
  return SUFFIXES.has(form.tokens.at(-1) ?? '');
}

/**
 * Every token occurs in the longer name in the same order, as itself or as an initial of either: "j kennedy" in
 * "john f kennedy", "grant mclennan" in "g w mclennan".
 */
function isAbridged(short: readonly string[], long: readonly string[]): boolean {
  let at = 0;
  for (const token of long) {
    const wanted = short[at];
    if (
      wanted === token ||
      (wanted?.length === 1 && token.startsWith(wanted)) ||
      (token.length === 1 && wanted?.startsWith(token) === true)
    )
      at += 1;
  }
  return at === short.length;
}

/** "George W. Bush" is not "George H. W. Bush": where both have middle names, the first of them must agree. */
function hasSameMiddle(short: readonly string[], long: readonly string[]): boolean {
  const [a = '', b = ''] = [short[1], long[1]];
  return a.startsWith(b) || b.startsWith(a);
}

function toSurname(tokens: readonly string[]): string {
  const last = tokens.at(-1) ?? '';
  return SUFFIXES.has(last) && tokens.length > 1 ? (tokens.at(-2) ?? last) : last;
}

/** Longer names first, ties by code unit: a total order over the forms of a type. */
function byLength(a: NameForm, b: NameForm): number {
  return (
    b.tokens.length - a.tokens.length ||
    b.key.length - a.key.length ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}
