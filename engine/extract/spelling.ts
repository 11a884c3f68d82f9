/**
 * The spelling and the shape of a word as the model reads it. The Python twin is models/training/words.py: change both or
 * neither (the golden cases of every head hold them together).
 */

export const shapes = [
  'special',
  'lower',
  'title',
  'caps',
  'mixed',
  'digit',
  'punctuation',
  'initial',
] as const;

/** Corpora write quotes, dashes and brackets in the manner of the Penn Treebank; people do not. */
const spellings = new Map<string, string>([
  ['-LRB-', '('],
  ['-RRB-', ')'],
  ['-LSB-', '['],
  ['-RSB-', ']'],
  ['-LCB-', '{'],
  ['-RCB-', '}'],
  ...['``', "''", '\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb'].map((w) => [w, '"'] as const),
  ...['`', '\u2018', '\u201a', '\u201b'].map((w) => [w, "'"] as const),
  ...['_', '--', '---', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015'].map(
    (w) => [w, '-'] as const,
  ),
]);

/** NFKC (PDF files carry ligatures), straight apostrophes, one kind of quote and of dash. */
export function normalise(word: string): string {
  const composed = word.normalize('NFKC');
  return spellings.get(composed) ?? composed.replaceAll('\u2019', "'");
}

/** Index into `shapes` of a normalised word: what an uncased encoder cannot see. */
export function getShape(word: string): number {
  if (/\p{Nd}/u.test(word)) return 5;
  const letters = word.match(/\p{L}/gu);
  if (!letters) return 6;
  const upper = letters.map((letter) => /[\p{Lu}\p{Lt}]/u.test(letter));
  if (!upper.includes(true)) return 1;
  if (upper.length === 1) return 7;
  if (!upper.includes(false)) return 3;
  return upper[0] && !upper.includes(true, 1) ? 2 : 4;
}
