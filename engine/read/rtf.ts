import { readOffice } from './office.ts';
import type { BytesReader } from './reader.ts';

/** Rich Text Format. */
export const rtf: BytesReader = {
  input: 'bytes',
  format: 'rtf',
  mimes: ['application/rtf', 'text/rtf'],
  read: (source) => readOffice(source, 'rtf'),
};
