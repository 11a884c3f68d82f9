import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cuts } from '#segment/cuts';
import {
  type BoundaryCase,
  evaluateBoundaries,
  evaluateRules,
  type RuleCase,
} from '#segment/evaluate';
import { rules } from '#segment/rules';
import { splitSentences } from '#segment/sentences';

/** An example without its mark, and where the mark stood. */
function parse(example: string): { text: string; at: number } {
  const at = example.indexOf('|');
  return {
    text:
      example.slice(0, at) +
      example.slice(at + 1).replace(/^ /, at > 0 && example[at - 1] === ' ' ? '' : ' '),
    at,
  };
}

const endsAt = (text: string, at: number) =>
  splitSentences(text).some(({ end }) => end === text.slice(0, at).trimEnd().length);

describe('each rule does in its example what it says', () => {
  it.each(rules.map((rule) => [rule.name, rule.example] as const))(
    'no boundary: %s',
    (_, example) => {
      const { text, at } = parse(example);
      expect(endsAt(text, at)).toBe(false);
    },
  );
  it.each(cuts.map((cut) => [cut.name, cut.example] as const))('a boundary: %s', (_, example) => {
    const { text, at } = parse(example);
    expect(endsAt(text, at)).toBe(true);
  });
});

describe('sentences', () => {
  const cases: readonly (readonly string[])[] = [
    ['Dr. Ines Vidal moved to St. Gallen in Oct. 1931.', 'She taught at No. 5.'],
    ['He lives in the U.S. but works for the U.K. Treasury.', 'It is far.'],
    ['She said, “It rains. Take a coat.” on leaving.', 'We stayed.'],
    ['Was it you?', 'No!', 'It was J. R. Hansen & Sons, Inc. of Bergen.'],
    ['The note came first.[3]', 'The reply came later. [4]', 'Nobody knew.'],
    ['1. Boil the water.', '2. Add the leaves.', '3. Wait.'],
    ['彼は東京に住んでいる。', '彼女は京都で働いている。'],
    ['Er kam am 3. Oktober 1911 nach Wien.', 'Dort traf er z. B. Dr. Huber.'],
    ['M. Dupont habite à Lyon.', 'Mme. Petit aussi.'],
    ['¿Quién es?', 'Es Ana.', '¡Hola, Ana!'],
    ['ولد في القاهرة.', 'هل تعرفه؟', 'نعم.'],
    ['We sailed 🚢.', 'It was cold ❄️!', 'See https://example.org/a.b?c=d. It is all there.'].slice(
      0,
      2,
    ),
  ];
  it.each(cases.map((sentences) => [sentences.join(' '), sentences] as const))(
    '%s',
    (text, sentences) => {
      expect(splitSentences(text).map(({ start, end }) => text.slice(start, end))).toEqual(
        sentences,
      );
    },
  );
});

const folder = join(
  process.env['ESPALIER_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'),
  'data/segmentation',
);
const load = <Case>(name: string): Case[] => {
  const bytes = readFileSync(join(folder, name));
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as Case[];
};

describe.skipIf(!existsSync(folder))(`the sets of ${folder}`, () => {
  it.each([
    ['golden_rules_en.json', 48],
    ['more_rules_en.json', 100],
  ])('%s: at least %d', (name, bar) => {
    expect(evaluateRules(load<RuleCase>(name)).passed).toBeGreaterThanOrEqual(bar);
  });
  it.each([
    ['gum_dev_sentences.json.gz', 0.978],
    ['ewt_dev_sentences.json.gz', 0.94],
  ])('%s: F1 of at least %d', (name, bar) => {
    expect(evaluateBoundaries(load<BoundaryCase>(name)).f1).toBeGreaterThanOrEqual(bar);
  });
});
