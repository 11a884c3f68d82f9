/** The words of a text, lower case, with inner hyphens kept: the evidence on which a broken word is mended. */
export type Words = ReadonlySet<string>;

export function collectWords(text: string): Words {
  return new Set(text.toLowerCase().match(/\p{L}+(?:-\p{L}+)*/gu));
}

const brokenEnd = /(\p{L}+(?:-\p{L}+)*)[-\u00ad\u2010]$/u;

/**
 * Joins two lines of a paragraph. A word broken at a hyphen is made whole if the whole word stands elsewhere in
 * the document, keeps its hyphen if it stands there with one, and otherwise follows `unknown`: a line broken by
 * a typesetter is mended, a line broken by hand most likely ends in a true hyphen.
 */
export function joinHyphenated(
  left: string,
  right: string,
  words: Words,
  unknown: 'mend' | 'keep',
): string {
  const head = left.trimEnd();
  const before = brokenEnd.exec(head)?.[1];
  const after = /^\p{L}+/u.exec(right)?.[0];
  if (before === undefined || after === undefined) return `${left}\n${right}`;
  if (isWhole(before, after, words, unknown)) return head.slice(0, -1) + right;
  return head + right;
}

/** Whether a hyphen between two parts of a word was only put there by the line break. */
export function isWhole(
  before: string,
  after: string,
  words: Words,
  unknown: 'mend' | 'keep',
): boolean {
  const [a, b] = [before.toLowerCase(), after.toLowerCase()];
  if (words.has(`${a}-${b}`)) return false;
  if (words.has(a + b)) return true;
  return unknown === 'mend' && /^\p{Ll}/u.test(after) && !a.includes('-');
}
