import type { Project } from './project.ts';

/**
 * A text is kept in pieces, so that a sentence of a large document costs one small row and no text is kept twice.
 * Refused: `substr` in SQL (it counts code points and walks the whole value) and a copy of each sentence.
 */
const PIECE = 8192;

/** Pieces held by one reader, at most some 32 MB of text. */
const HELD = 2000;

/** Slices the text of any document. `document` is its key; offsets are UTF-16 units. */
export type TextReader = (document: number, start: number, end: number) => string;

interface Piece {
  readonly start: number;
  readonly text: string;
}

/** Piece n starts at n × 8192, or one unit later where that would cut a surrogate pair. */
export function* toPieces(text: string): Generator<Piece & { readonly number: number }> {
  for (let number = 0, start = 0; start < text.length; number += 1) {
    let end = (number + 1) * PIECE;
    if (isLowSurrogate(text.charCodeAt(end))) end += 1;
    yield { number, start, text: text.slice(start, end) };
    start = end;
  }
}

/** One reader per query: what it holds is thrown away with it. */
export function createTextReader(project: Project): TextReader {
  const held = new Map<string, Piece | undefined>();

  function find(document: number, number: number): Piece | undefined {
    const at = `${document}:${number}`;
    if (!held.has(at)) {
      if (held.size >= HELD) held.delete(held.keys().next().value ?? '');
      const sql = 'SELECT start, text FROM piece WHERE document = ? AND number = ?';
      held.set(at, project.find<Piece>(sql, document, number));
    }
    return held.get(at);
  }

  return (document, start, end) => {
    let number = Math.floor(start / PIECE);
    if ((find(document, number)?.start ?? 0) > start) number -= 1;
    let slice = '';
    for (let at = start; at < end; number += 1) {
      const piece = find(document, number);
      if (!piece) break;
      slice += piece.text.slice(at - piece.start, end - piece.start);
      at = piece.start + piece.text.length;
    }
    return slice;
  };
}

export function getText(project: Project, document: number): string {
  const sql = 'SELECT text FROM piece WHERE document = ? ORDER BY number';
  return project
    .all<{ text: string }>(sql, document)
    .map(({ text }) => text)
    .join('');
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
