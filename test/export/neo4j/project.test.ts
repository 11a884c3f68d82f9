import { afterEach, expect, test } from 'vitest';
import { createMirrorSource } from '#engine/outgoing/mirror-source';
import { exportToNeo4j, planNeo4j } from '#export/neo4j';
import { toNaming } from '#resolve/name';
import { openProject } from '#store/open';
import type { Project } from '#store/project';
import { forgetSource, storeDocument } from '#store/store-document';
import {
  group,
  makeFiles,
  makeInMemory,
  step,
  storeAll,
  tossGroups,
} from '../../curation/algebra.ts';
import { startBoltStub, type BoltStub } from '../../neo4j/bolt-stub.ts';
import { makeEmpty, makeProject } from '../make-project.ts';
import { createDice, makeCrowd } from '../../store/crowd.ts';
import { lives, makeInput, works } from '../../store/make.ts';
import { chooseSeed, fc } from '../../random.ts';

const seed = chooseSeed();
const patience = { attempts: 3, pause: 1, silence: 20_000 };
const login = { user: 'neo4j', password: 'canary-1210' };
const stubs: BoltStub[] = [];
async function start(): Promise<BoltStub> {
  const stub = await startBoltStub();
  stubs.push(stub);
  return stub;
}
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.close()));
});

const write = (project: Project, { uri }: BoltStub) =>
  exportToNeo4j(createMirrorSource(project), { uri, ...login }, { patience });
const plan = (project: Project, { uri }: BoltStub) =>
  planNeo4j(createMirrorSource(project), { uri, ...login }, { patience });
const dump = ({ graph }: BoltStub) => [...graph.things].toSorted(([a], [b]) => (a < b ? -1 : 1));
const countOutbox = (project: Project) =>
  project.get<{ rows: number }>('SELECT count(*) AS rows FROM outbox').rows;

test('a project that no database follows notes nothing', () => {
  expect(countOutbox(makeProject())).toBe(0);
});

test('a small change to a project costs a small write', async () => {
  const [project, stub] = [makeProject(30), await start()];
  const first = await write(project, stub);
  expect(countOutbox(project)).toBe(0);
  const before = stub.received();
  const added = makeInput('/in/new.txt', [works('Nobody Before', 'Acme Widget Corp.')]);
  storeDocument(project, added, toNaming);
  const second = await write(project, stub);
  expect(second.written).toBeGreaterThan(4);
  expect(second.written).toBeLessThan(20);
  expect(stub.received() - before).toBe(second.written);
  expect(second.skipped).toBeLessThan(first.written / 10);
  expect(await plan(project, stub)).toMatchObject({ add: 0, change: 0, delete: 0, drifted: 0 });
  expect(countOutbox(project)).toBe(0);
});

test('whatever is imported, changed and taken out: following it gives what writing it anew gives', async () => {
  const steps = fc.array(
    fc.record({
      file: fc.integer({ min: 0, max: 5 }),
      seed: fc.integer({ min: 0, max: 20 }),
      isGone: fc.boolean(),
    }),
    { minLength: 4, maxLength: 16 },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (changes, every) => {
      const [project, followed, anew] = [makeEmpty(), await start(), await start()];
      await write(project, followed);
      for (const [at, { file, seed, isGone }] of changes.entries()) {
        const input = makeCrowd(createDice(seed), file, 6, 12);
        if (isGone) forgetSource(project, input.source.path, toNaming);
        else storeDocument(project, input, toNaming);
        if (at % every === 0) await write(project, followed);
      }
      await write(project, followed);
      await write(project, anew);
      expect(dump(followed)).toEqual(dump(anew));
      // Two databases follow; neither keeps the other's notes alive.
      await write(project, followed);
      expect(countOutbox(project)).toBe(0);
    }),
    { numRuns: 10 },
  );
}, 60_000);

test(`whatever people decide, undo and redo: it is followed, and none of it is taken for drift, seed ${seed}`, async () => {
  for (let round = 0; round < 8; round += 1) {
    const dice = createDice(seed + round);
    const [project, followed, anew] = [makeInMemory(), await start(), await start()];
    const files = makeFiles(dice);
    storeAll(project, files);
    await write(project, followed);
    for (let at = 0; at < 12; at += 1) {
      const toss = dice();
      const [path = ''] = Object.keys(files).toSorted(() => dice() - 0.5);
      if (toss < 0.1) forgetSource(project, path, toNaming);
      else if (toss < 0.25) storeDocument(project, makeInput(path, files[path] ?? []), toNaming);
      else if (toss < 0.35) group(project, tossGroups(project, dice));
      else step(project, dice);
      if (dice() < 0.4) expect(await write(project, followed)).toMatchObject({ drifted: 0 });
    }
    expect(await write(project, followed)).toMatchObject({ drifted: 0 });
    const nothing = { add: 0, change: 0, delete: 0, drifted: 0 };
    expect(await plan(project, followed)).toMatchObject(nothing);
    await write(project, anew);
    expect(dump(followed)).toEqual(dump(anew));
    project.close();
  }
}, 120_000);

test('the notes outlive the program', async () => {
  const [project, stub] = [makeProject(), await start()];
  await write(project, stub);
  storeDocument(project, makeInput('/in/later.txt', [lives('Late Comer', 'Paris')]), toNaming);
  const { path } = project;
  project.close();
  const again = openProject(path);
  try {
    const report = await write(again, stub);
    expect(report.written).toBeGreaterThan(4);
    expect(report.skipped).toBeLessThan(20);
    expect(await plan(again, stub)).toMatchObject({ add: 0, change: 0, delete: 0 });
  } finally {
    again.close();
  }
});

test('killed between what the database noted and what the project noted: the next write knows', async () => {
  const [project, stub] = [makeProject(), await start()];
  await write(project, stub);
  storeDocument(project, makeInput('/in/later.txt', [lives('Late Comer', 'Paris')]), toNaming);
  const source = createMirrorSource(project);
  const killed: typeof source = {
    ...source,
    outbox: {
      ...source.outbox,
      settle() {
        throw new Error('killed');
      },
    },
  };
  const begun = exportToNeo4j(killed, { uri: stub.uri, ...login }, { patience });
  await expect(begun).rejects.toThrow('killed');
  expect(await plan(project, stub)).toMatchObject({ isKnown: true, add: 0, change: 0, delete: 0 });
  const again = await write(project, stub);
  expect(again).toMatchObject({ written: 0, deleted: 0, drifted: 0 });
  expect(again.skipped).toBeLessThan(20);
});
