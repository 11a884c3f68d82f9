import { zip } from './archive-zip.ts';
import { csv } from './csv.ts';
import { docx } from './docx.ts';
import { eml } from './eml.ts';
import { epub } from './epub.ts';
import { html } from './html.ts';
import { mbox } from './mbox.ts';
import { md } from './md.ts';
import { odt } from './odt.ts';
import { pdf } from './pdf.ts';
import { pptx } from './pptx.ts';
import { rtf } from './rtf.ts';
import { gz, tar } from './tar.ts';
import { txt } from './txt.ts';
import { xlsx } from './xlsx.ts';
import type { Reader } from './reader.ts';

/** Every format that can be read. Of two text formats that are equally likely the earlier one is taken. */
export const readers: readonly Reader[] = [
  pdf,
  docx,
  odt,
  rtf,
  pptx,
  xlsx,
  epub,
  zip,
  tar,
  gz,
  mbox,
  eml,
  html,
  csv,
  md,
  txt,
];
