import type { Span } from '#domain/document';
import { abbreviations, beforeNumber } from './abbreviations.ts';

/** Ideographs, kana and their marks: scripts that do not part words. */
const wide =
  '\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}';
const letter = `[[\\p{L}\\p{N}\\p{M}_]--[${wide}]]`;
/** The end of a contraction, without its apostrophe. */
const tail = `(?:s|S|t|re|RE|ve|VE|ll|LL|d|D|m|M)(?!${letter}|['’])`;
const negation = `[nN]['’][tT](?!${letter})`;
const urlEnd = '[^\\s<>"“”]*[^\\s<>"“”.,;:!?\'\\(\\)\\[\\]\\{\\}’]';
const picture = '[\\p{EMod}\\ufe0f]*(?:\\u200d\\p{ExtPict}[\\p{EMod}\\ufe0f]*)*';

/**
 * The kinds of token, tried in this order at each place; each with its example. In the manner of the Penn
 * Treebank, to which the corpora that models learn from are cut, except that brackets and quotes stay as written.
 */
const kinds: readonly { readonly example: string; readonly pattern: string }[] = [
  { example: '京', pattern: `[${wide}]\\p{M}*` },
  {
    example: '👩‍🔬',
    pattern: `\\p{RI}\\p{RI}|\\p{Emoji_Presentation}${picture}|\\p{ExtPict}\\ufe0f${picture}`,
  },
  { example: 'https://example.org/a', pattern: `(?:(?:https?|ftp):\\/\\/|www\\.)${urlEnd}` },
  {
    example: 'ada@example.org',
    // Lengths as RFC 5321 has them; without them a long run of letters is searched again from each of its parts.
    pattern: '[\\p{L}\\p{N}_.+\\-]{1,64}@[\\p{L}\\p{N}\\-]{1,63}(?:\\.[\\p{L}\\p{N}\\-]{1,63})+',
  },
  { example: "'s", pattern: `['’]${tail}` },
  { example: "n't", pattern: negation },
  { example: 'R-S.C.', pattern: '(?:\\p{L}{1,12}-)?(?:\\p{L}\\.){2,}(?:-\\p{L}+)*' },
  {
    example: 'Ph.D.',
    pattern: `(?:\\p{Lu}-)?(?:${abbreviations.join('|')})\\.(?!${letter})`,
  },
  { example: 'p. 5', pattern: `(?:${beforeNumber.join('|')})\\.(?=\\s?\\p{Nd})` },
  { example: 'J.', pattern: '\\p{Lu}\\.(?=\\s?\\p{L}|-\\p{Lu})' },
  { example: '1,000.5', pattern: `\\p{Nd}+(?:[.,:]\\p{Nd}+)*(?!-?${letter})` },
  { example: 'AT&T', pattern: '\\p{Lu}+&\\p{Lu}+' },
  {
    // It stops before a contraction; hyphens and inner apostrophes and full stops belong to it: O'Brien, node.js.
    example: 'well-known',
    pattern: `${letter}(?:(?!${negation})(?:${letter}|[\\u200c\\u200d])|-(?=${letter})|['’](?!${tail})(?=\\p{L})|\\.(?=\\p{Ll}${letter}))*`,
  },
  { example: '...', pattern: '\\.{2,}|-{2,}|—+' },
  { example: '(', pattern: '\\S' },
];

const token = new RegExp(kinds.map(({ pattern }) => `(?:${pattern})`).join('|'), 'gv');

/**
 * The tokens of a piece of text, in order, without overlap, covering everything but white space. Offsets are
 * UTF-16 units of `text`, moved by `offset`.
 */
export function tokenize(text: string, offset = 0): Span[] {
  const tokens: Span[] = [];
  token.lastIndex = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text))
    tokens.push({ start: offset + found.index, end: offset + found.index + found[0].length });
  return tokens;
}
