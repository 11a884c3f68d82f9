import type { Span } from '#domain/document';

/** A quotation or bracket of more than 400 units is not kept whole: most likely one mark has no partner. */
const pairs = [
  // Curly and straight double quotes; a straight one opens after a space and closes before one.
  /“[^“”]{1,400}”/g,
  /(?<=^|[\s([—])"[^"]{1,400}"/g,
  // Single quotes only where a stop or comma stands before the closing one: elsewhere it may be an apostrophe.
  /(?<=^|[\s([—])['‘](?=\p{L}).{1,400}?[.!?,…][’'](?=$|[\s)\]])/gu,
  /\([^()]{1,400}\)/g,
  /\[[^[\]]{1,400}\]/g,
];

/** Quotations and brackets of a text, by start: no sentence ends strictly inside one. */
export function findEnclosed(text: string): Span[] {
  if (!/["“'‘([]/.test(text)) return [];
  return pairs
    .flatMap((pair) =>
      [...text.matchAll(pair)].map((found) => ({
        start: found.index,
        end: found.index + found[0].length,
      })),
    )
    .sort((a, b) => a.start - b.start);
}
