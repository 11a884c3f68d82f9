import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { digest } from '#engine/digest';
import { linkProject } from '#engine/import/linking';
import { toNaming } from '#engine/pipeline';
import { compareLeads, link } from '#resolve/link';
import { toProfiles } from '#resolve/profiles';
import type { StoreInput } from '#store/facts';
import { createProject } from '#store/open';
import type { Project } from '#store/project';
import { forgetSource, storeDocument } from '#store/store-document';
import { makeDocument, type MadeName } from './made-documents.ts';
import { fc } from '../random.ts';

const folder = mkdtempSync(join(tmpdir(), 'espalier-linking-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

async function inProject<Result>(work: (project: Project) => Promise<Result>): Promise<Result> {
  const project = createProject(join(folder, `${(made += 1)}.espalier`));
  try {
    return await work(project);
  } finally {
    project.close();
  }
}

/** Everything linking wrote that must not depend on the order of import. */
function read(project: Project) {
  return {
    links: project
      .all<object>('SELECT * FROM link ORDER BY left_home, right_home')
      .map((row) => ({ ...row })),
    groups: project
      .all<object>('SELECT * FROM home_group ORDER BY lead, home')
      .map((row) => ({ ...row })),
    blocks: project
      .all<object>('SELECT * FROM block ORDER BY name, asks, home')
      .map((row) => ({ ...row })),
    sizes: project.all<object>('SELECT * FROM block_size ORDER BY name').map((row) => ({ ...row })),
  };
}

/** The same in memory, all at once. */
function expected(documents: readonly StoreInput[]) {
  const inputs = documents.map(({ documentId: id, document: { text }, resolution }) => ({
    id,
    text,
    resolution,
  }));
  const profiles = toProfiles(inputs, digest);
  const { links, clusters } = link(profiles);
  const of = new Map(profiles.map((profile) => [profile.id, profile]));
  const groups = clusters.flatMap((cluster) => {
    const [lead] = cluster.flatMap((id) => of.get(id) ?? []).sort(compareLeads);
    return cluster.map((home) => ({ home, lead: lead?.id ?? home }));
  });
  groups.sort((a, b) => (a.lead < b.lead ? -1 : a.lead > b.lead ? 1 : a.home < b.home ? -1 : 1));
  return {
    groups,
    links: links.map(({ left, right, probability, outcome, reasons }) => ({
      left_home: left,
      right_home: right,
      probability,
      outcome,
      reasons: JSON.stringify(reasons),
    })),
  };
}

const person = fc.constantFrom(
  ...[
    'Ada Marlow',
    'A. Marlow',
    'Marlow',
    'Ada M. Marlow',
    'Ada B. Marlow',
    'Bill Zorn',
    'William Zorn',
    'Zorn',
  ],
  ...[
    'Pyotr Chaikovsky',
    'Peter Tchaikovsky',
    'Steve',
    'Smith',
    'Ann Smith',
    'Smith Ann',
    'Józef Wójcik',
    'Jozef Wojcik',
  ],
);
const organisation = fc.constantFrom(
  ...[
    'International Widget Machines',
    'IWM',
    'University of Oldham',
    'Oldham University',
    'Acme Corp.',
    'Acme',
  ],
  ...['U.S. Senate', 'Senate', 'United States Senate', 'Lake Board', 'Lake Bord'],
);
const place = fc.constantFrom(
  'Oldham',
  'Oldham, Kent',
  'U.S.',
  'United States',
  'America',
  'Tagus River',
  'Tagus',
);
const name: fc.Arbitrary<MadeName> = fc.oneof(
  person.map((text) => ['Peop', text] as const),
  organisation.map((text) => ['Org', text] as const),
  place.map((text) => ['Loc', text] as const),
);
const toDocuments = (all: readonly (readonly (readonly MadeName[])[])[]) =>
  all.map((lines, at) => makeDocument(`/letter-${at}.txt`, lines));
const collection = fc
  .array(fc.array(fc.array(name, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 12,
  })
  .map(toDocuments);
/** More documents name a home than a profile is made of. */
const crowd = fc
  .array(fc.array(fc.array(name, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 3 }), {
    minLength: 30,
    maxLength: 40,
  })
  .map(toDocuments);

test.each([
  { of: 'few documents', documents: collection, numRuns: 25 },
  { of: 'many documents', documents: crowd, numRuns: 5 },
])(
  'links and groups are a function of the documents, whatever the order, the batches and the detours: $of',
  async ({ documents: arbitrary, numRuns }) => {
    const plans = arbitrary.chain((documents) =>
      fc.record({
        documents: fc.constant(documents),
        order: fc.shuffledSubarray(documents, { minLength: documents.length }),
        /** After which documents links are made: several imports. */
        stops: fc.array(fc.boolean(), { minLength: documents.length, maxLength: documents.length }),
        /** Taken out and brought back later. */
        detour: fc.subarray(documents),
      }),
    );
    await fc.assert(
      fc.asyncProperty(plans, async ({ documents, order, stops, detour }) => {
        const wanted = expected(documents);
        const got = await inProject(async (project) => {
          for (const [at, document] of order.entries()) {
            storeDocument(project, document, toNaming);
            if (stops[at]) await linkProject(project);
          }
          await linkProject(project);
          for (const document of detour) forgetSource(project, document.source.path, toNaming);
          await linkProject(project);
          for (const document of detour) storeDocument(project, document, toNaming);
          await linkProject(project);
          return read(project);
        });
        expect(got.links).toEqual(wanted.links);
        expect(got.groups).toEqual(wanted.groups);
      }),
      { numRuns },
    );
  },
);

test('nothing is left when all documents are gone', async () => {
  const documents = fc
    .sample(collection, { numRuns: 3, seed: 5 })
    .flat()
    .map((each, at) => ({ ...each, source: { ...each.source, path: `/${at}` } }));
  const left = await inProject(async (project) => {
    for (const document of documents) storeDocument(project, document, toNaming);
    await linkProject(project);
    for (const { source } of documents) forgetSource(project, source.path, toNaming);
    await linkProject(project);
    return read(project);
  });
  expect(left).toEqual({ links: [], groups: [], blocks: [], sizes: [] });
});

test('a new document costs what it brings, not what is there', async () => {
  await inProject(async (project) => {
    const crowd = (at: number): MadeName[][] =>
      Array.from({ length: 5 }, (_, line) => [
        ['Peop', `Given${(at * 7 + line) % 50} Family${at * 5 + line}`] as const,
        ['Org', `Works Number ${at * 5 + line} of Oldham`] as const,
        ['Loc', 'United States'] as const,
      ]);
    for (let at = 0; at < 100; at += 1)
      storeDocument(project, makeDocument(`/${at}`, crowd(at)), toNaming);
    await linkProject(project);
    storeDocument(
      project,
      makeDocument('/new', [
        [
          ['Peop', 'Nora Quill'],
          ['Loc', 'America'],
        ],
      ]),
      toNaming,
    );
    const { homes, pairs } = await linkProject(project);
    expect(homes).toBeLessThan(12);
    expect(pairs).toBeLessThan(60);
  });
});

test('ids that were seen go on to find the entity', async () => {
  const first = makeDocument('/1', [[['Loc', 'America']]]);
  const second = makeDocument('/2', [[['Loc', 'United States']]]);
  await inProject(async (project) => {
    storeDocument(project, first, toNaming);
    await linkProject(project);
    storeDocument(project, second, toNaming);
    await linkProject(project);
    const homes = [first, second].map(({ resolution }) => resolution.clusters[0]?.entity ?? 'e');
    const leads = homes.map(
      (home) =>
        project.get<{ lead: string }>('SELECT lead FROM home_group WHERE home = ?', home).lead,
    );
    expect(new Set(leads).size).toBe(1);
    expect(homes).toContain(leads[0]);
  });
});

test.each([
  { place: 11, counts: true },
  { place: 12, counts: false },
])(
  'the first twelve documents that name a home tell of it, whichever comes last: $place',
  async ({ place, counts }) => {
    const letters = [...'abcdefghijklmnopqrst']
      .map((letter) => `Board of L${letter}keham`)
      .map((board) => ({
        board,
        document: makeDocument(`/${board}`, [
          [
            ['Peop', 'Ada Marlow'],
            ['Org', board],
          ],
        ]),
      }))
      .toSorted((a, b) => (a.document.documentId < b.document.documentId ? -1 : 1));
    const { document: last, board } = letters[place] ?? {};
    if (!last || !board) throw new Error('no letter');
    const shared = makeDocument('/shared', [
      [
        ['Peop', 'A. Marlow'],
        ['Org', board],
      ],
    ]);
    const documents = [shared, ...letters.map(({ document }) => document)];
    await inProject(async (project) => {
      for (const each of documents) if (each !== last) storeDocument(project, each, toNaming);
      await linkProject(project);
      storeDocument(project, last, toNaming);
      await linkProject(project);
      const { links } = expected(documents);
      expect(read(project).links).toEqual(links);
      const [link] = links.filter(({ reasons }) => reasons.includes('A. Marlow'));
      expect(link?.reasons.includes('company.shared')).toBe(counts);
    });
  },
);
