import { readOffice } from './office.ts';
import type { BytesReader } from './reader.ts';

/** Spreadsheets: each sheet a heading, each cell a block. */
export const xlsx: BytesReader = {
  input: 'bytes',
  format: 'xlsx',
  mimes: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  read: (source) => readOffice(source, 'xlsx'),
};
