import type { Span } from '#domain/document';

/** Something that marks a stretch of text; what it means is the caller's. */
export interface Mark extends Span {
  readonly kind: 'subject' | 'object' | 'mention' | 'hit' | 'sentence';
  /** Class that sets the colour. */
  readonly hue: string;
  /** What the mark stands for, for its caller. */
  readonly of?: string;
}

export interface Piece extends Span {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/**
 * Cuts a stretch of text at the ends of its marks; pieces follow each other without a gap. Offsets of marks count as
 * `start` does, in UTF-16 units of the whole document; marks may overlap, and parts outside the stretch are ignored.
 */
export function cut(text: string, start: number, marks: readonly Mark[]): Piece[] {
  const end = start + text.length;
  const inside = marks.filter((mark) => mark.start < end && mark.end > start);
  const edges = new Set([start, end]);
  for (const mark of inside) {
    edges.add(Math.max(start, mark.start));
    edges.add(Math.min(end, mark.end));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, k) => {
    const to = sorted[k + 1] ?? end;
    return {
      start: from,
      end: to,
      text: text.slice(from - start, to - start),
      marks: inside.filter((mark) => mark.start <= from && mark.end >= to),
    };
  });
}

/** Room left of the first argument, in UTF-16 units, when a sentence is too long for its line. */
const LEAD = 32;

/**
 * The part of a sentence that a single line should begin with, so that both arguments have a chance to be seen:
 * the whole where it fits in `room` units, else from a little before the first argument, at a word's start.
 */
export function toLineStart(
  sentence: Span & { readonly text: string },
  first: number,
  room: number,
): number {
  if (sentence.text.length <= room || first - sentence.start <= LEAD) return sentence.start;
  const wanted = Math.min(first - LEAD, sentence.end - room + LEAD) - sentence.start;
  if (wanted <= 0) return sentence.start;
  const space = sentence.text.indexOf(' ', wanted);
  const at = space >= 0 && space < first - sentence.start ? space + 1 : wanted;
  return sentence.start + at;
}

/** Every place where `query` occurs, whatever the case; at most `most`. Offsets count in `text`. */
export function findAll(text: string, query: string, most: number): Span[] {
  const found: Span[] = [];
  if (!query) return found;
  // A plain expression, not lowered copies: lowering may change a text's length, and offsets must stay true.
  const pattern = new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  for (const match of text.matchAll(pattern)) {
    found.push({ start: match.index, end: match.index + match[0].length });
    if (found.length === most) break;
  }
  return found;
}
