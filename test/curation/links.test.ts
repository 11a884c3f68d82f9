import { expect, it } from 'vitest';
import { eachLogLine, replayText } from '#engine/curation-file';
import { linkProject } from '#engine/import/linking';
import { toNaming } from '#engine/pipeline';
import { digest } from '#store/digest';
import type { Project } from '#store/project';
import { listProposals } from '#store/proposals';
import { forgetSource, storeDocument } from '#store/store-document';
import { verify } from '#store/verify';
import { makeDocument, type MadeName } from '../resolve/made-documents.ts';
import { createDice } from '../store/crowd.ts';
import { makeInMemory, step, undoAll, type Dice } from './algebra.ts';
import { decide, entity, listNames, makeEmpty } from './make.ts';
import { chooseSeed } from '../random.ts';

const seed = chooseSeed();

const NAMES: readonly MadeName[] = [
  ['Peop', 'Ada Marlow'],
  ['Peop', 'A. Marlow'],
  ['Peop', 'Ada M. Marlow'],
  ['Peop', 'Bill Zorn'],
  ['Peop', 'William Zorn'],
  ['Org', 'University of Oldham'],
  ['Org', 'Oldham University'],
  ['Org', 'United States Senate'],
  ['Org', 'U.S. Senate 🚀'],
  ['Loc', 'U.S.'],
  ['Loc', 'United States'],
  ['Loc', 'America'],
];
const name = (at: number): MadeName => NAMES[at] ?? ['Loc', 'Rome'];

const toss = (dice: Dice, n: number) =>
  makeDocument(
    `/${n}.txt`,
    Array.from({ length: 1 + Math.floor(dice() * 3) }, () =>
      Array.from({ length: 2 }, () => name(Math.floor(dice() * NAMES.length))),
    ),
  );

async function take(project: Project, documents: readonly ReturnType<typeof toss>[]) {
  for (const each of documents) storeDocument(project, each, toNaming);
  await linkProject(project);
}

it('links what comes after a merge, and leaves nothing of it behind when it is undone', async () => {
  const project = makeEmpty();
  const quill: MadeName = ['Peop', 'Nora Quill'];
  await take(project, [makeDocument('/a.txt', [[quill, ['Org', 'Lake Board']]])]);
  const start = digest(project);
  const entities = [entity(project, 'Nora Quill'), entity(project, 'Lake Board')];
  decide(project, { kind: 'entity.merge', entities });
  // Two parts of the graph of links come up for clustering at once.
  const later = [
    makeDocument('/b.txt', [[name(5), name(9)]]),
    makeDocument('/c.txt', [[name(6), name(10)]]),
    makeDocument('/d.txt', [[quill, name(6)]]),
  ];
  await take(project, later);
  expect(
    project.get<{ parts: number }>('SELECT count(DISTINCT lead) AS parts FROM home_group').parts,
  ).toBe(2);
  expect(verify(project, toNaming).problems).toEqual([]);
  undoAll(project);
  for (const { source } of later) forgetSource(project, source.path, toNaming);
  await linkProject(project);
  expect(listNames(project)).toContain('Nora Quill 1');
  expect(digest(project)).toBe(start);
});

it('makes links that know of no decision, so that an undone one is gone', async () => {
  for (let n = 0; n < 6; n += 1) {
    const dice = createDice(seed + n);
    const documents = Array.from({ length: 9 }, (_, at) => toss(dice, at));
    const project = makeInMemory();
    for (let at = 0; at < documents.length; at += 3) {
      await take(project, documents.slice(at, at + 3));
      for (let each = 0; each < 5; each += 1) step(project, dice);
    }
    expect(verify(project, toNaming).problems, `seed ${seed}, case ${n}`).toEqual([]);
    const fresh = makeInMemory();
    await take(fresh, documents.toReversed());
    const start = digest(fresh);
    const asked = listProposals(fresh).total;
    replayText(fresh, [...eachLogLine(project)].join('\n'));
    expect(digest(fresh), `seed ${seed}, case ${n}`).toBe(digest(project));
    undoAll(project);
    expect(digest(project), `seed ${seed}, case ${n}`).toBe(start);
    expect(listProposals(project).total, `seed ${seed}, case ${n}`).toBe(asked);
    for (const each of [project, fresh]) each.close();
  }
});

it('judges a project anew that was judged in an older way, and touches no decision', async () => {
  const dice = createDice(seed);
  const documents = Array.from({ length: 12 }, (_, at) => toss(dice, at));
  const [project, fresh] = [makeInMemory(), makeInMemory()];
  await take(project, documents);
  for (let each = 0; each < 8; each += 1) step(project, dice);
  const log = [...eachLogLine(project)].join('\n');
  const before = digest(project);
  const links = () => project.all('SELECT * FROM link ORDER BY left_home, right_home');
  const judged = links();
  // As an older version left it: it asked what is not asked now, did not ask what is, and knew other blocks.
  project.transaction(() => {
    project.run("UPDATE link SET outcome = 'proposed', probability = 0.5 WHERE outcome = 'merged'");
    project.run("DELETE FROM block WHERE name LIKE 'person %'");
    project.run("DELETE FROM block_size WHERE name LIKE 'person %'");
    project.run("UPDATE counter SET value = 0 WHERE name = 'judged'");
  });
  expect(links()).not.toEqual(judged);
  await linkProject(project);
  expect(links(), `seed ${seed}`).toEqual(judged);
  expect(digest(project), `seed ${seed}`).toBe(before);
  expect(verify(project, toNaming).problems, `seed ${seed}`).toEqual([]);
  expect([...eachLogLine(project)].join('\n')).toBe(log);
  await take(fresh, documents);
  replayText(fresh, log);
  expect(digest(fresh), `seed ${seed}`).toBe(before);
  // And once only.
  expect(await linkProject(project)).toMatchObject({ homes: 0, pairs: 0 });
  for (const each of [project, fresh]) each.close();
});

it('lets a home that may go with either of two go with the one for whom more speaks, and move when that changes', async () => {
  const company = (...names: readonly string[]) => names.map((each): MadeName => ['Peop', each]);
  const here = company('Nora Quill', 'Otti Quarn', 'Ilse Zell');
  const there = company('Bo Tarn', 'Ada Marlow', 'Jorge Lund');
  const [us, states, america] = [name(9), name(10), name(11)];
  // Each way round, so that the order of ids cannot be right twice.
  for (const [first, second] of [
    [us, states],
    [states, us],
  ] as const) {
    const project = makeInMemory();
    const entities = () =>
      Object.fromEntries(
        project
          .all<{ text: string; entity: number }>('SELECT DISTINCT text, entity FROM mention')
          .map(({ text, entity: key }) => [text, key]),
      );
    storeDocument(project, makeDocument('/a.txt', [[first, ...here]]), toNaming);
    storeDocument(project, makeDocument('/b.txt', [[second, ...there]]), toNaming);
    decide(project, {
      kind: 'entity.separate',
      entities: [entity(project, first[1]), entity(project, second[1])],
    });
    await take(project, [makeDocument('/c.txt', [[america, ...here]])]);
    expect(entities()[america[1]]).toBe(entities()[first[1]]);
    expect(entities()[america[1]]).not.toBe(entities()[second[1]]);
    expect(verify(project, toNaming).problems).toEqual([]);
    // The group is the same three; what speaks for whom is not.
    forgetSource(project, '/c.txt', toNaming);
    await take(project, [makeDocument('/d.txt', [[america, ...there]])]);
    expect(entities()[america[1]]).toBe(entities()[second[1]]);
    expect(entities()[first[1]]).not.toBe(entities()[second[1]]);
    expect(verify(project, toNaming).problems).toEqual([]);
    project.close();
  }
});
