/** True of "IBM", "U.S.", "AT&T", "G7": two to eight capitals and digits, at least one a letter, dots and "&" between. */
export function isAcronym(spelling: string): boolean {
  const bare = spelling.replace(/['\u2019]s$/u, '').replace(/[\s.&-]/gu, '');
  return /^(?=.*\p{Lu})[\p{Lu}\p{N}]{2,8}$/u.test(bare);
}

/**
 * The acronyms a name of several words may have, lower case: initials of its capitalised words, of all its words, and
 * of all but a last one. "Federal Bureau of Investigation" → fbi, fboi; "International Business Machines Corp." → ibm.
 */
export function toInitials(spelling: string): ReadonlySet<string> {
  // "House, Members of the Senate" are two names.
  if (/\p{L}, /u.test(spelling)) return new Set();
  const words = spelling.replace(/['\u2019]s?$/u, '').match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < 2 || words.length > 10) return new Set();
  const capitals = words.filter((word) => /^[\p{Lu}\p{N}]/u.test(word));
  const lists = [capitals, words, capitals.slice(0, -1)];
  return new Set(lists.map(toFirsts).filter((initials) => initials.length > 1));
}

/**
 * Could these letters abbreviate that name? Each letter occurs in it in order, the first one at its start
 * (Schwartz and Hearst 2003, read forwards).
 */
export function fitsAcronym(acronym: string, name: string): boolean {
  const letters = [...acronym.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')];
  const long = name.toLowerCase();
  let at = 0;
  for (const [position, letter] of letters.entries()) {
    const found = long.indexOf(letter, at);
    if (found < 0 || (position === 0 && found > 0)) return false;
    at = found + letter.length;
  }
  return letters.length > 0;
}

function toFirsts(words: readonly string[]): string {
  return words
    .map((word) => [...word][0] ?? '')
    .join('')
    .toLowerCase();
}
