/**
 * Makes the PDF and Word documents of samples/ from their sources in build/samples/: a page of HTML becomes a PDF, printed
 * by Chromium; a page of Markdown becomes a Word document. Dates are fixed, so a second run changes nothing but what a
 * newer Chromium prints differently. The txt, md and html documents of samples/ are their own sources.
 *
 *   node build/make-samples.ts          (CHROMIUM names another browser than /usr/bin/chromium)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toDocx } from './docx.ts';

const SOURCES = join(import.meta.dirname, 'samples');
const SAMPLES = join(import.meta.dirname, '..', 'samples');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

for (const source of readdirSync(SOURCES).toSorted()) {
  const name = basename(source, extname(source));
  const path = join(SOURCES, source);
  if (extname(source) === '.html') writeFileSync(join(SAMPLES, `${name}.pdf`), toPdf(path));
  if (extname(source) === '.md') {
    const markdown = readFileSync(path, 'utf8');
    const title = /^# (.+)$/m.exec(markdown)?.[1] ?? name;
    writeFileSync(join(SAMPLES, `${name}.docx`), toDocx(markdown, title));
  }
}

function toPdf(page: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-samples-'));
  try {
    const out = join(folder, 'page.pdf');
    execFileSync(
      CHROMIUM,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--no-pdf-header-footer',
        `--print-to-pdf=${out}`,
        pathToFileURL(page).href,
      ],
      { stdio: ['ignore', 'ignore', 'ignore'], timeout: 120_000 },
    );
    return withFixedDates(readFileSync(out));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Overwrites the two dates of the information dictionary in place: same length, so no offset of the file moves. */
function withFixedDates(pdf: Buffer): Buffer {
  const text = pdf
    .toString('latin1')
    .replaceAll(/\/(CreationDate|ModDate) \(D:\d{14}/g, '/$1 (D:20260101120000');
  return Buffer.from(text, 'latin1');
}
