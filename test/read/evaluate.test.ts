import { describe, expect, it } from 'vitest';
import type { Reading } from '#domain/document';
import { describe as describeReading, isAsExpected } from '#read/evaluate';

const done = (text: string): Reading => ({
  state: 'done',
  document: { format: 'txt', text, blocks: [], pages: [], metadata: {} },
});
const locked: Reading = { state: 'skipped', code: 'needs-password', detail: '' };
const broken: Reading = { state: 'quarantined', code: 'broken-file', detail: '' };
const scan: Reading = {
  state: 'partial',
  code: 'no-text-layer',
  detail: '',
  document: { format: 'pdf', text: '', blocks: [], pages: [], metadata: {} },
};

describe('a reading against what is expected', () => {
  it.each([
    [
      'text found over a line end',
      { expect: 'text', must_find: 'Ada lives' },
      done('Ada\n  lives here.'),
      undefined,
      true,
    ],
    ['text not found', { expect: 'text', must_find: ['Ada', 'Bo'] }, done('Ada'), undefined, false],
    [
      'text that must not be there',
      { expect: 'text', must_not_find: 'owned' },
      done('owned'),
      undefined,
      false,
    ],
    ['no text at all', { expect: 'text' }, broken, undefined, false],
    ['a scan', { expect: 'no-text-layer' }, scan, undefined, true],
    ['a scan taken for text', { expect: 'no-text-layer' }, done('x'), undefined, false],
    [
      'a locked file and its text',
      { expect: 'needs-password', must_find: 'Ada' },
      locked,
      done('Ada'),
      true,
    ],
    [
      'a locked file that stays locked',
      { expect: 'needs-password', must_find: 'Ada' },
      locked,
      locked,
      false,
    ],
    ['a rejected file', { expect: 'rejected' }, broken, undefined, true],
    ['a file that should be rejected', { expect: 'rejected' }, done('x'), undefined, false],
    ['either', { expect: 'text-or-rejected', must_find: 'Ada' }, broken, undefined, true],
    ['anything but a crash', { expect: 'no-crash' }, broken, undefined, true],
  ] as const)('%s', (_, expected, reading, opened, met) => {
    const whole = (one: Reading) => ({ reading: one, inside: [] });
    expect(isAsExpected({ file: 'a', ...expected }, whole(reading), opened && whole(opened))).toBe(
      met,
    );
  });

  it('looks into what lies inside, and counts it', () => {
    const whole = { reading: done('b.txt'), inside: [done('Ada lives in Graz.'), locked] };
    const expected = { file: 'a.zip', expect: 'text', must_find: 'Ada lives' };
    expect(isAsExpected({ ...expected, format: 'txt', parts: 2 }, whole)).toBe(true);
    expect(isAsExpected({ ...expected, parts: 3 }, whole)).toBe(false);
    expect(isAsExpected({ ...expected, format: 'zip' }, whole)).toBe(false);
  });

  it('is told in a few words', () => {
    expect(describeReading(broken)).toBe('quarantined: broken-file');
    expect(describeReading(done('Ada'))).toBe('done, 3 characters');
  });
});
