import { ParquetWriter, fileWriter, schemaFromColumnData } from 'hyparquet-writer';
import { entities, facts, type FlatTable } from './table-rows.ts';
import type { Cell, Columns, FileTarget, OwnFile } from './target.ts';

/** Rows held before they are written as one row group: some 20 MB of facts. */
const GROUP = 20_000;

const TYPES = { text: 'STRING', integer: 'INT32', real: 'DOUBLE' } as const;

/** Parquet with Snappy: the tables of CSV with their types, for pandas, DuckDB, Spark and Polars. */
export const parquet: FileTarget = {
  name: 'parquet',
  family: 'table',
  extension: '.parquet',
  summary: 'Parquet: the same tables for pandas, DuckDB and Spark',
  files: [toFile('', facts), toFile('.entities', entities)],
};

function toFile(suffix: string, table: FlatTable): OwnFile {
  return {
    suffix,
    async write(path, source, { withText }, step) {
      const file = fileWriter(path);
      const writer = new ParquetWriter({
        writer: file,
        schema: schemaFromColumnData({ columnData: toColumns(table.columns, []) }),
        createdBy: 'Espalier',
      });
      let group: (readonly Cell[])[] = [];
      const flush = async (): Promise<void> => {
        if (group.length === 0) return;
        await writer.write({ columnData: toColumns(table.columns, group), rowGroupSize: GROUP });
        group = [];
      };
      for (const row of table.rows(source, withText)) {
        if (row !== undefined) group.push(row);
        if (group.length >= GROUP) await flush();
        const pause = step(row !== undefined);
        if (pause !== undefined) await pause;
      }
      await flush();
      await writer.finish();
    },
  };
}

function toColumns(columns: Columns, rows: readonly (readonly Cell[])[]) {
  return Object.entries(columns).map(([name, kind], at) => ({
    name,
    type: TYPES[kind],
    data: rows.map((row) => {
      const cell = row[at] ?? null;
      return typeof cell === 'string' ? cell.toWellFormed() : cell;
    }),
  }));
}
