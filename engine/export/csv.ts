import { entities, facts, type FlatTable } from './table-rows.ts';
import type { Cell, FileTarget, TextFile } from './target.ts';

/**
 * RFC 4180 with a header: a row for each place that says a triple, and beside it `….entities.csv`, a row an entity. No
 * byte order mark: it would become part of the first column's name in most readers.
 */
export const csv: FileTarget = {
  name: 'csv',
  family: 'table',
  extension: '.csv',
  summary: 'CSV: a table of facts, a row for each sentence that says one, and a table of entities',
  files: [toFile('', facts), toFile('.entities', entities)],
};

function toFile(suffix: string, table: FlatTable): TextFile {
  return {
    suffix,
    head: toRow(Object.keys(table.columns)),
    *records(source, { withText }) {
      for (const row of table.rows(source, withText)) yield row === undefined ? '' : toRow(row);
    },
  };
}

export function toRow(cells: readonly (Cell | undefined)[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets take as "this is text"
 * (OWASP, CSV injection; the full-width signs are taken as formulas by East Asian versions).
 */
function toCell(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^\s*[=+\-@\t\r\n|%＝＋－＠]/u.test(cell) ? `'${cell}` : cell;
  const text = safe.replaceAll('\0', '\ufffd').toWellFormed();
  return /[",\r\n']|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
