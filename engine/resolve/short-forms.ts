import type { EntityType } from '#domain/schema';
import { isAcronym, toInitials } from './acronyms.ts';
import { hasLegalForm, toNameKind } from './normalise.ts';

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
    'steel chemical chemicals pharmaceuticals electronics communications entertainment pictures records'
  ).split(' '),
);

const SUFFIXES = new Set(['jr', 'sr', 'ii', 'iii', 'iv']);

/**
 * For every form the full form it is short for, or itself: "smith" → "john smith", "j smith" → "john smith",
 * "ibm" → "international business machines", "ford" → "ford motor". A form is joined only if exactly one full form of
 * the same type fits; `defined` are pairs the text itself defines, "Federal Bureau of Investigation (FBI)".
 * Near linear in the number of forms.
 */
export function findFullForms(
  forms: readonly NameForm[],
  defined: ReadonlyMap<NameForm, NameForm>,
): ReadonlyMap<NameForm, NameForm> {
  const index = createIndex(forms);
  const full = new Map<NameForm, NameForm>();
  // Longest first: whatever a form may be short for has already found its own full form.
  for (const form of [...forms].sort(byLength)) {
    const given = defined.get(form);
    const candidates = given === undefined ? listCandidates(form, index) : [given];
    full.set(form, findOnly(candidates, full) ?? form);
  }
  return full;
}

/** The one full form behind all candidates, if there is just one. */
function findOnly(
  candidates: readonly NameForm[],
  full: ReadonlyMap<NameForm, NameForm>,
): NameForm | undefined {
  let only: NameForm | undefined;
  for (const candidate of candidates) {
    const root = full.get(candidate);
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
      const at = `${form.type}\0${name}`;
      const bearers = index.get(at);
      if (bearers === undefined) index.set(at, [form]);
      else if (bearers.length <= MOST_BEARERS) bearers.push(form);
    }
  return index;
}

/** What a longer form may be called in short. */
function listNames(form: NameForm): ReadonlySet<string> {
  const names = new Set<string>();
  const [first = '', second] = form.tokens;
  const last = toSurname(form.tokens);
  if (toNameKind(form.type) === 'person' && second !== undefined) {
    for (const name of [`last ${last}`, `first ${first}`]) names.add(name);
    names.add(`both ${first} ${last}`);
    names.add(`both ${first.slice(0, 1)} ${last}`);
  }
  if (isCompany(form) && second !== undefined) names.add(`head ${first}`);
  for (const spelling of form.spellings)
    for (const initials of toInitials(spelling)) names.add(`initials ${initials}`);
  return names;
}

function isCompany({ type, tokens, spellings }: NameForm): boolean {
  if (toNameKind(type) !== 'organisation') return false;
  return COMPANY.has(tokens.at(-1) ?? '') || [...spellings].some(hasLegalForm);
}

function listCandidates(form: NameForm, index: Index): readonly NameForm[] {
  const found = new Set<NameForm>();
  for (const name of listShortNames(form)) {
    const bearers = index.get(`${form.type}\0${name}`) ?? [];
    if (bearers.length > MOST_BEARERS) return [];
    for (const bearer of bearers)
      if (bearer !== form && isShortFor(form, bearer, name)) found.add(bearer);
  }
  return [...found];
}

function listShortNames(form: NameForm): readonly string[] {
  const [first = '', second] = form.tokens;
  const names: string[] = [];
  const kind = toNameKind(form.type);
  if (kind === 'person' && second === undefined) names.push(`last ${first}`, `first ${first}`);
  if (kind === 'person' && second !== undefined)
    names.push(`both ${first} ${toSurname(form.tokens)}`);
  if (kind === 'organisation') names.push(`head ${first}`);
  if (second === undefined && [...form.spellings].some(isAcronym)) names.push(`initials ${first}`);
  return names;
}

function isShortFor(short: NameForm, long: NameForm, name: string): boolean {
  if (byLength(short, long) <= 0) return false;
  if (name.startsWith('initials ')) return long.tokens.length > 1;
  if (name.startsWith('head '))
    return (
      short.tokens.length < long.tokens.length &&
      short.tokens.every((token, at) => token === long.tokens[at])
    );
  // "John Smith" beside "John Smith Jr." may well be the father.
  if (short.tokens.length > 1 && hasSuffix(long) && !hasSuffix(short)) return false;
  return isAbridged(short.tokens, long.tokens);
}

function hasSuffix(form: NameForm): boolean {
  return SUFFIXES.has(form.tokens.at(-1) ?? '');
}

/** Every token occurs in the longer name in the same order, as itself or as its initial: "j kennedy" in "john f kennedy". */
function isAbridged(short: readonly string[], long: readonly string[]): boolean {
  let at = 0;
  for (const token of long) {
    const wanted = short[at];
    if (wanted === token || (wanted?.length === 1 && token.startsWith(wanted))) at += 1;
  }
  return at === short.length;
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
