import { describe, expect, it } from 'vitest';
import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import { joinStretches, toStretches } from '#extract/stretches';
import { fc } from '../random.ts';

/** `length` tokens of four units, a space between them; the sentence stands somewhere in a text. */
function toSentence(length: number, start = 70): Sentence {
  const tokens = Array.from({ length }, (_, i) => ({
    start: start + 5 * i,
    end: start + 5 * i + 4,
  }));
  return { start, end: tokens.at(-1)?.end ?? start, tokens };
}

/** A reader that finds every name of a plan that lies whole in what it is given, and a fact between each two that follow. */
function find(plan: readonly number[], of: Sentence, whole: Sentence): Extraction {
  const inside = plan.flatMap((word) => {
    const [first, second] = [whole.tokens[word], whole.tokens[word + 1]];
    return first && second && first.start >= of.start && second.end <= of.end
      ? [{ start: first.start, end: second.end, type: 'PER', score: 0.9 }]
      : [];
  });
  const relations = inside
    .slice(1)
    .map((_, i) => ({ head: i, tail: i + 1, type: 'KNOWS', score: 0.8 }));
  return { start: of.start, end: of.end, mentions: inside, relations };
}

describe('a very long sentence', () => {
  it('is left as it is until two thousand tokens', () => {
    for (const length of [0, 1, 300, 2000]) {
      const sentence = toSentence(length);
      expect(toStretches(sentence)).toEqual([sentence]);
    }
  });

  it('is worked on in stretches of a thousand, and found in them as in one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2001, max: 12_000 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 5, maxLength: 700 }),
        (length, gaps) => {
          const whole = toSentence(length);
          let at = -1;
          const plan = gaps.map((gap) => (at += gap + 1)).filter((word) => word + 1 < length);
          const stretches = toStretches(whole);
          expect(Math.max(...stretches.map(({ tokens }) => tokens.length))).toBeLessThan(1100);
          const found = stretches.map((one) => find(plan, one, whole));
          expect(joinStretches(whole, found)).toEqual(find(plan, whole, whole));
        },
      ),
      { numRuns: 60 },
    );
  });
});
