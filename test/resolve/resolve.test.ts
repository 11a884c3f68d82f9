import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Extraction, Mention } from '#domain/extraction';
import { resolve } from '#resolve/resolve';
import { fc } from '../random.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Builds a document out of `[Peop John Smith] met …`; one sentence a line. */
function mark(marked: string): { text: string; extractions: Extraction[] } {
  const extractions: Extraction[] = [];
  let text = '';
  for (const line of marked.split('\n')) {
    const start = text.length;
    const mentions: Mention[] = [];
    for (const part of line.split(/(\[[A-Z][a-z]+ [^\]]+\])/u)) {
      const found = /^\[(\w+) (.+)\]$/u.exec(part);
      const words = found?.[2] ?? part;
      if (found?.[1] !== undefined)
        mentions.push({
          start: text.length,
          end: text.length + words.length,
          type: found[1],
          score: 0.9,
        });
      text += words;
    }
    extractions.push({ start, end: text.length, mentions, relations: [] });
    text += '\n';
  }
  return { text, extractions };
}

/** The spellings of each cluster, in order of first mention. */
function join(marked: string): string[][] {
  const { text, extractions } = mark(marked);
  const { mentions, clusters } = resolve({ text, extractions, digest });
  return clusters.map((cluster) =>
    cluster.mentions.map((at) => text.slice(mentions[at]?.start, mentions[at]?.end)),
  );
}

describe('within one document', () => {
  test.each([
    ['surname after the full name', '[Peop John Smith] came. [Peop Smith] 🚀 left.', 1],
    ['surname before the full name', '[Peop Smith] left. [Peop John Smith] came.', 1],
    ['titled surname', '[Peop John Smith] came.\n[Peop Mr. Smith] left.', 1],
    ['two bearers of a surname', '[Peop John Smith], [Peop Ann Smith], [Peop Smith]', 3],
    ['one bearer in two lengths', '[Peop John F. Smith], [Peop John Smith], [Peop Smith]', 1],
    ['initials', '[Peop J. F. Kennedy], [Peop John Fitzgerald Kennedy], [Peop JFK]', 1],
    ['an initial that fits two', '[Peop J. Smith], [Peop John Smith], [Peop Jane Smith]', 3],
    ['given name', '[Peop Ada Lovelace] wrote. [Peop Ada] read.', 1],
    ['middle name alone', '[Peop John Fitzgerald Kennedy], [Peop Fitzgerald]', 2],
    ['a king with and without his title', '[Peop King Oswin II], [Peop Oswin II]', 1],
    ['two kings of a name', '[Peop King Oswin II], [Peop Oswin III]', 2],
    ['a river', '[Loc River Widget] and [Loc Widget]; [Loc Tagus River], [Loc Tagus]', 2],
    ['a town at a lake of its name', '[Loc Lake Widget] and [Loc Widget]', 2],
    ['a state and a valley in it', '[Loc Widget Valley] lies in [Loc Widget]', 2],
    ['father and son', '[Peop John Smith], [Peop John Smith Jr.]', 2],
    ['surname before a suffix', '[Peop John Smith Jr.] and [Peop Smith]', 1],
    ['types are never joined', '[Peop John Ford], [Loc Ford], [Org Ford]', 3],
    ['legal forms', '[Org Acme Widget Corp.], [Org Acme Widget Corporation], [Org Acme Widget]', 1],
    ['first word of a company', '[Org Ford Motor Co.] said. [Org Ford] denied.', 1],
    [
      'first word of no company',
      '[Org Leiden University Libraries] and [Org Leiden University]',
      2,
    ],
    [
      'first words of a company',
      '[Org General Widget Systems Inc.] grew. [Org General Widget] fell.',
      1,
    ],
    ['generic first word', '[Org House Budget Committee] sat. The [Org House] voted.', 2],
    [
      'acronym by initials',
      '[Org Federal Bureau of Investigation] and the [Org FBI] and [Org F.B.I.]',
      1,
    ],
    ['acronym with the legal form', '[Org International Business Machines Corp.], [Org IBM]', 1],
    ['acronym that fits two', '[Org Bank of Austria], [Org Bar of Athens], [Org BoA], [Org BA]', 4],
    ['country', '[Loc United States], [Loc U.S.], [Loc U. S.]', 1],
    ['acronym by brackets', '[Org Deutsche Forschungsgemeinschaft] ([Org DFG]) and [Org DFG]', 1],
    ['brackets that define nothing', '[Loc Santa Fe] ([Loc NM])', 2],
    ['place with where it lies', '[Loc Oldham, Kent] and [Loc Oldham]', 1],
    [
      'place with where it lies, twice',
      '[Loc Oldham, Kent], [Loc Oldham, Surrey], [Loc Oldham]',
      3,
    ],
    ['names of a country', '[Loc U.S.], [Loc America], [Loc United States of America]', 1],
    ['with and without the country', '[Org U.S. Senate] and [Org Senate]', 1],
    ['decorated', '[Other Quarnwell steam engine] and [Other Quarnwell]', 1],
    ['two middle initials', '[Peop Otto H. W. Zorn] and [Peop Otto W. Zorn]', 2],
    ['initials written together', '[Peop SM Quarn] and [Peop Sheila Mona Quarn]', 1],
    ['honours behind a name', '[Peop Otti Quarn, QC] and [Peop Ms Quarn]', 1],
    ['pronoun with one person', '[Peop Ottilie Quarn] wrote. [Peop She] 🚀 left.', 1],
    [
      'pronoun with two persons',
      '[Peop Ottilie Quarn] met [Peop Cosima Zorn]. [Peop She] left.',
      3,
    ],
    ['pronoun of the other gender', '[Peop Mr. Quarn] met [Peop Ms. Zorn]. [Peop She] left.', 2],
    ['its of the only firm near', '[Org Quarn Ltd] closed. [Org Its] mill 🚀 burned.', 1],
    [
      'its of the only firm in the sentence',
      '[Org Zorn & Co] left. [Org Quarn Ltd] sold [Org its] mill.',
      2,
    ],
    ['its of one of two', '[Org Zorn & Co] and [Org Quarn Ltd] left. [Org Its] mill burned.', 3],
    ['its of a place', '[Loc Umber] grew. [Org Quarn Ltd] left. [Loc Its] mill burned.', 2],
    ['it of a person', '[Peop Ottilie Quarn] wrote. [Peop It] left.', 2],
    ['pronoun for several', '[Peop Ottilie Quarn] wrote. [Peop They] left.', 2],
    ['who, just behind a person', 'to [Peop Otto Zorn], [Peop who] was late.', 1],
    ['who, of two', '[Peop Ann Quarn] and [Peop Otto Zorn], [Peop who] was late.', 2],
    ['who, farther off', '[Peop Otto Zorn] asked [Peop who] was late.', 2],
    ['who, behind a place', '[Peop Otto Zorn] of [Loc Oldham], [Peop who] was late.', 3],
    ['description', '[Org Oldham University] grew. [Org the university] fell.', 1],
    ['description that fits another', '[Org Oldham Bank] grew. [Org the university] fell.', 2],
    ['lower case is no acronym', '[Org International Business Machines], [Org ibm]', 2],
  ])('%s', (_, marked, clusters) => {
    expect(join(marked)).toHaveLength(clusters);
  });

  test('the key of a cluster is the full name', () => {
    const { text, extractions } = mark('[Peop Smith] and [Peop Mr. John Smith]');
    const { clusters } = resolve({ text, extractions, digest });
    expect(clusters).toMatchObject([{ key: 'john smith', type: 'Peop', mentions: [0, 1] }]);
    expect(clusters[0]?.entity).toMatch(/^e[0-9a-f]{24}$/u);
  });
});

test('relations point into the flattened list', () => {
  const { text, extractions } = mark('[Peop Ann] left.\n[Peop Bob] joined [Org Acme].');
  const [first, second] = extractions as [Extraction, Extraction];
  const related = { ...second, relations: [{ head: 0, tail: 1, type: 'Work_For', score: 0.8 }] };
  const { mentions, relations } = resolve({ text, extractions: [related, first], digest });
  expect(mentions.map(({ start, end }) => text.slice(start, end))).toEqual(['Ann', 'Bob', 'Acme']);
  expect(relations).toEqual([{ head: 1, tail: 2, type: 'Work_For', score: 0.8 }]);
});

const name = fc
  .array(
    fc.constantFrom(
      'John',
      'Ann',
      'J.',
      'Smith',
      'Kennedy',
      'Ford',
      'IBM',
      'International',
      'Motor',
      'Co.',
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((words) => words.join(' '));
const marked = fc
  .array(fc.tuple(fc.constantFrom('Peop', 'Org', 'Loc'), name), { minLength: 1, maxLength: 20 })
  .map((names) => names.map(([type, words]) => `[${type} ${words}]`).join('\n'));

test('every mention is in exactly one cluster, and no cluster mixes types', () => {
  fc.assert(
    fc.property(marked, (source) => {
      const { text, extractions } = mark(source);
      const { mentions, clusters } = resolve({ text, extractions, digest });
      const placed = clusters.flatMap((cluster) => cluster.mentions).sort((a, b) => a - b);
      expect(placed).toEqual(mentions.map((_, at) => at));
      for (const cluster of clusters)
        for (const at of cluster.mentions) expect(mentions[at]?.type).toBe(cluster.type);
      expect(new Set(clusters.map((cluster) => cluster.entity)).size).toBe(clusters.length);
    }),
    { numRuns: 500 },
  );
});

test('the order of extractions does not matter', () => {
  const shuffled = marked.chain((source) => {
    const { text, extractions } = mark(source);
    const all = { minLength: extractions.length, maxLength: extractions.length };
    return fc.record({
      text: fc.constant(text),
      extractions: fc.constant(extractions),
      other: fc.shuffledSubarray(extractions, all),
    });
  });
  fc.assert(
    fc.property(shuffled, ({ text, extractions, other }) => {
      expect(resolve({ text, extractions: other, digest })).toEqual(
        resolve({ text, extractions, digest }),
      );
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['one surname', (at: number) => `Name${at} Smith`],
  [
    'one surname, lengths mixed',
    (at: number) => ['J. Smith', `J${at} Smith`, `J${at} ${at} Smith`][at % 3] ?? '',
  ],
  ['one given name', (at: number) => ['Ann', `Ann Name${at}`][at % 2] ?? ''],
  ['all different', (at: number) => `Given${at} Family${at * 7}`],
])('50,000 mentions, %s, in well under a second', (_, toName) => {
  const names = Array.from({ length: 50_000 }, (__, at) => `[Peop ${toName(at)}]`);
  const { text, extractions } = mark(names.join('\n'));
  const before = process.cpuUsage();
  resolve({ text, extractions, digest });
  const { user, system } = process.cpuUsage(before);
  // Processor time, because the machine may be busy: about half a second. A quadratic loop takes minutes.
  expect((user + system) / 1e6).toBeLessThan(4);
});
