import { assemble, type Piece } from './assemble.ts';
import type { Likeness, TextReader } from './reader.ts';
import { shortenSource } from './shorten.ts';

/** Tables as text (RFC 4180), parted by commas, semicolons, tabs or bars: a block for each cell. */
export const csv: TextReader = {
  input: 'text',
  format: 'csv',
  endings: ['csv', 'tsv', 'tab'],
  judge,
  read: async (source) => {
    const { text, damage } = shortenSource(source);
    const rows = toRows(text, findSeparator(text.slice(0, 16 * 1024)) ?? ',');
    const pieces = rows.flatMap((cells, row) =>
      cells.map((cell, column): Piece => ({
        kind: 'cell',
        text: cell,
        cell: { table: 0, row, column },
        separator: column === 0 ? '\n' : '\t',
      })),
    );
    return { ...assemble(pieces), pages: [], metadata: {}, ...(damage && { damage }) };
  },
};

/** Prose has commas too: only with the ending of its name is a text a table. */
function judge(head: string): Likeness {
  return findSeparator(head) === undefined ? 'no' : 'possible';
}

/** The separator that parts the first rows into equally many cells, at least two. */
function findSeparator(head: string): string | undefined {
  const counts = [',', ';', '\t', '|'].map((separator) => {
    const rows = toRows(head, separator).slice(0, 20);
    const width = rows[0]?.length ?? 0;
    const same = rows.filter((row) => row.length === width).length;
    return { separator, width, share: same / Math.max(1, rows.length) };
  });
  const best = counts
    .filter(({ width, share }) => width >= 2 && share >= 0.7)
    .sort((a, b) => b.width - a.width)[0];
  return best?.separator;
}

/** UTF-16 units within which a quote has to close, and how many may fail to before quotes are taken as characters. */
const LONGEST_CELL = 100_000;
const MOST_UNCLOSED = 50;

/**
 * Rows of cells; a cell in quotes may hold separators, line ends and doubled quotes. A quote that does not close is a
 * character. Linear in the text: what does not close is looked through a bounded number of times.
 */
function toRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  const isEnd = (unit: string | undefined) =>
    unit === undefined || unit === separator || unit === '\n' || unit === '\r';
  let unclosed = 0;

  /** The position after the closing quote; undefined where it is none. */
  function findClose(from: number): number | undefined {
    if (text[from] !== '"' || unclosed > MOST_UNCLOSED) return undefined;
    let at = from + 1;
    for (;;) {
      at = text.indexOf('"', at);
      if (at < 0 || at - from > LONGEST_CELL) {
        unclosed += 1;
        return undefined;
      }
      if (text[at + 1] !== '"') return isEnd(text[at + 1]) ? at + 1 : undefined;
      at += 2;
    }
  }

  let row: string[] = [];
  for (let at = 0; at < text.length;) {
    const close = findClose(at);
    let end = close ?? at;
    while (!isEnd(text[end])) end += 1;
    const cell = text.slice(at, end);
    row.push((close === undefined ? cell : cell.slice(1, -1).replaceAll('""', '"')).trim());
    at = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
    if (text[end] === separator) continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows.filter((cells) => cells.some((one) => one !== ''));
}
