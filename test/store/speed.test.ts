import { expect, it } from 'vitest';
import { toNaming } from '#resolve/name';
import { getEntity, listEntities } from '#store/entities';
import { countFacets } from '#store/facets';
import { viewGraph } from '#store/graph-view';
import { createProject, openProject } from '#store/open';
import type { Project } from '#store/project';
import { find } from '#store/search';
import { storeDocument } from '#store/store-document';
import { getSummary } from '#store/summary';
import { listTriples } from '#store/triples';
import { createDice, makeCrowd } from './crowd.ts';
import { fill } from './fill.ts';
import { makePath } from './make.ts';

// Bounds are ten times what an idle desktop takes: they catch a plan that went wrong, not a slow day. Figures of a million
// facts come from test/bench/store.ts.
const RELATIONS = Number(process.env['ESPALIER_RELATIONS'] ?? 100_000);

/** Milliseconds of processor: other work on the machine counts less than on the clock. */
function measure(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1000);
}

it(`answers quickly over ${RELATIONS} relations`, { timeout: 300_000 }, () => {
  const path = makePath();
  const filled = createProject(path);
  fill(filled.database, RELATIONS);
  filled.close();
  const project = openProject(path);
  const entity = listEntities(project, { offset: 500, limit: 1 }).rows[0]?.id ?? 'e';
  const questions: Readonly<
    Record<string, readonly [bound: number, (project: Project) => unknown]>
  > = {
    summary: [200, getSummary],
    'page of facts': [300, (it) => listTriples(it)],
    'page of facts by subject': [300, (it) => listTriples(it, { sort: 'subject' })],
    'page of entities': [100, (it) => listEntities(it)],
    facets: [100, (it) => countFacets(it)],
    'one entity': [500, (it) => getEntity(it, entity)],
    'neighbourhood, 2 hops': [1000, (it) => viewGraph(it, { around: [entity], hops: 2 })],
    'graph, 300 entities': [2000, (it) => viewGraph(it)],
    find: [1000, (it) => find(it, 'ada 1f')],
  };
  for (const [name, [bound, ask]] of Object.entries(questions)) {
    project.revision += 1;
    const milliseconds = measure(() => ask(project));
    console.info(`${name}: ${milliseconds} ms`);
    expect(milliseconds, `bound of ${name}`).toBeLessThan(bound);
  }
  const inputs = Array.from({ length: 200 }, (_, n) => makeCrowd(createDice(n), n, 20, 20_000));
  const writing = measure(() => {
    for (const input of inputs) storeDocument(project, input, toNaming);
  });
  const rate = Math.round((inputs.length * 20 * 1000) / writing);
  console.info(`writing: ${rate} relations (${rate / 20} documents) per second of processor`);
  expect(rate).toBeGreaterThan(500);
  project.close();
});
