import type { Sentence, Span } from '#domain/document';
import type { Extraction } from '#domain/extraction';

/** Spans that count in a part of a text, and in the whole of it: `by` UTF-16 units are added to each. */

export function shiftSpan<S extends Span>(span: S, by: number): S {
  return { ...span, start: span.start + by, end: span.end + by };
}

export function shiftSentence(sentence: Sentence, by: number): Sentence {
  return {
    ...shiftSpan(sentence, by),
    tokens: sentence.tokens.map((token) => shiftSpan(token, by)),
  };
}

export function shiftExtraction(extraction: Extraction, by: number): Extraction {
  return {
    ...shiftSpan(extraction, by),
    mentions: extraction.mentions.map((mention) => shiftSpan(mention, by)),
  };
}
