import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Box, Document } from '#domain/document';
import { drawPage } from '#read/pdf-image';
import { findPlaces } from '#read/pdf-place';
import { read } from '#read/read';
import { writePdf } from './write-pdf.ts';

async function readPdf(bytes: Uint8Array): Promise<Document> {
  const reading = await read({ name: 'a.pdf', bytes });
  if (!('document' in reading)) throw new Error(reading.detail);
  return reading.document;
}

const findSpan = (text: string, words: string) => {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
};

const near = (box: Box | undefined, [left, top, width, height]: readonly number[]) => {
  const got = box && [box.left, box.top, box.width, box.height];
  [left, top, width, height].forEach((value, i) =>
    expect(Math.abs((got?.[i] ?? NaN) - (value ?? NaN))).toBeLessThan(4),
  );
};

describe('a span has its places on the page', () => {
  // Ten point Helvetica: an "M" is 8.33 wide, an "i" 2.22.
  const page = [
    { x: 40, y: 100, text: 'Mimi Maar lived in Gam-' },
    { x: 40, y: 112, text: 'bia for years.' },
  ];

  it('on one line and over a mended line end', async () => {
    const bytes = writePdf([{ texts: page }]);
    const { text } = await readPdf(bytes);
    expect(text).toBe('Mimi Maar lived in Gambia for years.');
    const places = await findPlaces({ name: 'a.pdf', bytes }, [
      findSpan(text, 'Mimi'),
      findSpan(text, 'Gambia'),
    ]);
    expect(places.map((one) => one.length)).toEqual([1, 2]);
    near(places[0]?.[0]?.box, [40, 91, 21, 12]);
    near(places[1]?.[1]?.box, [40, 103, 13, 12]);
  });

  it('where the page is shown turned', async () => {
    const bytes = writePdf([{ texts: page, turns: 1 }]);
    const { text } = await readPdf(bytes);
    const [places] = await findPlaces({ name: 'a.pdf', bytes }, [findSpan(text, 'Mimi')]);
    // The page is 400 by 600; turned clockwise, what was 91 to 103 from its top is that far from its right edge.
    near(places?.[0]?.box, [600 - 103, 40, 12, 21]);
  });

  it('nowhere, where the file is no PDF any more', async () => {
    expect(
      await findPlaces({ name: 'a.pdf', bytes: new Uint8Array(9) }, [{ start: 0, end: 1 }]),
    ).toEqual([[]]);
  });
});

const folder = join(
  process.env['ESPALIER_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'),
  'data/documents/pdf',
);

describe.skipIf(!existsSync(folder))('every character has a place', () => {
  it.each([
    'tracemonkey.pdf',
    'fr_olap.pdf',
    'right_to_left_01.pdf',
    'normal_4pages.pdf',
    'testPDF_rotated.pdf',
  ])('%s', async (name) => {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const { text, pages } = await readPdf(bytes);
    const spans = [...text.matchAll(/\S/gu)]
      .filter((_, i) => i % 11 === 0)
      .map(({ index }) => ({ start: index, end: index + 1 }));
    const places = await findPlaces({ name, bytes }, spans);
    const missing = places.filter((one) => one.length === 0).length;
    expect(missing / spans.length).toBeLessThan(0.002);
    places.forEach(([place], i) => {
      const page = pages.find(({ number }) => number === place?.page);
      if (!place || !page) return;
      expect(place.box.left + place.box.width).toBeLessThan(page.width + 20);
      const at = spans[i]?.start ?? 0;
      // A frame may lie between the two parts of a paragraph; all else stands on the page it is said to be on.
      if (at < page.start || at >= page.end)
        expect(
          Math.abs(
            (pages.find((one) => at >= one.start && at < one.end)?.number ?? 0) - page.number,
          ),
        ).toBeLessThanOrEqual(1);
    });
  });
});

describe('a page as a picture', () => {
  it('is a PNG of the page at the scale, white where there is nothing', async () => {
    const bytes = writePdf([{ texts: [{ x: 40, y: 100, size: 40, bold: true, text: 'MMM' }] }]);
    const image = await drawPage({ name: 'a.pdf', bytes }, 1, 0.5);
    expect(image).toMatchObject({ width: 200, height: 300 });
    const png = Buffer.from(image?.png ?? []);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const data = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
    expect(rows.length).toBe(300 * (1 + 3 * 200));
    const grey = (x: number, y: number) => rows[y * 601 + 1 + 3 * x] ?? -1;
    expect(grey(150, 250)).toBe(255);
    const inked = Array.from({ length: 60 }, (_, x) => grey(20 + x, 40)).filter(
      (value) => value < 128,
    );
    expect(inked.length).toBeGreaterThan(5);
  });

  it('is none for a page that is not there', async () => {
    expect(
      await drawPage({ name: 'a.pdf', bytes: writePdf([{ texts: [] }]) }, 7, 1),
    ).toBeUndefined();
  });
});
