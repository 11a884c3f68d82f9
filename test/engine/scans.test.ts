import { describe, expect, it } from 'vitest';
import type { Stages } from '#engine/workers/asking';
import { readerAnswers } from '#engine/pipeline';
import { findRecogniser, type Recogniser, toInstallHint } from '#engine/workers/recognise';
import { toWords } from '#engine/workers/recognised-words';
import { readWithScans, withPlaces } from '#engine/import/scans';
import { read } from '#read/read';
import { checkDocument } from '../read/check-document.ts';
import { writePdf } from '../read/write-pdf.ts';
import { toScan } from '../read/write-scan.ts';

const page = writePdf([
  {
    texts: [
      { x: 40, y: 60, size: 20, text: 'The harbour of Graz' },
      { x: 40, y: 100, size: 14, text: 'Elsa Brandt lived in Graz and' },
      { x: 40, y: 118, size: 14, text: 'worked for Harbour Works.' },
    ],
  },
]);
const asking = { signal: new AbortController().signal };

/** The stages in this process: no workers, no model. */
const stagesWith = (
  recogniser: Recogniser | undefined,
): Pick<Stages, 'read' | 'ask' | 'findRecogniser'> => ({
  read: (input) => readerAnswers['source.read'](input, () => undefined),
  ask: (name, input) => readerAnswers[name](input, () => undefined),
  findRecogniser: () => Promise.resolve(recogniser),
});

const installed = await findRecogniser();
if (!installed) {
  const missing = `TESSERACT IS NOT INSTALLED: scans are not tested. ${toInstallHint()}`;
  if (process.env['CI']) throw new Error(missing);
  console.warn(`\n*** ${missing} ***\n`);
}

describe('a page that is a picture', () => {
  it('is told from one with text, and from an empty one', async () => {
    const scan = { name: 'a.pdf', bytes: await toScan(page) };
    expect(await read(scan)).toMatchObject({
      state: 'partial',
      code: 'no-text-layer',
      detail: 'No text layer on page 1.',
      document: { pages: [{ origin: 'picture' }] },
    });
    expect(await read({ name: 'a.pdf', bytes: page })).toMatchObject({ state: 'done' });
  });

  it('stays one where nothing can read it, and the command that would help is named', async () => {
    const source = { name: 'a.pdf', bytes: await toScan(page) };
    const { reading } = await readWithScans(source, stagesWith(undefined), asking);
    expect(reading).toMatchObject({ state: 'partial', code: 'no-text-layer' });
    expect('code' in reading && reading.detail).toContain(toInstallHint());
  });

  it.skipIf(!installed)(
    'is read by the installed recogniser, with the place of each word',
    async () => {
      const source = { name: 'a.pdf', bytes: await toScan(page) };
      const stages = stagesWith(installed);
      const found = await readWithScans(source, stages, asking);
      const { reading } = found;
      if (!('document' in reading)) throw new Error(reading.code);
      const { document } = reading;
      checkDocument(document);
      expect(reading.state).toBe('done');
      expect(document.text).toContain('Elsa Brandt lived in Graz and worked for Harbour Works.');
      expect(document.pages).toMatchObject([{ origin: 'ocr', number: 1 }]);
      const places = document.pages[0]?.places ?? [];
      expect(places.map(([start, end]) => document.text.slice(start, end)).join(' ')).toBe(
        document.text.replace(/\s+/g, ' '),
      );
      const brandt = places.find(([start, end]) => document.text.slice(start, end) === 'Brandt');
      // Fourteen point Helvetica from 40: "Elsa " is some 33 points wide, "Brandt" some 42.
      const [, , left = 0, top = 0, width = 0] = brandt ?? [];
      expect(Math.abs(left - 73)).toBeLessThan(4);
      expect(Math.abs(top - 90)).toBeLessThan(4);
      expect(Math.abs(width - 42)).toBeLessThan(5);
      expect(await withPlaces(found, [{ start: 0, end: 3 }], stages, asking)).toEqual(reading);
    },
  );

  it.skipIf(!installed)('is left alone once the work is cancelled', async () => {
    const source = { name: 'a.pdf', bytes: await toScan(page) };
    const signal = AbortSignal.abort();
    await expect(readWithScans(source, stagesWith(installed), { signal })).rejects.toThrow(
      'stopped',
    );
  });
});

describe('the table of a recogniser', () => {
  const row = (level: number, text: string, confidence = 90, left = 30) =>
    [level, 1, 1, 1, 1, 1, left, 60, 90, 30, confidence, text].join('\t');
  it('gives words with their boxes in points and their lines', () => {
    const table = [
      'level\tpage_num',
      row(4, '', -1),
      row(5, 'Elsa'),
      row(5, 'Ω🌿', 90, 150),
      row(4, '', -1),
      row(5, 'x'),
    ];
    const words = toWords(table.join('\n'), 3);
    expect(words.map(({ text, line }) => [text, line])).toEqual([
      ['Elsa', 1],
      ['Ω🌿', 1],
      ['x', 2],
    ]);
    expect(words[0]?.box).toEqual({ left: 10, top: 20, width: 30, height: 10 });
  });
  it('is passed over where it is none', () => {
    expect(toWords('5\tx\ty\n5\t1\t1\t1\t1\t1\tNaN\t0\t0\t0\t9\ta\nrubbish', 3)).toEqual([]);
    expect(toWords(row(5, 'speck', 5), 3)).toEqual([]);
  });
});
