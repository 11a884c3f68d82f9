import { expect, it } from 'vitest';
import { cleanRunning } from '#read/characters';
import { limits } from '#read/limits';
import { read } from '#read/read';
import { shorten } from '#read/shorten';
import { checkDocument } from './check-document.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

it('reads the first twenty million characters of a longer text, and says so', async () => {
  const sentence = 'Elsa moved to Graz. ';
  const bytes = bytesOf(
    sentence.repeat(Math.ceil((limits.textCharacters + 500) / sentence.length)),
  );
  const reading = await read({ name: 'a.txt', bytes });
  expect(reading).toMatchObject({ state: 'partial', code: 'too-large' });
  if (reading.state !== 'partial') return;
  const { text } = reading.document;
  expect(reading.detail).toContain(`first ${text.length} of `);
  expect(text.length).toBeLessThanOrEqual(limits.textCharacters);
  expect(text.length).toBeGreaterThan(limits.textCharacters - 30);
  expect(/\S$/.test(text)).toBe(true);
}, 60_000);

it('finds nothing to clean in a paragraph of ten million plain words', () => {
  const text = `${'Graz '.repeat(10_000_000)}Elsa`;
  expect(cleanRunning(text) === text).toBe(true);
});

it.each([
  ['plain words', 'plain words'],
  ['', ''],
  [' a', 'a'],
  ['a ', 'a'],
  ['a  b', 'a b'],
  ['a\tb', 'a b'],
])('cleans %j', (text, clean) => expect(cleanRunning(text)).toBe(clean));

const page = { width: 10, height: 10 };
const draft = {
  text: 'Name\tTown\n\nElsa Ödön\n\nJan 😀',
  blocks: [
    { start: 0, end: 4, kind: 'cell', cell: { row: 0, column: 0 } },
    { start: 5, end: 9, kind: 'cell', cell: { row: 0, column: 1, rowHead: 3 } },
    { start: 11, end: 20, kind: 'paragraph' },
    { start: 22, end: 28, kind: 'cell', cell: { row: 1, column: 0, columnHead: 0 } },
  ],
  pages: [
    {
      start: 0,
      end: 20,
      number: 1,
      ...page,
      places: [
        [11, 15, 0, 0, 1, 1],
        [16, 20, 1, 0, 1, 1],
      ],
    },
    { start: 22, end: 28, number: 2, ...page },
  ],
  metadata: {},
} as const;

it('cuts blocks, pages, boxes and heads with the text, at a word', () => {
  const cut = shorten(draft, 18);
  expect(cut.text).toBe('Name\tTown\n\nElsa');
  expect(cut.blocks).toMatchObject([{ end: 4 }, { end: 9 }, { start: 11, end: 15 }]);
  expect(cut.blocks[1]?.cell).toEqual({ row: 0, column: 1 });
  expect(cut.pages).toMatchObject([
    { start: 0, end: 15, places: [[11, 15, 0, 0, 1, 1]] },
    { start: 15, end: 15, number: 2 },
  ]);
  expect(cut.damage?.code).toBe('too-large');
  checkDocument({ format: 'pdf', ...cut, metadata: {} });
});

it('cuts no pair of surrogates, keeps what was known to be missing, and leaves a short text alone', () => {
  const emoji = { ...draft, text: '😀😀😀😀', blocks: [], pages: [] };
  expect(shorten(emoji, 5).text).toBe('😀😀');
  const damaged = { ...emoji, damage: { code: 'broken-file', detail: 'Page 2.' } } as const;
  expect(shorten(damaged, 5).damage).toEqual({
    code: 'broken-file',
    detail: 'Page 2. Only the first 4 of 8 characters were read.',
  });
  expect(shorten(draft, draft.text.length)).toBe(draft);
});
