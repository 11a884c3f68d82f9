import type { Span } from '#domain/document';
import { segmentText } from './segment.ts';

/** A text with its true sentence spans. */
export interface BoundaryCase {
  readonly text: string;
  /** Half open spans, `[start, end]`, in UTF-16 units of `text`. */
  readonly sentences: readonly (readonly [number, number])[];
}

/** A text with the sentences it should be cut into, which may differ from it in white space. */
export interface RuleCase {
  readonly text: string;
  readonly expected: readonly string[];
  /** False where the expectation rewrites the text beyond cutting it. */
  readonly pure_split?: boolean;
}

/** Precision, recall and F1, 0 to 1, of sentence ends over all texts together. */
export function evaluateBoundaries(cases: readonly BoundaryCase[]): {
  precision: number;
  recall: number;
  f1: number;
} {
  let [right, found, expected] = [0, 0, 0];
  for (const { text, sentences } of cases) {
    const ends = new Set(sentences.map(([, end]) => end));
    const spans = segmentText(text);
    right += spans.filter(({ end }) => ends.has(end)).length;
    found += spans.length;
    expected += ends.size;
  }
  const precision = found === 0 ? 0 : right / found;
  const recall = expected === 0 ? 0 : right / expected;
  return {
    precision,
    recall,
    f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  };
}

/** How many texts are cut exactly as expected; white space is compared as one space. */
export function evaluateRules(cases: readonly RuleCase[]): {
  total: number;
  passed: number;
  failed: RuleCase[];
} {
  const failed = cases.filter(({ text, expected }) => {
    const got = segmentText(text).map(({ start, end }: Span) => flatten(text.slice(start, end)));
    const wanted = expected.map(flatten);
    return got.length !== wanted.length || got.some((sentence, i) => sentence !== wanted[i]);
  });
  return { total: cases.length, passed: cases.length - failed.length, failed };
}

function flatten(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
