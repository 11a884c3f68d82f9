import { assemble, type Piece } from './assemble.ts';
import type { Draft, Metadata } from './reader.ts';

/**
 * The Document of a container that is no text itself: the names of what it holds, one a line, as `frame`, so that they are
 * seen but no facts are drawn from them.
 */
export function toContents(
  names: readonly string[],
  parts: number,
  metadata: Metadata = {},
): Draft {
  const pieces = names.map((text): Piece => ({ kind: 'frame', text, separator: '\n' }));
  return { ...assemble(pieces), pages: [], metadata, parts };
}
