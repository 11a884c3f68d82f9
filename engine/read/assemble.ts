import type { Block, BlockKind, Box } from '#domain/document';
import { cleanLines, cleanRunning } from './characters.ts';

/** A block before its place in the text is known. */
export interface Piece {
  readonly kind: BlockKind;
  readonly text: string;
  readonly level?: number;
  readonly page?: number;
  readonly box?: Box;
  /** What parts it from the piece before; a blank line unless told. */
  readonly separator?: '\n\n' | '\n' | '\t';
}

/**
 * Lays pieces one after another into a fixed text. Code keeps its lines, everything else becomes running text;
 * pieces without a visible character are left out, so every block is at least one character long.
 */
export function assemble(pieces: readonly Piece[]): { text: string; blocks: Block[] } {
  const parts: string[] = [];
  const blocks: Block[] = [];
  let length = 0;
  for (const piece of pieces) {
    const text =
      piece.kind === 'code'
        ? cleanLines(piece.text).replace(/^\n+/, '').trimEnd()
        : cleanRunning(piece.text);
    if (text === '') continue;
    const separator = blocks.length === 0 ? '' : (piece.separator ?? '\n\n');
    parts.push(separator, text);
    const start = length + separator.length;
    length = start + text.length;
    blocks.push({
      start,
      end: length,
      kind: piece.kind,
      ...(piece.level === undefined
        ? {}
        : { level: Math.min(Math.max(piece.level, 1), piece.kind === 'heading' ? 6 : 99) }),
      ...(piece.page === undefined ? {} : { page: piece.page }),
      ...(piece.box === undefined ? {} : { box: piece.box }),
    });
  }
  return { text: parts.join(''), blocks };
}
