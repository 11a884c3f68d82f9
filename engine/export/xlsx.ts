import { open, type FileHandle } from 'node:fs/promises';
import { Zip, ZipDeflate } from 'fflate';
import { documents, entities, facts, type FlatTable } from './table-rows.ts';
import type { Cell, FileTarget, Step, TargetOptions } from './target.ts';
import type { ExportSource } from './source.ts';
import { toXmlText } from './xml.ts';
import {
  toContentTypes,
  toSheetHead,
  toSheetTail,
  toStyles,
  toWorkbook,
  toWorkbookLinks,
  ROOT_LINKS,
} from './xlsx-parts.ts';

/** Rows that Excel shows on one sheet, its header included; what is more goes on to the next. */
const SHEET = 1_048_576;
/** UTF-16 units that Excel keeps of one cell. */
const CELL = 32_767;
/** UTF-16 units of XML gathered before they are compressed. */
const CHUNK = 1 << 17;

/**
 * An Excel workbook (ECMA-376) with a sheet of facts, of entities and of documents. Written as a stream, row by row; the
 * refused way, write-excel-file, holds every cell at once and cannot be stopped. All text is inline text, never a formula.
 */
export const xlsx: FileTarget = {
  name: 'xlsx',
  family: 'table',
  extension: '.xlsx',
  summary: 'Excel: sheets of facts with their sentences, of entities and of documents',
  files: [{ suffix: '', write: writeWorkbook }],
};

async function writeWorkbook(
  path: string,
  source: ExportSource,
  { withText }: TargetOptions,
  step: Step,
): Promise<void> {
  const file = await open(path, 'wx');
  try {
    const book = createBook(file);
    const names: string[] = [];
    for (const table of [facts, entities, documents])
      await writeTable(book, table, { source, withText, step, names });
    await book.add('xl/workbook.xml', [toWorkbook(names)]);
    await book.add('xl/_rels/workbook.xml.rels', [toWorkbookLinks(names)]);
    await book.add('xl/styles.xml', [toStyles()]);
    await book.add('_rels/.rels', [ROOT_LINKS]);
    await book.add('[Content_Types].xml', [toContentTypes(names)]);
    await book.end();
  } finally {
    await file.close();
  }
}

interface Work {
  readonly source: ExportSource;
  readonly withText: boolean;
  readonly step: Step;
  /** Of the sheets, in order. */
  readonly names: string[];
}

async function writeTable(book: Book, table: FlatTable, work: Work): Promise<void> {
  const rows = table.rows(work.source, work.withText)[Symbol.iterator]();
  let isDone = false;
  for (let part = 1; !isDone; part += 1) {
    work.names.push(part === 1 ? table.name : `${table.name} ${part}`);
    await book.add(`xl/worksheets/sheet${work.names.length}.xml`, sheet());
  }

  async function* sheet(): AsyncGenerator<string> {
    yield toSheetHead(table.columns);
    let number = 1;
    yield toRow(number, Object.keys(table.columns), 1);
    while (number < SHEET) {
      const { value, done } = rows.next();
      if (done) {
        isDone = true;
        break;
      }
      const pause = work.step(value !== undefined);
      if (pause !== undefined) await pause;
      if (value !== undefined) yield toRow((number += 1), value, 0);
    }
    yield toSheetTail(Object.keys(table.columns).length, number);
  }
}

function toRow(number: number, cells: readonly Cell[], style: number): string {
  const list = cells.map((cell) => toCell(cell, style));
  return `<row r="${number}">${list.join('')}</row>`;
}

function toCell(cell: Cell, style: number): string {
  if (cell === null || cell === '') return '<c/>';
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  // `_x0041_` in a cell is read as a character by its number.
  const text = (cell.length > CELL ? `${cell.slice(0, CELL - 1)}…` : cell).replace(
    /_(?=x[0-9A-Fa-f]{4}_)/gu,
    '_x005F_',
  );
  return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${toXmlText(text)}</t></is></c>`;
}

interface Book {
  add(name: string, text: Iterable<string> | AsyncIterable<string>): Promise<void>;
  end(): Promise<void>;
}

/** A zip on its way to a file: what is compressed is written before more is taken. */
function createBook(file: FileHandle): Book {
  let waiting: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    waiting.push(bytes);
  });
  const encoder = new TextEncoder();
  const flush = async (): Promise<void> => {
    const bytes = waiting;
    waiting = [];
    for (const each of bytes) await file.writeFile(each);
  };
  return {
    async add(name, text) {
      const entry = new ZipDeflate(name, { level: 5 });
      // The same graph gives the same bytes: no time of day.
      entry.mtime = new Date(1980, 0, 1);
      zip.add(entry);
      let chunk = '';
      for await (const piece of text) {
        chunk += piece;
        if (chunk.length < CHUNK) continue;
        entry.push(encoder.encode(chunk));
        chunk = '';
        await flush();
      }
      entry.push(encoder.encode(chunk), true);
      await flush();
    },
    async end() {
      zip.end();
      await flush();
    },
  };
}
