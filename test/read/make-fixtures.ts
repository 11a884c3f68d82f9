/** Writes the binary inputs of test/fixtures/read: run it after changing a page below. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { footnotes, paragraph, table, writeDocx } from './write-docx.ts';
import { writePdf, type PdfPage } from './write-pdf.ts';

const left = 40;
const lines = (texts: readonly string[], x: number, y: number, size = 10) =>
  texts.map((text, i) => ({ x, y: y + i * 1.2 * size, size, text }));

const framed = (number: number, texts: PdfPage['texts']): PdfPage => ({
  texts: [
    { x: left, y: 30, size: 8, text: 'Annals of the Harbour Society' },
    ...texts,
    { x: 195, y: 580, size: 8, text: String(number) },
  ],
});

const zip = (parts: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])), {
    mtime: '2020-01-01',
    level: 0,
  });

const chapter = (body: string) =>
  `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>${body}</body></html>`;
const office = 'urn:oasis:names:tc:opendocument:xmlns';
const sheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const inputs: Readonly<Record<string, Uint8Array>> = {
  'pdf-columns/input.pdf': writePdf(
    [
      framed(1, [
        { x: left, y: 70, size: 18, bold: true, text: 'The Lighthouse of Orsa' },
        ...lines(
          [
            'The lighthouse was designed by Ida',
            'Lindqvist, who worked for the Har-',
            'bour Board of Orsa. She had studied',
            'in Uppsala and was well-known for',
            'her bridges.',
          ],
          left,
          110,
        ),
        ...lines(
          [
            'Her brother Nils kept the lamp for',
            'thirty years. The harbour paid him',
            'in coal and in bread.',
          ],
          220,
          110,
        ),
      ]),
      framed(2, [
        { x: left, y: 70, size: 12, bold: true, text: 'The storm' },
        ...lines(
          ['In 1911 a storm broke the lamp, and', 'Nils Lindqvist rowed to Mora.'],
          left,
          100,
        ),
      ]),
      framed(3, lines(['He was awarded a medal in Stockholm.'], left, 70)),
    ],
    {
      Title: 'The Lighthouse of Orsa',
      Author: 'Harbour Society',
      CreationDate: "D:20010203040506+01'00'",
    },
  ),
  'pdf-rows/input.pdf': writePdf([
    {
      texts: [
        { x: 30, y: 40, size: 14, bold: true, text: 'Two columns, row by row' },
        ...[
          ['The town hall of Vik was built in', 'The clock in its tower came from a'],
          ['1889 by the architect Olav Berge,', 'factory in Strasbourg. It was given'],
          ['who had studied in Dresden and who', 'to the town by the merchant Karl'],
          ['returned to his home after the fire', 'Moe, whose ships sailed to Riga and'],
          ['of 1885 had burned the old one down.', 'Gdansk, and who never married.'],
        ].flatMap(([one = '', two = ''], i) => [
          { x: 30, y: 70 + 12 * i, text: one },
          { x: 215, y: 70 + 12 * i, text: two },
        ]),
        ...[
          ['Mayor', '1890'],
          ['Clerk', '1891'],
        ].flatMap(([one = '', two = ''], i) => [
          { x: 30, y: 180 + 12 * i, text: one },
          { x: 215, y: 180 + 12 * i, text: two },
        ]),
      ],
    },
  ]),
  'pdf-turned/input.pdf': writePdf([
    {
      turns: 1,
      texts: lines(['This page is stored on its side.', 'Its text is read as ever.'], left, 60),
    },
  ]),
  'pdf-no-text/input.pdf': writePdf([{ texts: [] }, { texts: [] }]),
  'epub-spine/input.epub': zip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="book/b.opf"/></rootfiles></container>',
    'book/b.opf':
      '<package xmlns:dc="d"><metadata><dc:title>Two lakes</dc:title><dc:creator>Runa Eik</dc:creator></metadata>' +
      '<manifest><item id="b" href="text/b.xhtml"/><item id="a" href="text/a%20one.xhtml"/></manifest>' +
      '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
    'book/text/b.xhtml': chapter('<h1>Second</h1><p>The other lake is called Tyri.</p>'),
    'book/text/a one.xhtml': chapter('<h1>First</h1><p>Runa Eik was born by lake Femund 🛶.</p>'),
  }),
  'odt-parts/input.odt': zip({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml':
      `<?xml version="1.0"?><office:document-content xmlns:office="${office}:office:1.0" xmlns:text="${office}:text:1.0" xmlns:table="${office}:table:1.0"><office:body><office:text>` +
      '<text:h text:outline-level="1">Harvest</text:h><text:p>Pavel Marek sold his orchard in Znojmo.</text:p>' +
      '<text:list><text:list-item><text:p>apples</text:p></text:list-item><text:list-item><text:p>plums 🍇</text:p></text:list-item></text:list>' +
      '</office:text></office:body></office:document-content>',
    'META-INF/manifest.xml': '<manifest/>',
  }),
  'xlsx-sheet/input.xlsx': zip({
    '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${sheet}" xmlns:r="${relations}"><sheets><sheet name="Crew" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet xmlns="${sheet}"><sheetData>${[
      ['Name', 'Port'],
      ['Signe Holm', 'Ålesund ⚓'],
    ]
      .map(
        (row, r) =>
          `<row r="${r + 1}">${row.map((cell, c) => `<c r="${'AB'[c]}${r + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`,
      )
      .join('')}</sheetData></worksheet>`,
  }),
  'docx-parts/input.docx': writeDocx(
    [
      paragraph('Minutes of the Glass Guild', 'Heading1'),
      paragraph(
        'Greta Halvorsen opened the meeting 🪟 in Bergen.',
        undefined,
        '<w:footnoteReference w:id="1"/>',
      ),
      paragraph('Members', 'Heading2'),
      table([
        ['Name', 'Town'],
        ['Arne Dahl', 'Voss & Odda'],
      ]),
      paragraph('The meeting closed at noon.'),
    ].join(''),
    { 'word/footnotes.xml': footnotes(['She led the guild from 1921.']) },
  ),
};

for (const [path, bytes] of Object.entries(inputs)) {
  const file = new URL(`../fixtures/read/${path}`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, bytes);
}
