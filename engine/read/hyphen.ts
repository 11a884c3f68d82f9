/** The words of a text, lower case, with inner hyphens kept: the evidence on which a broken word is mended. */
export type Words = ReadonlySet<string>;

export function collectWords(text: string): Words {
  return new Set(text.toLowerCase().match(/\p{L}+(?:-\p{L}+)*/gu));
}

/** A longer word is none. UTF-16 units. */
const longest = 64;
const hyphenEnd = /[-\u00ad\u2010]\s*$/;
const brokenEnd = /(\p{L}[\p{L}\p{M}’'-]*)[-\u00ad\u2010]$/u;

/**
 * Joins the lines of a paragraph. A word broken at a hyphen is made whole if the whole word stands elsewhere in
 * the document, keeps its hyphen if it stands there with one, and otherwise follows `unknown`: a line broken by
 * a typesetter is mended, a line broken by hand most likely ends in a true hyphen.
 */
export function joinLines(
  lines: readonly string[],
  words: Words,
  unknown: 'mend' | 'keep',
): string {
  let text = '';
  let isGlued = false;
  lines.forEach((line, i) => {
    const own = isGlued ? line.trimStart() : line;
    const next = lines[i + 1]?.trimStart();
    const hyphen = next === undefined ? undefined : findHyphen(own, next, words, unknown);
    isGlued = hyphen !== undefined;
    if (hyphen !== undefined) text += own.trimEnd().slice(0, -1) + hyphen;
    else text += next === undefined ? own : `${own}\n`;
  });
  return text;
}

/** What stays of the hyphen between two lines; undefined if no word is broken there. */
function findHyphen(
  left: string,
  right: string,
  words: Words,
  unknown: 'mend' | 'keep',
): '' | '-' | undefined {
  // A cheap look first: most lines end in no hyphen.
  if (!hyphenEnd.test(left)) return undefined;
  const before = brokenEnd.exec(left.trimEnd().slice(-longest))?.[1]?.toLowerCase();
  const after = /^\p{L}[\p{L}\p{M}]*/u.exec(right.slice(0, longest))?.[0];
  if (before === undefined || after === undefined) return undefined;
  if (words.has(`${before}-${after.toLowerCase()}`)) return '-';
  if (words.has(before + after.toLowerCase())) return '';
  return unknown === 'mend' && /^\p{Ll}/u.test(after) && !before.includes('-') ? '' : '-';
}
