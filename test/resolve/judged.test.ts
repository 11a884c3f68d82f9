import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toEntityId } from '#domain/ids';
import { digest } from '#engine/digest';
import { toBlocks } from '#resolve/blocks';
import { compare } from '#resolve/compare';
import { normaliseName } from '#resolve/normalise';
import { toProfile } from '#resolve/profiles';
import { JUDGED } from '#resolve/weights';

/** What the way of judging that `JUDGED` counts makes of the pairs. */
const SAID = { judged: 2, digest: 'b7649c755d018892' };

test('says that it judges in another way where it does: count JUDGED up, and write the new digest here', () => {
  const [, ...rows] = readFileSync(new URL('../fixtures/names/pairs.tsv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const company = ['🚂 one', '🚂 two'].map((name) => toEntityId(digest, 'Org', name));
  const profiles = rows.flatMap(([, type = '', left = '', right = '']) =>
    [left, right].map((text) => {
      const form = normaliseName(text, type);
      const id = toEntityId(digest, type, form);
      const names = [{ type, form, spellings: [{ text, count: 1 }] }];
      const beside = company.map((home) => ({ home, as: home }));
      return toProfile(id, names, () => [{ neighbours: [], beside }]);
    }),
  );
  const said = profiles.map((profile, at) => {
    const other = profiles[at + 1];
    if (!profile || !other) return [];
    const links = [1, 4].map((members) => compare(profile, other, { members: () => members }));
    return [
      toBlocks(profile),
      ...links.map(({ outcome, probability }) => [outcome, probability.toFixed(4)]),
    ];
  });
  expect({ judged: JUDGED, digest: digest(JSON.stringify(said)).slice(0, 16) }).toEqual(SAID);
});
