import { describe, expect, it } from 'vitest';

import { toRuns } from '#extract/bilou';
import { fc } from '../random.ts';

/** O, then B I L U of types 0 and 1. */
const tag = { O: 0, B0: 1, I0: 2, L0: 3, U0: 4, B1: 5, I1: 6, L1: 7, U1: 8 } as const;
const runs = (...names: (keyof typeof tag)[]) => toRuns(names.map((name) => tag[name]));

describe('toRuns', () => {
  it.each([
    {
      said: 'well formed',
      got: runs('B0', 'I0', 'L0', 'O', 'U1'),
      want: [
        [0, 3, 0],
        [4, 5, 1],
      ],
    },
    { said: 'the last type wins', got: runs('B0', 'I1', 'L1'), want: [[0, 3, 1]] },
    {
      said: 'no B: from the first word that is not O',
      got: runs('O', 'I0', 'I0', 'L0'),
      want: [[1, 4, 0]],
    },
    { said: 'the nearest B', got: runs('I0', 'B0', 'L0'), want: [[1, 3, 0]] },
    { said: 'an unclosed tail is dropped', got: runs('U0', 'B0', 'I0'), want: [[0, 1, 0]] },
    { said: 'O breaks a run', got: runs('B0', 'O', 'L0'), want: [[2, 3, 0]] },
    {
      said: 'U inside an open run is one word',
      got: runs('B0', 'U1', 'L0'),
      want: [
        [1, 2, 1],
        [2, 3, 0],
      ],
    },
    { said: 'a lone L is one word', got: runs('L1'), want: [[0, 1, 1]] },
  ])('$said', ({ got, want }) => {
    expect(got).toEqual(want.map(([from, to, type]) => ({ from, to, type })));
  });

  it('gives ordered runs that do not overlap and hold no O, whatever the tags', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 16 }), { maxLength: 60 }), (tags) => {
        let last = 0;
        for (const { from, to, type } of toRuns(tags)) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThan(from);
          expect(tags.slice(from, to)).not.toContain(0);
          expect(type).toBe(Math.floor(((tags[to - 1] ?? 0) - 1) / 4));
          last = to;
        }
      }),
    );
  });

  it('gives back what was written in BILOU', () => {
    const pieces = fc.array(
      fc.record({
        gap: fc.integer({ min: 0, max: 3 }),
        size: fc.integer({ min: 1, max: 5 }),
        type: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const tags: number[] = [];
        const want = list.map(({ gap, size, type }) => {
          for (let i = 0; i < gap; i++) tags.push(0);
          const from = tags.length;
          const base = 1 + 4 * type;
          if (size === 1) tags.push(base + 3);
          else
            for (let i = 0; i < size; i++) tags.push(base + (i === 0 ? 0 : i === size - 1 ? 2 : 1));
          return { from, to: tags.length, type };
        });
        expect(toRuns(tags)).toEqual(want);
      }),
    );
  });
});
