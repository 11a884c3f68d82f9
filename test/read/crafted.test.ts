import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { read } from '#read/read';
import { segment } from '#segment/segment';
import { checkDocument } from './check-document.ts';
import { paragraph, writeDocx } from './write-docx.ts';
import { writePdf } from './write-pdf.ts';

const times = (text: string, count: number) => text.repeat(count);
const head = 'From: a@example.org\nTo: b@example.org\nDate: Tue, 4 Mar 2014 09:30:00 +0100\n';
const pdfText = Buffer.from(
  writePdf([{ texts: [{ x: 40, y: 60, text: 'Elsa lives in Graz.' }] }]),
).toString('latin1');

/** Replaces a piece of a PDF; offsets in its table are then wrong, which every reader repairs. */
const pdf = (from: string | RegExp, to: string) => Buffer.from(pdfText.replace(from, to), 'latin1');
const book = (parts: Readonly<Record<string, string>>) =>
  zipSync(
    Object.fromEntries(
      Object.entries({ mimetype: 'application/epub+zip', ...parts }).map(([name, text]) => [
        name,
        [strToU8(text), { level: name === 'mimetype' ? 0 : 6 }] as const,
      ]),
    ),
  );

/**
 * Files made to hurt: deep, wide, quadratic, looping, lying. Sizes are such that linear work takes well under a
 * second, and work that grows with the square would not end in time.
 */
const cases: readonly (readonly [string, string, string | Uint8Array])[] = [
  ['HTML nested 100,000 deep', 'a.html', `<html><body>${times('<div>', 100_000)}Elsa`],
  ['HTML with tables in tables', 'a.html', `<html><body>${times('<table><tr><td>', 5000)}Elsa`],
  [
    'HTML with 50,000 attributes',
    'a.html',
    `<html><p ${Array.from({ length: 50_000 }, (_, i) => `a${i}=1`).join(' ')}>Elsa`,
  ],
  ['HTML that never closes its comments', 'a.html', `<html>${times('<!-- -', 50_000)}Elsa`],
  ['Markdown with 50,000 brackets', 'a.md', `# T\n\n${times('[', 50_000)}`],
  ['Markdown quoted 20,000 deep', 'a.md', `# T\n\n${times('> ', 20_000)}x`],
  [
    'Markdown listed 500 deep',
    'a.md',
    Array.from({ length: 500 }, (_, i) => `${times('  ', i)}- a`).join('\n'),
  ],
  ['Markdown in one paragraph of 10,000 lines', 'a.md', `# T\n\n${times('a line\n', 10_000)}`],
  ['front matter without an end', 'a.md', `---\n${times('a: b\n', 10_000)}`],
  ['a million letters without a space', 'a.txt', times('x', 1_000_000)],
  ['hyphens at 10,000 line ends', 'a.txt', times('a-\n', 10_000)],
  ['a million spaces', 'a.txt', `${times(' ', 1_000_000)}Elsa`],
  ['quotes that never close', 'a.txt', times(' "a \'b (c [d “e', 20_000)],
  ['initials without an end', 'a.txt', times('A. ', 50_000)],
  ['addresses without an end', 'a.txt', times('a.a-', 50_000)],
  ['combining marks without an end', 'a.txt', `a${times('\u0301', 200_000)}`],
  ['bidirectional controls', 'a.txt', `Elsa ${times('\u202e\u2066', 50_000)}lives in Graz.`],
  ['a table of open quotes', 'a.csv', `a,b\n${times('"', 100_001)}`],
  [
    'a mail of 100,000 parts',
    'a.eml',
    `${head}Content-Type: multipart/mixed; boundary=x\n\n${times('--x\n\na\n', 100_000)}`,
  ],
  [
    'a mail 1,000 messages deep',
    'a.eml',
    `${head}${times('Content-Type: message/rfc822\n\n', 1000)}a`,
  ],
  [
    'a mail of padded lines',
    'a.eml',
    `${head}Content-Transfer-Encoding: quoted-printable\n\n${times(' \t', 200_000)}x`,
  ],
  [
    'a mail with 20,000 encoded words',
    'a.eml',
    `${head}Subject: ${times('=?utf-8?q?a?= ', 20_000)}\n\nElsa`,
  ],
  ['RTF nested 50,000 deep', 'a.rtf', `{\\rtf1${times('{', 50_000)}`],
  [
    'a Word document nested 5,000 deep',
    'a.docx',
    writeDocx(
      times('<w:tbl><w:tr><w:tc>', 5000) +
        paragraph('Elsa') +
        times('</w:tc></w:tr></w:tbl>', 5000),
    ),
  ],
  [
    'a Word document with an entity bomb',
    'a.docx',
    writeDocx(paragraph('x'), {
      'word/document.xml':
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&b;&b;</w:t></w:r></w:p></w:body></w:document>',
    }),
  ],
  [
    'a Word document with an external entity',
    'a.docx',
    writeDocx(paragraph('x'), {
      'word/document.xml':
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>',
    }),
  ],
  [
    'an archive with paths that climb out',
    'a.docx',
    writeDocx(paragraph('Elsa lives in Graz.'), {
      '../../../evil.xml': '<a/>',
      '/abs.xml': '<a/>',
      'C:\\x.xml': '<a/>',
      con: 'x',
    }),
  ],
  [
    'a book that points outside itself',
    'a.epub',
    book({
      'META-INF/container.xml':
        '<container><rootfile full-path="../../../etc/passwd"/></container>',
    }),
  ],
  [
    'a book with the same chapter 20,000 times',
    'a.epub',
    book({
      'META-INF/container.xml': '<container><rootfile full-path="b.opf"/></container>',
      'b.opf': `<package><manifest><item id="a" href="a.html"/></manifest><spine>${times('<itemref idref="a"/>', 20_000)}</spine></package>`,
      'a.html': `<p>${times('Elsa. ', 2000)}</p>`,
    }),
  ],
  ['a PDF whose page tree loops', 'a.pdf', pdf(/\/Kids \[[^\]]*\]/, '/Kids [2 0 R]')],
  ['a PDF that declares a million pages', 'a.pdf', pdf('/Count 1', '/Count 1000000')],
  ['a PDF with a page of a million points', 'a.pdf', pdf('[0 0 400 600]', '[0 0 9e9 9e9]')],
  [
    'a PDF with 20,000 nested arrays',
    'a.pdf',
    pdf('/Type /Catalog', `/Type /Catalog /X ${times('[', 20_000)}`),
  ],
];

describe('a file made to hurt ends in a state, soon', () => {
  it.each(cases)(
    '%s',
    async (_, name, content) => {
      const bytes = typeof content === 'string' ? strToU8(content) : new Uint8Array(content);
      const reading = await read({ name, bytes });
      expect(['done', 'partial', 'skipped', 'quarantined']).toContain(reading.state);
      if (!('document' in reading)) return expect(reading.detail).not.toBe('');
      checkDocument(reading.document);
      expect(reading.document.text).not.toContain('root:');
      segment(reading.document);
    },
    60_000,
  );
});
