import type { EntityType } from '#domain/schema';

/** The three ways names are written: people have titles and initials, organisations have legal forms. */
export type NameKind = 'person' | 'organisation' | 'other';

/** Corpora name these types differently (Peop, PER, Person; Org, ORG, Company), so the label's beginning decides. */
export function toNameKind(type: EntityType): NameKind {
  if (/^(?:peop|person|per$)/iu.test(type)) return 'person';
  if (/^(?:org|compan|corporation|institution)/iu.test(type)) return 'organisation';
  return 'other';
}

export function isPlace(type: EntityType): boolean {
  return /^(?:loc|place|gpe|city|country)/iu.test(type);
}

/** Regnal and sacred titles (King, Pope) are missing on purpose: there the title is part of what tells people apart. */
const TITLES =
  words(`mr mrs ms miss mx messrs dr prof professor president vice chairman chairwoman chair senator sen
  rep representative congressman congresswoman gov governor gen general col colonel maj major capt captain lt lieutenant
  sgt sergeant cpl corporal pvt cmdr commander adm admiral sir dame judge justice secretary minister prime premier
  chancellor ambassador commodore brigadier commissioner mayor sheriff rev reverend director herr frau monsieur madame señor senor senora`);

/** One word of a normalised name that only goes before one: "mr", "professor". */
export function isTitle(word: string): boolean {
  return TITLES.has(word);
}

/** Behind a person's name. Jr. and III stay: they tell father and son apart. */
const HONOURS = words('qc kc md phd mp mep obe cbe mbe esq dds dsc frs cpa usn usmc');

const LEGAL_FORMS =
  words(`corp corporation inc incorporated co company ltd limited llc llp lp plc gmbh ag kg se sa sas
  sarl nv bv ab oy as spa srl pty kk`);

/** Letters that Unicode does not decompose but people leave out on their keyboards. */
const PLAIN: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/**
 * The key by which two spellings of a name are the same: case, diacritics, quotes, spacing, hyphens, possessives,
 * titles of people and legal forms of organisations are dropped. It is empty for an empty text only,
 * never is shown, and normalising it again changes nothing. "President J. F. Kennedy's" → "j f kennedy",
 * "U. S." → "us", "Ford Motor Co." → "ford motor".
 */
export function normaliseName(text: string, type: EntityType): string {
  const kind = toNameKind(type);
  const folded = fold(kind === 'person' ? partInitials(text) : text);
  const tokens = split(folded, kind);
  const kept = dropAround(tokens, kind);
  if (kept.length > 0) return kept.join(' ');
  // Nothing but signs: the signs are the name. Nothing but marks that fold away: then they are.
  return folded.replace(/\s+/gu, ' ').trim() || text.normalize('NFC');
}

/** Most names are plain ASCII, and Unicode's tables take most of the time. */
const ASCII = /^[\x20-\x7e]*$/u;

function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().replaceAll('`', "'");
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[øłđðþßæœı]/gu, (letter) => PLAIN[letter] ?? letter)
    .replace(/[\u2018\u2019\u201b\u02bc\u00b4`]/gu, "'");
}

/** "SM Anwar" are initials like "S. M. Anwar"; numerals and names in capitals throughout are none. */
function partInitials(text: string): string {
  if (!/\p{Lu}{2}/u.test(text)) return text;
  return /\p{Ll}/u.test(text)
    ? text.replace(
        /(?<![\p{L}\p{N}'\u2019.-])(?!I{1,3}\b|I?V\b|VI{0,3}\b|I?X\b|XI{0,3}\b|Jr\b)(\p{Lu})(\p{Lu})(\p{Lu})?(?=\s+\p{Lu}\p{Ll})/gu,
        '$1 $2 $3',
      )
    : text;
}

/** Nothing to take away or to part at but single spaces. */
const PLAIN_WORDS = /^[a-z0-9]+(?: [a-z0-9]+)*$/u;

function split(folded: string, kind: NameKind): string[] {
  const plain = PLAIN_WORDS.test(folded) ? folded.split(' ') : undefined;
  if (plain && (kind === 'person' || plain.every(({ length }) => length > 1))) return plain;
  const tokens = folded
    .replace(/(?:\s*'s?)+\s*$/u, '')
    .replace(/(?<=\s)&(?=\s)/gu, 'and')
    .replace(/['&]/gu, '')
    // "J.F." is two initials of a person, but "U.S." is one word.
    .replace(/\./gu, kind === 'person' ? ' ' : '')
    .split(/[^\p{L}\p{N}+#]+/u)
    .filter((token) => token !== '');
  return kind === 'person' ? tokens : joinLetters(tokens);
}

/** "u s steel" → "us steel", so that "U. S." and "U.S." agree. */
function joinLetters(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  let letters = '';
  for (const token of tokens) {
    if (/^\p{L}$/u.test(token)) {
      letters += token;
      continue;
    }
    if (letters !== '') joined.push(letters);
    letters = '';
    joined.push(token);
  }
  if (letters !== '') joined.push(letters);
  return joined;
}

function dropAround(tokens: readonly string[], kind: NameKind): readonly string[] {
  let start = 0;
  let end = tokens.length;
  while (start < end - 1 && isPrefix(tokens[start] ?? '', kind)) start += 1;
  if (kind === 'person') while (end - 2 > start && HONOURS.has(tokens[end - 1] ?? '')) end -= 1;
  if (kind === 'organisation')
    while (end - 1 > start && LEGAL_FORMS.has(tokens[end - 1] ?? '')) end -= 1;
  return tokens.slice(start, end);
}

/** True of "Acme Widget Corp.", whose key says nothing of it. */
export function hasLegalForm(spelling: string): boolean {
  const last = /([\p{L}.]+)[^\p{L}]*$/u.exec(fold(spelling))?.[1] ?? '';
  return LEGAL_FORMS.has(last.replaceAll('.', ''));
}

function isPrefix(token: string, kind: NameKind): boolean {
  return token === 'the' || (kind === 'person' && TITLES.has(token));
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/u));
}
