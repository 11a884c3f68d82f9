import { expect, test } from 'vitest';
import { createOffsets } from '#export/offsets';
import { fc } from '../random.ts';

test('a span in code points holds what the span in UTF-16 units holds', () => {
  const characters = fc.array(fc.constantFrom('a', 'é', '🚀', '\u{10ffff}', '\n', '漢'), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(characters, fc.nat(), fc.nat(), (all, a, b) => {
      const text = all.join('');
      const [from, to] = [a % (all.length + 1), b % (all.length + 1)].toSorted((x, y) => x - y);
      const span = {
        start: all.slice(0, from).join('').length,
        end: all.slice(0, to).join('').length,
      };
      expect(createOffsets(text)(span)).toEqual({ start: from, end: to });
    }),
    { numRuns: 1000 },
  );
});
