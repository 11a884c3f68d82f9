import type { Sentence } from '#domain/document';
import { segmentText } from '../pipeline.ts';

/**
 * What a device is tried with: sentences of ours, short and long, with names and facts that are plain, and one of signs that must
 * give none. Their answers are compared with the processor's.
 */
const LINES = [
  'Ada Lovelace worked for Charles Babbage in London.',
  'Cyrus Field founded the Atlantic Telegraph Company in New York in 1856.',
  'The Great Eastern left Ireland on 23 July 1865, and Captain Anderson, who lived in Liverpool, commanded her.',
  'William Thomson was born in Belfast and lived in Glasgow.',
  'Werner von Siemens of Berlin, whose brother William lives in London, leads Siemens and Halske.',
  'Nothing of note happened.',
  '🧵 — * 🪡 —',
  'Samuel Morse, a painter from Charlestown, Massachusetts, asked the Congress in Washington for thirty thousand dollars, and Ezra Cornell of Ithaca laid the line to Baltimore for the company that Amos Kendall led.',
] as const;

/** The sample `times` over, as one batch. */
export function createSample(times = 1): {
  readonly text: string;
  readonly sentences: readonly Sentence[];
} {
  return segmentText(Array.from({ length: times }, () => LINES.join('\n\n')).join('\n\n'));
}
