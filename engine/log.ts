/**
 * The one place that writes what a person should not have to read: faults of ours, on stderr. Names and stacks only,
 * never a value or text from a document; control characters are shown, not obeyed.
 */
export function logFault(error: unknown): void {
  const what = error instanceof Error ? (error.stack ?? error.name) : typeof error;
  // oxlint-disable-next-line no-control-regex -- taking them out is the point
  process.stderr.write(`${what.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/gu, '?')}\n`);
}
