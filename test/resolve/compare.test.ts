import { describe, expect, test } from 'vitest';
import { wordReason } from '#contract/reasons';
import { toEntityId } from '#domain/ids';
import type { Link, Profile, ReasonKind } from '#domain/linking';
import { digest } from '#engine/digest';
import { compare } from '#resolve/compare';
import { link } from '#resolve/link';
import { toLocalKey } from '#resolve/local-key';
import { normaliseName } from '#resolve/normalise';
import { WEIGHTS } from '#resolve/fitted';
import { fc } from '../random.ts';

/** A home as a document with one spelling makes it; a person's single common name belongs to its document. */
function make(
  type: string,
  spellings: string | readonly string[],
  more: Partial<Profile> = {},
): Profile {
  const texts = typeof spellings === 'string' ? [spellings] : spellings;
  const key = more.key ?? normaliseName(texts[0] ?? '', type);
  return {
    type,
    forms: texts.map((text, at) => ({ text, count: texts.length - at })),
    documents: 1,
    neighbours: [],
    company: [],
    attributes: {},
    ...more,
    key,
    id: toEntityId(digest, type, key),
  };
}

const alone = { members: () => 1 };

function kinds({ reasons }: Link): readonly ReasonKind[] {
  return reasons.map(({ kind }) => kind);
}

describe('names of two documents', () => {
  test.each([
    ['Peop', 'Zedong Mao', 'Mao Zedong', 'name.order', 'merged'],
    ['Peop', 'Pyotr Tchaikovsky', 'Pyotr Chaikovskij', 'name.sounds', 'proposed'],
    ['Peop', 'Петр Чайковский', 'Petr Chaikovsky', 'name.sounds', 'proposed'],
    ['Peop', 'Ottilie Quarnwell', 'Ottilie Quarmwell', 'name.similar', 'proposed'],
    ['Peop', 'Ottilie Quarnwell', 'Ottilie R. Quarnwell', 'name.middle', 'merged'],
    ['Peop', 'O. Quarnwell', 'Ottilie Quarnwell', 'name.initials', 'proposed'],
    ['Peop', 'Bill Quarnwell', 'William Quarnwell', 'name.nickname', 'proposed'],
    ['Peop', 'Ottilie Quarnwell', 'Bertram Quarnwell', 'name.givenDiffers', 'apart'],
    ['Peop', 'Ottilie R. Quarnwell', 'Ottilie B. Quarnwell', 'name.middleDiffers', 'apart'],
    ['Peop', 'Ottilie Quarnwell Jr.', 'Ottilie Quarnwell', 'name.numberDiffers', 'apart'],
    ['Peop', 'Louis XIV', 'Louis XV', 'name.numberDiffers', 'apart'],
    ['Peop', 'Quarnwell', 'Ottilie Quarnwell', 'name.surname', 'proposed'],
    ['Peop', 'King Oswin II', 'Oswin II', 'name.qualified', 'proposed'],
    ['Peop', 'King Oswin II', 'Oswin III', 'name.numberDiffers', 'apart'],
    ['Org', 'Widget Trade Organisation', 'Widget Trade Organization', 'name.similar', 'proposed'],
    ['Org', 'Lille University', 'Lillo University', 'name.sounds', 'apart'],
    ['Org', 'University of Oldham', 'Oldham University', 'name.order', 'merged'],
    ['Org', 'International Widget Machines', 'IWM', 'name.acronym', 'apart'],
    ['Org', 'Widget Board of 1910', 'Widget Board of 1911', 'name.numberDiffers', 'apart'],
    ['Org', 'Pacific Telegraph', 'London Telegraph', 'name.differs', 'apart'],
    ['Loc', 'U.S.', 'United States of America', 'name.listed', 'merged'],
    ['Loc', 'Oldham, Kent', 'Oldham', 'name.qualified', 'proposed'],
    ['Other', 'steam engines', 'steam engine', 'name.plural', 'merged'],
  ] as const)('%s: %s and %s, by %s, are %s', (type, left, right, kind, outcome) => {
    const found = compare(make(type, left), make(type, right), alone);
    expect(kinds(found)).toContain(kind);
    expect(found.outcome).toBe(outcome);
  });

  test('a spelling that a document used for both joins them', () => {
    const long = make('Org', ['Deutsche Forschungsgemeinschaft', 'DFG']);
    expect(compare(long, make('Org', 'DFG'), alone)).toMatchObject({ outcome: 'merged' });
  });

  test('a common surname says less, and one that many bear less still', () => {
    const probability = (surname: string, members: number) =>
      compare(make('Peop', `A. ${surname}`), make('Peop', `Ada ${surname}`), {
        members: () => members,
      }).probability;
    expect(probability('Quarnwell', 1)).toBeGreaterThan(probability('Smith', 1));
    expect(probability('Quarnwell', 4)).toBeGreaterThan(probability('Quarnwell', 64));
  });

  test('a given name alone is nobody else’s, unless the company agrees', () => {
    const bare = (scope: string, company: Profile['company'] = []) =>
      make('Peop', 'Steve', { key: toLocalKey('steve', scope), company });
    expect(compare(bare('1'), bare('2'), alone).outcome).toBe('apart');
    const company = ['e1', 'e2', 'e3'] as const;
    expect(compare(bare('1', company), bare('2', company), alone).probability).toBeGreaterThan(
      compare(bare('1'), bare('2'), alone).probability,
    );
  });

  test('two chapters of one book share everybody: a crowd says no more than three', () => {
    const chance = (count: number) => {
      const company = Array.from({ length: count }, (_, at) => `e${at + 10}` as const);
      const neighbours = company.map((other) => ({ predicate: 'Kill', isSubject: true, other }));
      const [one, other] = [make('Peop', 'O. Quarnwell'), make('Peop', 'Ottilie Quarnwell')];
      const beside = { company, neighbours };
      return compare({ ...one, ...beside }, { ...other, ...beside }, alone).probability;
    };
    expect(chance(3)).toBeGreaterThan(chance(1));
    expect(chance(40)).toBe(chance(3));
  });

  test('types, company and attributes speak for and against', () => {
    const place = make('Loc', 'Stanway');
    const same = compare(place, make('Org', 'Stanway'), alone);
    expect(kinds(same)).toContain('type.differs');
    expect(same.outcome).not.toBe('merged');
    const [one, other] = [make('Peop', 'O. Quarnwell'), make('Peop', 'Ottilie Quarnwell')];
    const beside = {
      company: ['e9'] as const,
      neighbours: [{ predicate: 'Live_In', isSubject: true, other: 'e9' }] as const,
    };
    expect(
      compare({ ...one, ...beside }, { ...other, ...beside }, alone).probability,
    ).toBeGreaterThan(compare(one, other, alone).probability);
    expect(kinds(compare({ ...one, company: [other.id] }, other, alone))).toContain(
      'company.together',
    );
    const known = (wikidata: string) => ({ ...other, attributes: { wikidata } });
    expect(compare({ ...one, attributes: { wikidata: 'Q1' } }, known('Q1'), alone).outcome).toBe(
      'merged',
    );
    expect(compare({ ...one, attributes: { wikidata: 'Q1' } }, known('Q2'), alone).outcome).toBe(
      'apart',
    );
  });
});

const words = fc.constantFrom(
  'Ada',
  'A.',
  'Smith',
  'Quarnwell',
  'of',
  'the',
  'Kent,',
  'IWM',
  'XIV',
  'Jr.',
  '🚂',
  'États',
  'Board',
);
const profile = fc
  .tuple(
    fc.constantFrom('Peop', 'Org', 'Loc', 'Other'),
    fc.array(words, { minLength: 1, maxLength: 4 }),
  )
  .map(([type, parts]) => make(type, parts.join(' ')));

test('a comparison does not depend on the side, adds up, and can be worded', () => {
  fc.assert(
    fc.property(profile, profile, fc.nat(300), (a, b, members) => {
      fc.pre(a.id !== b.id);
      const statistics = { members: () => members };
      const found = compare(a, b, statistics);
      expect(compare(b, a, statistics)).toEqual(found);
      const bits = found.reasons.reduce((sum, { weight }) => sum + weight, 0);
      expect(found.probability).toBeCloseTo(1 / (1 + 2 ** -bits), 12);
      for (const reason of found.reasons) {
        expect(Object.keys(WEIGHTS)).toContain(reason.kind);
        expect(wordReason(reason)).toMatch(/\.$/u);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is linked at once is what comparing each with each would link, where blocks are small', () => {
  fc.assert(
    fc.property(fc.uniqueArray(profile, { maxLength: 9, selector: ({ id }) => id }), (profiles) => {
      const { links } = link(profiles);
      for (const { left, right, outcome } of links) {
        expect(left < right).toBe(true);
        expect(outcome).not.toBe('apart');
      }
      const pairs = new Set(links.map(({ left, right }) => `${left} ${right}`));
      expect(pairs.size).toBe(links.length);
      expect(link(profiles.toReversed()).links).toEqual(links);
    }),
    { numRuns: 200 },
  );
});
