import type { Reading } from '#domain/document';

/** What is expected of one file: an entry of a folder's `manifest.json`. */
export interface ExpectedReading {
  readonly file: string;
  /** A folder's own word: `text`, `no-text-layer`, `needs-password`, `text-or-rejected`, `rejected`, `no-crash`. */
  readonly expect: string;
  readonly password?: string;
  readonly must_find?: string | readonly string[];
  readonly must_not_find?: string | readonly string[];
}

/**
 * Whether a reading is as expected; `opened` is the one with the password, where there is one. Texts are compared
 * with white space made even. An ending of its own kind is a result, so `no-crash` is met by any reading.
 */
export function isAsExpected(
  expected: ExpectedReading,
  reading: Reading,
  opened?: Reading,
): boolean {
  switch (expected.expect) {
    case 'text':
      return hasText(expected, reading);
    case 'no-text-layer':
      return 'code' in reading && (reading.code === 'no-text-layer' || reading.code === 'no-text');
    case 'needs-password':
      return (
        'code' in reading &&
        reading.code === 'needs-password' &&
        (!opened || hasText(expected, opened))
      );
    case 'rejected':
      return !('document' in reading);
    case 'text-or-rejected':
      return !('document' in reading) || hasText(expected, reading);
    default:
      return true;
  }
}

function hasText(
  { must_find = [], must_not_find = [] }: ExpectedReading,
  reading: Reading,
): boolean {
  if (!('document' in reading)) return false;
  const text = flatten(reading.document.text);
  return (
    [must_find].flat().every((part) => text.includes(flatten(part))) &&
    ![must_not_find].flat().some((part) => text.includes(flatten(part)))
  );
}

function flatten(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A reading in a few words, for a list of those that failed. */
export function describe(reading: Reading): string {
  if (reading.state === 'done') return `done, ${reading.document.text.length} characters`;
  return `${reading.state}: ${reading.code}`;
}
