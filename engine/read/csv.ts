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

/** Rows of cells; a cell in quotes may hold separators, line ends and doubled quotes. */
function toRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator === '\t' ? '\\t' : `\\${separator}`}\\r\\n]*))(${separator === '\t' ? '\\t' : `\\${separator}`}|\\r?\\n|\\r|$)`,
    'y',
  );
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null) {
      // A quote that closes in mid cell: take the character as it is and go on.
      cell.lastIndex = at + 1;
      row.push(text[at] ?? '');
      continue;
    }
    row.push((found[1]?.replace(/""/g, '"') ?? found[2] ?? '').trim());
    if (found[3] !== separator) {
      rows.push(row);
      row = [];
    }
    if (found[0] === '') break;
  }
  if (row.length > 0) rows.push(row);
  return rows.filter((cells) => cells.some((one) => one !== ''));
}
