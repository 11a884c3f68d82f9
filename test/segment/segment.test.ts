import { describe, expect, it } from 'vitest';
import type { Block, Document } from '#domain/document';
import { segment, segmentText } from '#segment/segment';
import { tokenize } from '#segment/tokenize';
import { fc } from '../random.ts';

function createDocument(pieces: readonly { kind: Block['kind']; text: string }[]): Document {
  let text = '';
  const blocks = pieces
    .filter((piece) => piece.text !== '')
    .map(({ kind, text: words }): Block => {
      text += text === '' ? '' : '\n\n';
      const start = text.length;
      text += words;
      return { kind, start, end: text.length };
    });
  return { format: 'txt', text, blocks, pages: [], metadata: {} };
}

const kind = fc.constantFrom<Block['kind']>(
  'heading',
  'paragraph',
  'item',
  'cell',
  'code',
  'note',
  'caption',
  'frame',
);
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc
    .array(
      fc.constantFrom(
        'Ada',
        'U.S.',
        'Dr.',
        'said',
        '“Yes!”',
        '👩‍🔬',
        'محمد',
        '京都',
        'é',
        'e\u0301',
        '3.5',
        '...',
        '?',
        '(',
        ')',
        "don't",
        'No.',
      ),
    )
    .map((parts) => parts.join(' ')),
);

describe('sentences and tokens', () => {
  it('lie in order inside blocks of prose and cover all of their characters', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ kind, text: words }), { maxLength: 6 }), (pieces) => {
        const document = createDocument(pieces);
        const sentences = segment(document);
        let at = 0;
        for (const sentence of sentences) {
          expect(sentence.start).toBeGreaterThanOrEqual(at);
          const block = document.blocks.find(
            ({ start, end }) => start <= sentence.start && sentence.end <= end,
          );
          expect(block).toBeDefined();
          expect(['code', 'frame']).not.toContain(block?.kind);
          let inner = sentence.start;
          for (const token of sentence.tokens) {
            expect(document.text.slice(inner, token.start)).toMatch(/^\s*$/);
            expect(token.end).toBeGreaterThan(token.start);
            expect(document.text.slice(token.start, token.end).isWellFormed()).toBe(true);
            inner = token.end;
          }
          expect(inner).toBeLessThanOrEqual(sentence.end);
          at = sentence.end;
        }
        const prose = document.blocks
          .filter((block) => block.kind !== 'code' && block.kind !== 'frame')
          .map((block) => document.text.slice(block.start, block.end).replace(/\s+/g, ''))
          .join('');
        const covered = sentences
          .flatMap(({ tokens }) => tokens.map(({ start, end }) => document.text.slice(start, end)))
          .join('');
        expect(covered).toBe(prose);
      }),
    );
  });

  it('are cut in a text without a space too', () => {
    const sentences = segment(createDocument([{ kind: 'paragraph', text: '😀'.repeat(3000) }]));
    expect(sentences.length).toBeGreaterThan(2);
    expect(sentences.every(({ start, end }) => end - start <= 2000 && start % 2 === 0)).toBe(true);
  });

  it('carry the page on which they start', () => {
    const document = {
      ...createDocument([
        { kind: 'paragraph', text: 'One here. Two here.' },
        { kind: 'paragraph', text: 'Three there.' },
      ]),
    };
    const pages = [
      { number: 1, width: 9, height: 9, start: 0, end: 19 },
      { number: 2, width: 9, height: 9, start: 19, end: 19 },
      { number: 3, width: 9, height: 9, start: 21, end: 33 },
    ];
    expect(segment({ ...document, pages }).map(({ page }) => page)).toEqual([1, 1, 3]);
  });
});

describe('tokens', () => {
  it.each([
    ["Ada's cat didn't sit.", "Ada 's cat did n't sit ."],
    ["We'll see, they're O'Brien’s.", "We 'll see , they 're O'Brien ’s ."],
    [
      'In the U.S. Mr. J. Berg paid $1,000.50 (12%).',
      'In the U.S. Mr. J. Berg paid $ 1,000.50 ( 12 % ) .',
    ],
    [
      'A 12-year-old, well-known plan; see e.g. p. 5...',
      'A 12-year-old , well-known plan ; see e.g. p. 5 ...',
    ],
    [
      'Write to ada@example.org or https://example.org/a?b=1.',
      'Write to ada@example.org or https://example.org/a?b=1 .',
    ],
    ['“Yes!” he said—and left.', '“ Yes ! ” he said — and left .'],
    ['AT&T and R&D at 10:30 a.m.', 'AT&T and R&D at 10:30 a.m.'],
    ['蔡元培于1917年出任。', '蔡 元 培 于 1917 年 出 任 。'],
    ['Hi 👩‍🔬🇳🇴 there', 'Hi 👩‍🔬 🇳🇴 there'],
    ['وُلد محمد في القاهرة.', 'وُلد محمد في القاهرة .'],
  ])('%s', (text, expected) => {
    expect(
      tokenize(text)
        .map(({ start, end }) => text.slice(start, end))
        .join(' '),
    ).toBe(expected);
  });
});

describe('raw text', () => {
  it('is cut at blank lines and after broken lines', () => {
    const text = 'The first line goes\non here. A second one.\n\nA title\n\nThe end 🏁.';
    expect(segmentText(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'The first line goes\non here.',
      'A second one.',
      'A title',
      'The end 🏁.',
    ]);
  });
});
