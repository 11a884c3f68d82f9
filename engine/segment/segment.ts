import type { Document, Sentence, Span } from '#domain/document';
import { splitParagraphs } from './paragraphs.ts';
import { splitSentences } from './sentences.ts';
import { tokenize } from './tokenize.ts';

/** Changes whenever the same Document may give other sentences; part of the key under which results are kept. */
export const segmenterVersion = '5';

/** Blocks that hold no prose. */
const left = new Set(['frame', 'code']);
/** Blocks short and whole by nature: never cut. */
const whole = new Set(['heading', 'cell']);
/** A heading or cell longer than this is a paragraph in disguise. UTF-16 units. */
const longestWhole = 300;
/** A sentence longer than this is data or a broken text; it is cut so that no later stage meets it whole. UTF-16 units. */
const longestSentence = 2000;

/**
 * The sentences of a Document with their tokens, in order. No sentence crosses a block; frames and code have
 * none. Sentences without a token are left out.
 */
export function segment(document: Document): Sentence[] {
  const { text, blocks, pages } = document;
  const sentences: Sentence[] = [];
  let page = 0;
  for (const block of blocks) {
    if (left.has(block.kind)) continue;
    const spans =
      whole.has(block.kind) && block.end - block.start <= longestWhole
        ? [{ start: block.start, end: block.end }]
        : splitSentences(text.slice(block.start, block.end), block.start);
    for (const span of spans.flatMap((one) => cutLong(text, one))) {
      const tokens = tokenize(text.slice(span.start, span.end), span.start);
      if (tokens.length === 0) continue;
      while (page + 1 < pages.length && (pages[page]?.end ?? 0) <= span.start) page++;
      const number = pages[page]?.number ?? block.page;
      sentences.push({ ...span, tokens, ...(number === undefined ? {} : { page: number }) });
    }
  }
  return sentences;
}

/** Sentence spans of a raw text, whose paragraphs are parted by blank lines and whose lines may be broken. */
export function segmentText(text: string): Span[] {
  return splitParagraphs(text).flatMap(({ start, end }) =>
    splitSentences(text.slice(start, end), start),
  );
}

function cutLong(text: string, span: Span): Span[] {
  const pieces: Span[] = [];
  let { start } = span;
  while (span.end - start > longestSentence) {
    const space = text.lastIndexOf(' ', start + longestSentence);
    // Without a space a pair of surrogates must still stay together.
    const hard =
      start +
      longestSentence -
      (/[\ud800-\udbff]/.test(text[start + longestSentence - 1] ?? '') ? 1 : 0);
    const end = space > start ? space : hard;
    pieces.push({ start, end });
    start = text[end] === ' ' ? end + 1 : end;
  }
  if (start < span.end) pieces.push({ start, end: span.end });
  return pieces;
}
