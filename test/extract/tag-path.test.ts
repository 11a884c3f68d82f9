import { describe, expect, it } from 'vitest';

import { toRuns } from '#extract/bilou';
import { readTags } from '#extract/tag-path';
import { fc } from '../random.ts';

const LABELS = 9;
/** O, then B I L U of types 0 and 1. */
const names = ['O', 'B0', 'I0', 'L0', 'U0', 'B1', 'I1', 'L1', 'U1'];
const toNames = (tags: readonly number[]) => tags.map((tag) => names[tag]).join(' ');

/** Logits 0 but for what is said of each word: "L0 3, B0 2". */
function logits(...words: string[]): Float32Array {
  const out = new Float32Array(words.length * LABELS);
  for (const [i, word] of words.entries())
    for (const one of word.split(', ')) {
      const [name = '', height] = one.split(' ');
      out[i * LABELS + names.indexOf(name)] = Number(height);
    }
  return out;
}

function isWellFormed(tags: readonly number[]): boolean {
  let open = -1;
  for (const tag of tags) {
    const [part, type] = tag === 0 ? [-1, -1] : [(tag - 1) % 4, Math.floor((tag - 1) / 4)];
    const continues = part === 1 || part === 2;
    if (continues ? type !== open : open !== -1) return false;
    open = part === 0 || part === 1 ? type : -1;
  }
  return open === -1;
}

const isEnd = (tag: number) => tag > 0 && (tag - 1) % 4 >= 2;
const sum = (all: Float32Array, tags: readonly number[]) =>
  tags.reduce((total, tag, i) => total + (all[i * LABELS + tag] ?? 0), 0);

describe('the best row of tags', () => {
  it.each([
    {
      said: 'what is well formed stays',
      of: ['B0 3', 'I0 3', 'L0 3', 'O 3', 'U1 3'],
      want: 'B0 I0 L0 O U1',
    },
    {
      said: 'a name that only ends begins where it is likeliest',
      of: ['O 3, B0 2', 'I0 3', 'L0 3'],
      want: 'B0 I0 L0',
    },
    { said: 'or is one word', of: ['O 9', 'L0 3, U0 2'], want: 'O U0' },
    { said: 'or is none', of: ['O 9', 'O 5, L0 6'], want: 'O O' },
    { said: 'of two types the likelier of the whole', of: ['B0 5', 'L1 3, L0 2'], want: 'B0 L0' },
    {
      said: 'a name does not end at a word that ends none by itself',
      of: ['B0 5', 'I0 5, L0 4', 'O 9'],
      want: 'O O O',
    },
  ])('$said', ({ of, want }) => {
    expect(toNames(readTags(logits(...of), LABELS, 'path'))).toBe(want);
  });

  it('has the highest sum of all that are well formed and end where a word ends a name', () => {
    const row = fc.array(fc.integer({ min: -40, max: 40 }), {
      minLength: LABELS,
      maxLength: LABELS,
    });
    const some = fc.array(row, { minLength: 1, maxLength: 4 });
    const off = fc.constantFrom(undefined, (label: number) => label === 0 || label > 4);
    fc.assert(
      fc.property(some, off, (rows, isAllowed) => {
        const all = Float32Array.from(rows.flat(), (x) => x / 8);
        const own = readTags(all, LABELS, undefined, isAllowed);
        const got = readTags(all, LABELS, 'path', isAllowed);
        const every = rows.reduce<number[][]>(
          (begun, _, i) =>
            begun.flatMap((tags) =>
              names
                .map((_, tag) => [...tags, tag])
                .filter(([...more]) => {
                  const tag = more.at(-1) ?? 0;
                  return (isAllowed?.(tag) ?? true) && (!isEnd(tag) || isEnd(own[i] ?? 0));
                }),
            ),
          [[]],
        );
        const best = Math.max(...every.filter(isWellFormed).map((tags) => sum(all, tags)));
        expect(isWellFormed(got)).toBe(true);
        expect(sum(all, got)).toBe(best);
        if (isWellFormed(own)) expect(toRuns(got)).toEqual(toRuns(own));
      }),
      { numRuns: 60 },
    );
  });

  it('of no words is none', () => {
    expect(readTags(new Float32Array(), LABELS, 'path')).toEqual([]);
  });
});
