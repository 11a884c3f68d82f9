import { resolve } from 'node:path';

/** The path after `--import`, or a project that was double-clicked; Chromium's own switches stand in between. */
export function findArgument(words: readonly string[], folder: string): string | undefined {
  const at = words.indexOf('--import');
  const named = at < 0 ? words.find((word) => word.endsWith('.espalier')) : words[at + 1];
  return named === undefined ? undefined : resolve(folder, named);
}
