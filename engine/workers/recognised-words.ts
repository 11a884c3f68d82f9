import type { Box, RecognisedWord } from '#domain/document';

/** Words it is less sure of (of 100) are mostly specks and rules. */
const leastConfidence = 20;
const mostWords = 20_000;

/**
 * The words of Tesseract's table: a line a thing, tab-separated, with its level (4 line, 5 word), place in pixels and how sure
 * it is. Boxes become points. Lines that are no such rows are passed over.
 */
export function toWords(table: string, scale: number): RecognisedWord[] {
  const words: RecognisedWord[] = [];
  let line = 0;
  let lineBox: Box | undefined;
  for (const row of table.split(/\r?\n/)) {
    const cells = row.split('\t');
    const level = cells[0];
    if (cells.length < 12 || (level !== '4' && level !== '5')) continue;
    const box = toBox(cells, scale);
    if (!box) continue;
    if (level === '4') {
      line += 1;
      lineBox = box;
      continue;
    }
    const text = (cells[11] ?? '').trim();
    if (text === '' || Number(cells[10]) < leastConfidence || words.length >= mostWords) continue;
    words.push({ text: text.toWellFormed(), box, line, lineBox: lineBox ?? box });
  }
  return words;
}

function toBox(cells: readonly string[], scale: number): Box | undefined {
  const [left, top, width, height] = cells.slice(6, 10).map((cell) => Number(cell) / scale);
  if (left === undefined || top === undefined || width === undefined || height === undefined)
    return undefined;
  return [left, top, width, height].every(Number.isFinite)
    ? { left, top, width, height }
    : undefined;
}
