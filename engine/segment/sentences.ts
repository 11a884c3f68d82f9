import type { Span } from '#domain/document';
import { isJoined } from './rules.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Sentence spans of one paragraph, in order, without the white space around them. `Intl.Segmenter` (Unicode
 * Standard Annex 29, in every script) proposes, the rules decide. Offsets are moved by `offset`.
 */
export function splitSentences(text: string, offset = 0): Span[] {
  const flat = text.replace(/[\n\r\u0085\u2028\u2029]/g, ' ');
  const spans: Span[] = [];
  let start = 0;
  const push = (end: number) => {
    const sentence = flat.slice(start, end);
    const from = start + (sentence.length - sentence.trimStart().length);
    const to = start + sentence.trimEnd().length;
    if (to > from) spans.push({ start: offset + from, end: offset + to });
    start = end;
  };
  for (const { index } of segmenter.segment(flat)) {
    if (index > 0 && !isJoined(flat, start, index)) push(index);
  }
  push(flat.length);
  return spans;
}
