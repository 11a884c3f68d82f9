import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toNaming } from '#resolve/name';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { listDocuments } from '#store/documents';
import { getEntity, listEntities } from '#store/entities';
import { countFacets } from '#store/facets';
import { viewGraph } from '#store/graph-view';
import { listMentions } from '#store/mentions';
import { createProject, openProject } from '#store/open';
import { find } from '#store/search';
import { storeDocument } from '#store/store-document';
import { getSummary } from '#store/summary';
import { getTriple, listTriples } from '#store/triples';
import { fill } from '../store/fill.ts';
import { createDice, makeCrowd } from '../store/crowd.ts';

// node test/bench/store.ts RELATIONS [PATH] [fill]: writes that many relations, 20 a document, then times what the views
// ask. With a path that exists only the questions are timed; "fill" writes in bulk, for the questions' sake.
const relations = Number(process.argv[2] ?? 1_000_000);
const kept = process.argv[3];
const folder = mkdtempSync(join(tmpdir(), 'espalier-bench-'));
const path = kept ?? join(folder, 'crowd.espalier');
const SENTENCES = 20;

if (!statSync(path, { throwIfNoEntry: false }))
  if (process.argv[4] === 'fill') {
    const project = createProject(path);
    time('filling', () => fill(project.database, relations));
    time('close', () => project.close());
  } else write();
ask();
rmSync(folder, { recursive: true });

function write(): void {
  const dice = createDice(7);
  const project = createProject(path);
  let [milliseconds, processor] = [0, 0];
  for (let n = 0; n < relations / SENTENCES; n += 1) {
    const input = makeCrowd(dice, n, SENTENCES, relations / 5);
    const started = performance.now();
    const before = process.cpuUsage();
    storeDocument(project, input, toNaming);
    const { user, system } = process.cpuUsage(before);
    milliseconds += performance.now() - started;
    processor += (user + system) / 1000;
    if ((n + 1) % 5000 === 0) {
      print(
        `${(n + 1) * SENTENCES} relations`,
        `${toRate(milliseconds)}, by processor time ${toRate(processor)}`,
      );
      [milliseconds, processor] = [0, 0];
    }
  }
  time('close', () => project.close());
}

/** Of 5,000 documents. */
function toRate(milliseconds: number): string {
  return `${Math.round((5000 * SENTENCES * 1000) / milliseconds)} relations/s`;
}

function ask(): void {
  const project = time('open', () => openProject(path));
  print('size', `${Math.round(statSync(path).size / 1e6)} MB`);
  const cold = (): void => void (project.revision += 1);
  const summary = time('summary', () => getSummary(project));
  print(
    'holds',
    `${summary.entities} entities, ${summary.triples} triples, ${summary.mentions} mentions`,
  );
  cold();
  time('first page of facts, with total', () => listTriples(project));
  for (const sort of ['subject', 'predicate', 'object', 'score', 'documents'] as const)
    time(`page of facts by ${sort}`, () => listTriples(project, { sort }));
  time('page of facts, offset 100,000', () => listTriples(project, { offset: 100_000 }));
  time('page of facts of one predicate', () => listTriples(project, { predicates: ['Kill'] }));
  time('page of facts of two predicates', () =>
    listTriples(project, { predicates: ['Kill', 'Live_In'] }),
  );
  time('page of facts between two types', () =>
    listTriples(project, { subjectTypes: ['Peop'], objectTypes: ['Loc'], sort: 'documents' }),
  );
  time('page of facts above 0.9', () => listTriples(project, { minScore: 0.9 }));
  time('page of facts with "elise z"', () => listTriples(project, { query: 'elise z' }));
  time('page of facts with "son"', () => listTriples(project, { query: 'son' }));
  time('page of facts with "zz"', () => listTriples(project, { query: 'zz' }));
  time('facets', () => (cold(), countFacets(project)));
  time('facets above 0.9', () => countFacets(project, { minScore: 0.9 }));
  const entities = time('first page of entities', () => listEntities(project));
  for (const sort of ['name', 'type', 'mentions', 'documents', 'triples'] as const)
    time(`page of entities by ${sort}`, () => listEntities(project, { sort }));
  time('page of entities of two types', () => listEntities(project, { types: ['Loc', 'Org'] }));
  time('page of entities with "son"', () => listEntities(project, { query: 'son' }));
  time('page of entities with "z"', () => listEntities(project, { query: 'z' }));
  const hub = entities.rows[0]?.id ?? 'e';
  const small =
    listEntities(project, { offset: Math.floor(summary.entities / 2), limit: 1 }).rows[0]?.id ??
    hub;
  for (const [name, id] of [
    ['hub', hub],
    ['small', small],
  ] as const) {
    time(`entity, ${name}`, () => getEntity(project, id));
    time(`its mentions, ${name}`, () => listMentions(project, { entity: id }));
    time(`facts of ${name}`, () => listTriples(project, { entity: id }));
    for (const hops of [1, 2, 3])
      time(`graph around ${name}, ${hops} hops`, () => viewGraph(project, { around: [id], hops }));
  }
  time('triple of the hub', () => getTriple(project, getEntity(project, hub).facts[0]?.id ?? 't'));
  time('graph, top 300', () => viewGraph(project));
  time('graph, top 5,000', () => viewGraph(project, { limit: 5000 }));
  time('graph of a predicate', () => viewGraph(project, { predicates: ['Kill'] }));
  time('graph above 0.95', () => viewGraph(project, { minScore: 0.95 }));
  time('documents by path', () => listDocuments(project));
  time('documents by triples', () => listDocuments(project, { sort: 'triples', descending: true }));
  time('documents with "report-77"', () => listDocuments(project, { query: 'report-77' }));
  for (const typed of ['elise z', 'son', 'summer', 'the old mill', 'report 77', 'z'])
    time(`find "${typed}"`, () => find(project, typed));
  time('every cited triple, 50,000', () => take(eachCitedTriple(project), 50_000));
  time('every cited entity, 50,000', () => take(eachCitedEntity(project), 50_000));
  print('memory', `${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
  project.close();
}

function take(rows: Iterable<unknown>, most: number): void {
  let count = 0;
  for (const _ of rows) if ((count += 1) >= most) break;
}

/** Processor time beside time on the clock: other work on the machine lengthens only the second. */
function time<Result>(name: string, work: () => Result): Result {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  const clock = performance.now() - started;
  print(
    name,
    `${clock.toFixed(1).padStart(9)} ms, ${((user + system) / 1000).toFixed(1).padStart(8)} ms of processor`,
  );
  return result;
}

function print(name: string, value: string): void {
  process.stdout.write(`${name.padEnd(40)} ${value}\n`);
}
