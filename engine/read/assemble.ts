import type { Block, BlockKind, Box, SourceSpan } from '#domain/document';
import { findHeads, type RawCell } from './cells.ts';
import { cleanLines, cleanRunning } from './characters.ts';

/** A block before its place in the text is known. */
export interface Piece {
  readonly kind: BlockKind;
  readonly text: string;
  readonly level?: number;
  readonly page?: number;
  readonly box?: Box;
  /** Of a cell: where it stands in its table. */
  readonly cell?: RawCell;
  readonly source?: SourceSpan;
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
  const cells: (Cell | undefined)[] = [];
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
      ...(piece.source === undefined ? {} : { source: piece.source }),
    });
    cells.push(piece.cell && { ...piece.cell, text });
  }
  return { text: parts.join(''), blocks: withCells(blocks, cells) };
}

type Cell = RawCell & { readonly text: string };

/** Says of each cell where it stands and which blocks head it. */
function withCells(blocks: readonly Block[], cells: readonly (Cell | undefined)[]): Block[] {
  const tables = Map.groupBy(
    cells.flatMap((cell, at) => (cell ? [{ ...cell, at }] : [])),
    ({ table }) => table,
  );
  const placed = [...blocks];
  for (const inTable of tables.values())
    findHeads(inTable).forEach(({ rowHead, columnHead }, i) => {
      const cell = inTable[i];
      const block = cell && blocks[cell.at];
      if (!block) return;
      const [row, column] = [inTable[rowHead ?? -1]?.at, inTable[columnHead ?? -1]?.at];
      placed[cell.at] = {
        ...block,
        cell: {
          row: cell.row,
          column: cell.column,
          ...(row !== undefined && { rowHead: row }),
          ...(column !== undefined && { columnHead: column }),
        },
      };
    });
  return placed;
}
