import type { Reading } from '#domain/document';

/** What is expected of one file: an entry of a folder's `manifest.json`. */
export interface ExpectedReading {
  readonly file: string;
  /** A folder's own word: `text`, `no-text-layer`, `needs-password`, `text-or-rejected`, `rejected`, `no-crash`. */
  readonly expect: string;
  readonly password?: string;
  readonly must_find?: string | readonly string[];
  readonly must_not_find?: string | readonly string[];
  /** The format that must be found, whatever the file is called. */
  readonly format?: string;
  /** How many files must be found inside, at any depth. */
  readonly parts?: number;
}

/** How a file was read, and everything inside it. */
export interface WholeReading {
  readonly reading: Reading;
  readonly inside: readonly Reading[];
}

/**
 * Whether a file was read as expected; `opened` is its reading with the password, where there is one. Texts are looked for in
 * it and in what lies inside it, and compared with white space made even. An ending of its own kind is a result, so `no-crash`
 * is met by any reading.
 */
export function isAsExpected(
  expected: ExpectedReading,
  whole: WholeReading,
  opened?: WholeReading,
): boolean {
  const { reading, inside } = whole;
  if (expected.format !== undefined && toFormat(opened ?? whole) !== expected.format) return false;
  if (expected.parts !== undefined && (opened?.inside ?? inside).length !== expected.parts)
    return false;
  switch (expected.expect) {
    case 'text':
      return hasText(expected, whole);
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
      return !('document' in reading) || hasText(expected, whole);
    default:
      return true;
  }
}

function hasText(
  { must_find = [], must_not_find = [] }: ExpectedReading,
  { reading, inside }: WholeReading,
): boolean {
  if (!('document' in reading)) return false;
  const text = [reading, ...inside]
    .map((one) => ('document' in one ? flatten(one.document.text) : ''))
    .join('\n');
  return (
    [must_find].flat().every((part) => text.includes(flatten(part))) &&
    ![must_not_find].flat().some((part) => text.includes(flatten(part)))
  );
}

function toFormat({ reading }: WholeReading): string | undefined {
  return 'document' in reading ? reading.document.format : undefined;
}

function flatten(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A reading in a few words, for a list of those that failed. */
export function describe(reading: Reading): string {
  if (reading.state === 'done') return `done, ${reading.document.text.length} characters`;
  return `${reading.state}: ${reading.code}`;
}
