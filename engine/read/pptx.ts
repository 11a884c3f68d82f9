import { readOffice } from './office.ts';
import type { BytesReader } from './reader.ts';

/** Presentations: each slide a page, with its title, items, tables and speaker's notes. */
export const pptx: BytesReader = {
  input: 'bytes',
  format: 'pptx',
  mimes: ['application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  read: (source) => readOffice(source, 'pptx'),
};
