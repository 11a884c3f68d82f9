import type { Span } from '#domain/document';
import type { DocumentId } from '#domain/ids';

/** A Span of `document`, counted in Unicode code points instead of UTF-16 units. */
export type ToCodePoints = (document: DocumentId, span: Span) => Span;

/**
 * The one place in this room where offsets change their unit: Web Annotation counts code points, the engine counts
 * UTF-16 units. Keeps one number a character outside the Basic Multilingual Plane, and nothing for a document without.
 */
export function createOffsets(
  documents: Iterable<{ readonly id: DocumentId; readonly text: string }>,
): ToCodePoints {
  const wide = new Map<DocumentId, Int32Array>();
  for (const { id, text } of documents) {
    const positions = listWide(text);
    if (positions.length > 0) wide.set(id, positions);
  }
  return (document, { start, end }) => {
    const positions = wide.get(document);
    if (positions === undefined) return { start, end };
    return { start: start - countBelow(positions, start), end: end - countBelow(positions, end) };
  };
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
