/** Scripts that write no spaces; FTS5's tokeniser would take a whole run of them for one word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

const MOST_WORDS = 20;

/** What is indexed for a sentence: each character of an unspaced script is a word, so that any part of a run is a phrase. */
export function toIndexed(text: string): string {
  return text.replace(UNSPACED, ' $& ');
}

/**
 * What people type, as a query of FTS5 that cannot be a syntax error: every word is quoted, all must occur, the last may
 * be a beginning. Undefined where there is no word.
 */
export function toWordQuery(typed: string): string | undefined {
  const words =
    typed
      .toWellFormed()
      .match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)
      ?.slice(0, MOST_WORDS) ?? [];
  if (words.length === 0) return undefined;
  return words
    .map(
      (word, position) => `"${toIndexed(word).trim()}"${position === words.length - 1 ? ' *' : ''}`,
    )
    .join(' ');
}

/** For the trigram index, which finds three characters or more: one phrase, quotes doubled. */
export function toNameQuery(folded: string): string | undefined {
  const trimmed = folded.toWellFormed().replaceAll('\0', '').trim();
  return [...trimmed].length < 3 ? undefined : `"${trimmed.replaceAll('"', '""')}"`;
}

/** A pattern for LIKE … ESCAPE '\' that finds the text anywhere. */
export function toLike(typed: string): string {
  return `%${typed.replace(/[\\%_]/gu, '\\$&')}%`;
}
