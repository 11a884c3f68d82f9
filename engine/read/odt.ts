import { readOffice } from './office.ts';
import type { BytesReader } from './reader.ts';

/** OpenDocument texts (LibreOffice, OpenOffice). */
export const odt: BytesReader = {
  input: 'bytes',
  format: 'odt',
  mimes: ['application/vnd.oasis.opendocument.text'],
  read: (source) => readOffice(source, 'odt'),
};
