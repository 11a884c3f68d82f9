import { docx } from './docx.ts';
import { html } from './html.ts';
import { md } from './md.ts';
import { pdf } from './pdf.ts';
import type { Reader } from './reader.ts';
import { txt } from './txt.ts';

/** Every format that can be read. Of two text formats that are equally likely the earlier one is taken. */
export const readers: readonly Reader[] = [pdf, docx, html, md, txt];
