import { existsSync, readFileSync } from 'node:fs';
import { join as toPath } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Decoded } from '#extract/decoder';
import { join, toWindows } from '#extract/windows';
import type { Window } from '#extract/windows';
import { fc } from '../random.ts';

const LIMIT = 40;

describe('toWindows', () => {
  const one = (words: readonly string[]) => words.map(() => [1]);

  it('leaves a sentence that fits in one piece', () => {
    const words = ['a', 'b', 'c'];
    expect(toWindows(words, one(words), 3)).toEqual([{ from: 0, to: 3 }]);
    expect(toWindows([], [], 3)).toEqual([]);
  });

  it('cuts after a punctuation mark where one is near the end', () => {
    const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g', ',', 'h', 'i', 'j', 'k'];
    expect(toWindows(words, one(words), 10)[0]).toEqual({ from: 0, to: 8 });
  });

  it('has every stretch of a quarter of the limit whole in one window, and none beyond the limit', () => {
    const word = fc.tuple(fc.constantFrom('w', ',', 'x', '.'), fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 300 }), (drawn) => {
        const words = drawn.map(([text]) => text);
        const sizes = drawn.map(([, size]) => Array.from({ length: size }, () => 1));
        const windows = toWindows(words, sizes, LIMIT);
        const weigh = (from: number, to: number) => sizes.slice(from, to).flat().length;
        expect(windows[0]?.from).toBe(0);
        expect(windows.at(-1)?.to).toBe(words.length);
        windows.forEach(({ from, to }, i) => {
          expect(weigh(from, to)).toBeLessThanOrEqual(LIMIT);
          const next = windows[i + 1];
          if (next) expect(next.from > from && next.from <= to && next.to > to).toBe(true);
        });
        for (let from = 0; from < words.length; from++) {
          let to = from;
          while (to < words.length && weigh(from, to + 1) <= LIMIT / 4) to++;
          if (to > from) expect(windows.some((w) => w.from <= from && to <= w.to)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

interface Truth {
  readonly words: number;
  readonly mentions: readonly { readonly from: number; readonly to: number }[];
  readonly pairs: readonly (readonly [number, number])[];
}

/** Names of 1 to 4 words with gaps between them, and pairs of names that stand near each other. */
const truths: fc.Arbitrary<Truth> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 6 }),
      size: fc.integer({ min: 1, max: 4 }),
      other: fc.integer({ min: -3, max: 3 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((drawn) => {
    let at = 0;
    const mentions = drawn.map(({ gap, size }) => {
      const from = at + gap;
      at = from + size;
      return { from, to: at };
    });
    const pairs = drawn.flatMap(({ other }, i) =>
      other !== 0 && mentions[i + other] ? [[i, i + other] as const] : [],
    );
    return { words: at + 3, mentions, pairs };
  });

/** What a model sees that knows the truth: in a window whole names, and of a name that a cut goes through the rest. */
function see({ mentions, pairs }: Truth, { from, to }: Window, sees: (name: number) => boolean) {
  const seen = mentions.flatMap((mention, name) =>
    mention.to > from && mention.from < to && sees(name)
      ? [{ name, from: Math.max(mention.from, from) - from, to: Math.min(mention.to, to) - from }]
      : [],
  );
  const at = (name: number) => seen.findIndex((one) => one.name === name);
  const decoded: Decoded = {
    mentions: seen.map(({ name, ...span }) => ({ ...span, type: 'Peop', score: 0.5 + name / 200 })),
    relations: pairs
      .filter(([head, tail]) => at(head) >= 0 && at(tail) >= 0)
      .map(([head, tail]) => ({ head: at(head), tail: at(tail), type: 'Kill', score: 0.5 })),
  };
  return decoded;
}

const isInside = ({ from, to }: { from: number; to: number }, window: Window) =>
  window.from <= from && to <= window.to;

describe('join', () => {
  const windowsOf = (words: number) =>
    toWindows(
      Array.from({ length: words }, () => 'w'),
      Array.from({ length: words }, () => [1]),
      LIMIT,
    );

  it('loses nothing that a window holds whole, and doubles nothing', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        const windows = windowsOf(truth.words);
        const parts = windows.map((window) => ({
          window,
          decoded: see(truth, window, () => true),
        }));
        const found = join(parts, truth.words);
        expect(found.mentions.map(({ from, to }) => ({ from, to }))).toEqual(truth.mentions);
        const wanted = truth.pairs.filter(([head, tail]) =>
          windows.some((window) =>
            [head, tail].every((name) => {
              const mention = truth.mentions[name];
              return mention && isInside(mention, window);
            }),
          ),
        );
        const got = found.relations.map(({ head, tail }) => `${head} ${tail}`);
        for (const [head, tail] of wanted) expect(got).toContain(`${head} ${tail}`);
        const told = new Set(truth.pairs.map(([head, tail]) => `${head} ${tail}`));
        for (const pair of got) expect(told).toContain(pair);
        expect(new Set(got).size).toBe(got.length);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what only one of two windows saw', () => {
    fc.assert(
      fc.property(truths, fc.integer(), (truth, seed) => {
        const windows = windowsOf(truth.words);
        const sees = (window: number) => (name: number) =>
          ((seed >> (name % 20)) & 1) === window % 2;
        const parts = windows.map((window, i) => ({
          window,
          decoded: see(truth, window, sees(i)),
        }));
        const found = join(parts, truth.words);
        parts.forEach(({ window, decoded }) => {
          for (const { from, to } of decoded.mentions) {
            const at = [from + window.from, to + window.from] as const;
            expect(found.mentions.some((m) => m.from < at[1] && at[0] < m.to)).toBe(true);
          }
        });
        found.mentions.forEach((m, i) => {
          const next = found.mentions[i + 1];
          if (next) expect(m.to).toBeLessThanOrEqual(next.from);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('lets the window speak that saw a name away from its cut', () => {
    const mention = (from: number, to: number, type: string, score: number) => ({
      from,
      to,
      type,
      score,
    });
    const found = join(
      [
        {
          window: { from: 0, to: 10 },
          decoded: {
            mentions: [mention(0, 1, 'Peop', 0.9), mention(9, 10, 'Loc', 0.99)],
            relations: [{ head: 0, tail: 1, type: 'Live_In', score: 0.9 }],
          },
        },
        {
          window: { from: 6, to: 16 },
          decoded: { mentions: [mention(3, 5, 'Org', 0.7)], relations: [] },
        },
      ],
      16,
    );
    expect(found.mentions).toEqual([mention(0, 1, 'Peop', 0.9), mention(9, 11, 'Org', 0.7)]);
    expect(found.relations).toEqual([]);
  });
});

/** Made by `models/training/tables.py --system windows`; more of them lie where ESPALIER_TABLES says. */
interface Case {
  readonly words: readonly string[];
  readonly sizes: readonly number[];
  readonly limit: number;
  readonly windows: readonly (readonly [number, number])[];
  readonly parts: readonly (readonly [readonly [number, number], Mentions, Relations])[];
  readonly mentions: Mentions;
  readonly relations: Relations;
}
type Mentions = readonly (readonly [number, number, string, number])[];
type Relations = readonly (readonly [number, number, string, number])[];

it('reads random long sentences as Python does', () => {
  const fixtures = toPath(import.meta.dirname, '../fixtures');
  const path = [process.env['ESPALIER_TABLES'] ?? fixtures, fixtures]
    .map((folder) => toPath(folder, 'windows.jsonl'))
    .find((one) => existsSync(one));
  if (path === undefined) throw new Error('no cases');
  const cases = readFileSync(path, 'utf8').trim().split('\n');
  let joined = 0;
  for (const line of cases) {
    const { words, sizes, limit, ...want } = JSON.parse(line) as Case;
    const pieces = sizes.map((size) => Array.from({ length: size }, () => 1));
    expect(toWindows(words, pieces, limit)).toEqual(
      want.windows.map(([from, to]) => ({ from, to })),
    );
    const parts = want.parts.map(([[from, to], mentions, relations]) => ({
      window: { from, to },
      decoded: {
        mentions: mentions.map(([a, b, type, score]) => ({ from: a, to: b, type, score })),
        relations: relations.map(([head, tail, type, score]) => ({ head, tail, type, score })),
      },
    }));
    const got = join(parts, words.length);
    expect(got.mentions.map((m) => [m.from, m.to, m.type, m.score])).toEqual(want.mentions);
    const inOrder = (rows: Relations) => rows.map((row) => JSON.stringify(row)).toSorted();
    expect(inOrder(got.relations.map((r) => [r.head, r.tail, r.type, r.score] as const))).toEqual(
      inOrder(want.relations),
    );
    if (parts.length > 1) joined += want.relations.length;
  }
  expect(joined).toBeGreaterThan(20);
});
