import type { Span } from '#domain/document';

/** A Span of one text, counted in Unicode code points instead of UTF-16 units. */
export type ToCodePoints = (span: Span) => Span;

/**
 * The one place in this room where offsets change their unit: Web Annotation, brat and spaCy count code points, the
 * engine counts UTF-16 units. Keeps one number a character outside the Basic Multilingual Plane.
 */
export function createOffsets(text: string): ToCodePoints {
  const positions = listWide(text);
  if (positions.length === 0) return ({ start, end }) => ({ start, end });
  return ({ start, end }) => ({
    start: start - countBelow(positions, start),
    end: end - countBelow(positions, end),
  });
}

/** Where each character of two UTF-16 units begins. A lone surrogate is one unit and one code point. */
function listWide(text: string): Int32Array {
  const positions: number[] = [];
  for (const { index } of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) positions.push(index);
  return Int32Array.from(positions);
}

function countBelow(sorted: Int32Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
