/**
 * What may stand in a Document's text, decided once for every format:
 * - lone surrogates become U+FFFD; NUL, other controls and non-characters vanish;
 * - soft hyphens, zero-width spaces, byte order marks and bidirectional controls vanish, because they part a
 *   name from itself; zero-width joiners stay, because Persian words and emoji need them;
 * - any run of white space, no-break spaces among it, becomes one space: "Marie\u00a0Curie" is "Marie Curie";
 * - a line break between two ideographs or kana becomes nothing, since these scripts write no spaces.
 * Letters are left as they are: no Unicode normalisation, so that what is cited is what the source wrote.
 */

// Controls except white space, and everything invisible named above.
const invisible =
  /[^\P{Cc}\t\n\v\f\r\u0085]|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;
const wide = '[\\u3000-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uff00-\\uff9f]';
const wideBreak = new RegExp(
  `(${wide})[ \\t]*[\\n\\v\\f\\r\\u0085\\u2028\\u2029]\\s*(?=${wide})`,
  'g',
);
// \s knows every space but NEL.
const space = /[\s\u0085]+/g;
// A search for what is to be cleaned, not a match of the whole: that needs stack for every word, and a paragraph of 20 MB has too many.
const untidy = /[^ -~]|^ | $| {2}/;

/** Removes what may not stand in a text and keeps line ends, as line feeds, and tabs. */
export function cleanLines(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(invisible, '');
}

/**
 * From offsets of a text that `cleanLines` made to offsets of the text it was made from: the first is the second with some
 * characters left out, and CR LF made one.
 */
export function createOffsets(source: string, clean: string): (offset: number) => number {
  if (source === clean) return (offset) => offset;
  const places = new Uint32Array(clean.length + 1);
  let at = 0;
  for (let i = 0; i < clean.length; i++) {
    const unit = clean[i];
    // A lone surrogate became U+FFFD; every kind of line end became a line feed.
    while (
      at < source.length &&
      source[at] !== unit &&
      !(unit === '\n' && isLineEnd(source, at)) &&
      unit !== '\ufffd'
    )
      at++;
    places[i] = at;
    at += unit === '\n' && source[at] === '\r' && source[at + 1] === '\n' ? 2 : 1;
  }
  places[clean.length] = source.length;
  return (offset) => places[Math.min(offset, clean.length)] ?? source.length;
}

function isLineEnd(text: string, at: number): boolean {
  return /[\r\n\u0085\u2028\u2029]/.test(text[at] ?? '');
}

/** Running text: cleaned, with every run of white space made one space, without spaces at its ends. */
export function cleanRunning(text: string): string {
  if (!untidy.test(text)) return text;
  return text
    .toWellFormed()
    .replace(invisible, '')
    .replace(wideBreak, '$1')
    .replace(space, ' ')
    .trim();
}

/** Whether a text has a letter or digit of any script. */
export function isReadable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
