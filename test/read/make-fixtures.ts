/** Writes the binary inputs of test/fixtures/read: run it after changing a page below. */
import { mkdirSync, writeFileSync } from 'node:fs';
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
  'pdf-turned/input.pdf': writePdf([
    {
      turns: 1,
      texts: lines(['This page is stored on its side.', 'Its text is read as ever.'], left, 60),
    },
  ]),
  'pdf-no-text/input.pdf': writePdf([{ texts: [] }, { texts: [] }]),
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
