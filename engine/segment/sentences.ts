import type { Span } from '#domain/document';
import { findCuts } from './cuts.ts';
import { findEnclosed } from './enclosed.ts';
import { isJoined, moveBoundary } from './rules.ts';

/** Plain text in which nothing can end but at its very end: most cells, and many a sentence. */
const single = /^[^.!?:;)•…\u0080-\uffff]*[.!?]*$/;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Sentence spans of one paragraph, in order, without the white space around them. `Intl.Segmenter` (Unicode
 * Standard Annex 29, in every script) and the table of cuts propose, the rules decide. Offsets are moved by
 * `offset`.
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
  const proposed = single.test(flat) ? [] : propose(flat);
  const enclosed = proposed.length > 0 ? findEnclosed(flat) : [];
  let next = 0;
  let innerEnd = 0;
  for (const index of proposed) {
    if (index <= start) continue;
    // Spans ascend by start: what has begun before the boundary reaches as far as its farthest end.
    for (let span = enclosed[next]; span && span.start < index; span = enclosed[++next])
      innerEnd = Math.max(innerEnd, span.end);
    if (index < innerEnd) continue;
    if (!isJoined(flat, start, index)) push(index);
  }
  push(flat.length);
  return spans;
}

/** Boundaries inside the text, ascending, each once. */
function propose(text: string): number[] {
  const found = new Set<number>();
  for (const { index } of segmenter.segment(text))
    if (index > 0) found.add(moveBoundary(text, index));
  const cuts = findCuts(text);
  if (cuts.length === 0) return [...found];
  for (const index of cuts) found.add(moveBoundary(text, index));
  return [...found].filter((index) => index > 0 && index < text.length).sort((a, b) => a - b);
}
