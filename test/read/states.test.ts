import { describe, expect, it } from 'vitest';
import { read } from '#read/read';
import { paragraph, writeDocx } from './write-docx.ts';
import { writePdf } from './write-pdf.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));

describe('a file that is no readable document ends in a state', () => {
  const cases: readonly [string, string, Uint8Array, string, string][] = [
    ['nothing at all', 'a.txt', new Uint8Array(), 'skipped', 'empty-file'],
    ['only white space', 'a.txt', bytesOf('  \n\n \t'), 'partial', 'no-text'],
    ['only punctuation', 'a.md', bytesOf('---\n\n***\n'), 'partial', 'no-text'],
    [
      'random bytes',
      'a.txt',
      Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255),
      'skipped',
      'unknown-format',
    ],
    [
      'a picture',
      'a.txt',
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82]),
      'skipped',
      'unknown-format',
    ],
    ['data', 'a.txt', bytesOf('{"name": "Elsa", "town": "Graz"}'), 'skipped', 'unknown-format'],
    [
      'a PDF cut short',
      'a.pdf',
      writePdf([{ texts: [{ x: 9, y: 20, text: 'Elsa' }] }]).slice(0, 60),
      'quarantined',
      'broken-file',
    ],
    [
      'a Word document cut short',
      'a.docx',
      writeDocx(paragraph('Elsa lives in Graz.')).slice(0, 900),
      'quarantined',
      'broken-file',
    ],
    [
      'a Word document that unpacks to 60 MB',
      'a.docx',
      writeDocx(paragraph('Graz '.repeat(12_000_000))),
      'quarantined',
      'too-large',
    ],
  ];
  it.each(cases)('%s', async (_, name, bytes, state, code) => {
    const reading = await read({ name, bytes });
    expect(reading).toMatchObject({ state, code });
    expect(reading.state === 'done' || reading.detail.length > 0).toBe(true);
  });
});

describe('the content tells the format, the name only breaks ties', () => {
  const heading = '# Elsa\n\nElsa lives in **Graz**.\n';
  const cases: readonly [string, string, Uint8Array, string][] = [
    ['a PDF called docx', 'a.docx', writePdf([{ texts: [{ x: 9, y: 20, text: 'Elsa' }] }]), 'pdf'],
    [
      'a PDF behind a byte order mark',
      'a.txt',
      new Uint8Array([0xef, 0xbb, 0xbf, ...writePdf([{ texts: [{ x: 9, y: 20, text: 'Elsa' }] }])]),
      'pdf',
    ],
    ['a Word document called txt', 'a.txt', writeDocx(paragraph('Elsa')), 'docx'],
    ['a web page called txt', 'a.txt', bytesOf('<!DOCTYPE html><p>Elsa</p>'), 'html'],
    ['a web page of unclosed paragraphs', 'a.html', bytesOf('<p>Elsa<p>Jan'), 'html'],
    ['a web page that begins with words', 'a.htm', bytesOf('Elsa lives in <b>Graz</b>.'), 'html'],
    ['a text that names a tag', 'a.txt', bytesOf('Elsa wrote <b> twice.'), 'txt'],
    ['a text called html', 'a.html', bytesOf('Elsa lives in Graz, 3 < 4 > 2.'), 'txt'],
    ['Markdown called md', 'a.md', bytesOf(heading), 'md'],
    ['Markdown called txt', 'a.txt', bytesOf(heading), 'txt'],
    ['Markdown without a telling name', 'README', bytesOf(heading), 'md'],
    ['Markdown that begins with a tag', 'a.md', bytesOf(`<div>Elsa</div>\n\n${heading}`), 'md'],
    [
      'a mail called txt',
      'a.txt',
      bytesOf('From: elsa@example.org\nTo: jan@example.org\nSubject: Graz\n\nHello Jan.\n'),
      'eml',
    ],
    ['a table by its name', 'a.csv', bytesOf('name,town\nElsa,Graz\n'), 'csv'],
    ['a table without one', 'a', bytesOf('name,town\nElsa,Graz\n'), 'txt'],
    ['Rich Text called doc', 'a.doc', bytesOf('{\\rtf1\\ansi Elsa lives in Graz.\\par}'), 'rtf'],
    ['prose without a telling name', 'notes', bytesOf('Elsa lives in Graz.'), 'txt'],
    ['prose called md', 'a.md', bytesOf('Elsa lives in Graz.'), 'md'],
  ];
  it.each(cases)('%s', async (_, name, bytes, format) => {
    expect(await read({ name, bytes })).toMatchObject({ state: 'done', document: { format } });
  });
});

describe('characters', () => {
  it.each([
    [
      'UTF-16 with a mark',
      new Uint8Array([0xff, 0xfe, ...utf16('Åsa lives in Ystad 🌊.')]),
      'Åsa lives in Ystad 🌊.',
    ],
    ['UTF-16 without a mark', utf16('Åsa lives in Ystad 🌊.'), 'Åsa lives in Ystad 🌊.'],
    ['NULs', bytesOf('Åsa\0 lives\0\0 here.'), 'Åsa lives here.'],
    [
      'soft hyphens, zero-width spaces, bidirectional controls',
      bytesOf('Ya\u00adna\u200b Pe\u202etrova'),
      'Yana Petrova',
    ],
    ['no-break spaces', bytesOf('Marie\u00a0Curie\u202f!'), 'Marie Curie !'],
    ['joiners inside emoji and words stay', bytesOf('👩‍🔬 می‌خواهم'), '👩‍🔬 می‌خواهم'],
    [
      'lines broken between ideographs',
      bytesOf('蔡元培于一九一七年出任\n北京大学校长。'),
      '蔡元培于一九一七年出任北京大学校长。',
    ],
  ])('%s', async (_, bytes, text) => {
    expect(await read({ name: 'a.txt', bytes })).toMatchObject({ document: { text } });
  });
});

it('keeps the words of a page nested deeper than its structure is followed', async () => {
  const page = `<html><body><p>Jan</p>${'<div>'.repeat(5000)}Elsa <script>no</script>lives in <b>Graz</b>.`;
  const reading = await read({ name: 'a.html', bytes: bytesOf(page) });
  expect(reading.state).toBe('done');
  if (reading.state !== 'done') return;
  expect(reading.document.text.replace(/\s+/g, ' ')).toBe('Jan Elsa lives in Graz .');
});
