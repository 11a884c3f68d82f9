import { readOffice } from './office.ts';
import type { BytesReader } from './reader.ts';

/** Word documents: headings, paragraphs, list items, table cells, notes; running heads and feet as frames. */
export const docx: BytesReader = {
  input: 'bytes',
  format: 'docx',
  mimes: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  read: (source) => readOffice(source, 'docx'),
};
