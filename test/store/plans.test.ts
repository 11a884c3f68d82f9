import { describe, expect, it, onTestFinished } from 'vitest';
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentId, EntityId, TripleId } from '#domain/ids';
import { toNaming } from '#resolve/name';
import { planDecision } from '#store/decide';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { getDocument, listDocuments } from '#store/documents';
import { getEntity, listEntities } from '#store/entities';
import { countFacets } from '#store/facets';
import { viewGraph } from '#store/graph-view';
import { enqueueSources, storeFailure } from '#store/journal';
import { createJob } from '#store/jobs';
import { leaseNext } from '#store/leases';
import { getAnnotations, listMentions } from '#store/mentions';
import { createProject, openProject } from '#store/open';
import { keepPositions } from '#store/positions';
import type { Project } from '#store/project';
import { find } from '#store/search';
import { forgetSource, storeDocument } from '#store/store-document';
import { getTriple, listTriples } from '#store/triples';
import { createDice, makeCrowd } from './crowd.ts';
import { makePath } from './make.ts';

/** What is large in a large project. A scan of one of these in a hot path is a second of waiting. */
const LARGE =
  /^SCAN (?:t|e|m|r|d|n|h|s|o|u|triple|entity|mention|relation|sentence|surface_form|piece|document|source)\b/u;

/** Every statement that `work` prepares, with its plan. */
function listPlans(project: Project, work: () => unknown): readonly string[] {
  const seen: string[] = [];
  const prepare = project.database.prepare.bind(project.database);
  const database = project.database as { prepare: DatabaseSync['prepare'] };
  database.prepare = (sql, options) => {
    seen.push(sql);
    return prepare(sql, options);
  };
  try {
    work();
  } finally {
    Reflect.deleteProperty(database, 'prepare');
  }
  return seen.flatMap((sql) =>
    prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(
        ...Array.from({ length: sql.split('?').length - 1 }, () => null).slice(0, countValues(sql)),
      )
      .map(({ detail }) => `${String(detail)} ⟵ ${sql.replace(/\s+/gu, ' ')}`),
  );
}

function countValues(sql: string): number {
  const numbered = [...sql.matchAll(/\?(\d+)/gu)].map(([, number]) => Number(number));
  return numbered.length > 0 ? Math.max(...numbered) : (sql.match(/\?/gu) ?? []).length;
}

interface Known {
  readonly entity: EntityId;
  readonly triple: TripleId;
  readonly document: DocumentId;
  readonly path: string;
}

/** Opened anew, so that no statement is prepared yet. */
function make(): readonly [Project, Known] {
  const path = makePath();
  const written = createProject(path);
  const dice = createDice(1);
  for (let n = 0; n < 30; n += 1) storeDocument(written, makeCrowd(dice, n, 10, 100), toNaming);
  const [fact] = listTriples(written).rows;
  const [row] = listDocuments(written).rows;
  if (!fact || !row?.id) throw new Error('nothing was written');
  written.close();
  const project = openProject(path);
  onTestFinished(() => project.close());
  return [project, { entity: fact.subject.id, triple: fact.id, document: row.id, path: row.path }];
}

type Work = (project: Project, known: Known) => unknown;

describe('no scan of a large table', () => {
  it.each<[string, Work]>([
    [
      'storing a document',
      (project) => storeDocument(project, makeCrowd(createDice(9), 99, 10, 100), toNaming),
    ],
    [
      'replacing one',
      (project, { path }) => {
        const input = makeCrowd(createDice(9), 99, 10, 100);
        storeDocument(project, { ...input, source: { ...input.source, path } }, toNaming);
      },
    ],
    ['forgetting a source', (project, { path }) => forgetSource(project, path, toNaming)],
    ['an entity', (project, { entity }) => getEntity(project, entity)],
    ['mentions of an entity', (project, { entity }) => listMentions(project, { entity })],
    ['a triple', (project, { triple }) => getTriple(project, triple)],
    ['facts of an entity', (project, { entity }) => listTriples(project, { entity })],
    ['facts of a document', (project, { document }) => listTriples(project, { document })],
    ['facts by name', (project) => listTriples(project, { query: 'chiara' })],
    ['facets of an entity', (project, { entity }) => countFacets(project, { entity })],
    [
      'a neighbourhood',
      (project, { entity }) => viewGraph(project, { around: [entity], hops: 3, limit: 50 }),
    ],
    [
      'a filtered neighbourhood',
      (project, { entity }) =>
        viewGraph(project, {
          around: [entity],
          hops: 2,
          predicates: ['Kill'],
          minScore: 0.6,
          types: ['Peop'],
        }),
    ],
    ['the graph of a document', (project, { document }) => viewGraph(project, { document })],
    [
      'positions',
      (project, { entity }) => keepPositions(project, [entity], new Float32Array([1, 2])),
    ],
    [
      'a decision',
      (project, { entity, triple }) =>
        planDecision(
          project,
          [
            { kind: 'entity.rename', entity, name: 'X' },
            { kind: 'entity.hide', entity },
            { kind: 'triple.reject', triple },
          ],
          { toNaming, toForm: (text) => text },
        ),
    ],
    ['a document', (project, { document }) => getDocument(project, document)],
    ['annotations', (project, { document }) => getAnnotations(project, document)],
    ['finding', (project) => find(project, 'chiara')],
    [
      'a lease',
      (project) => {
        const { id: job } = createJob(project, { kind: 'import', subject: '', params: null });
        enqueueSources(
          project,
          job,
          [{ path: '/x', name: 'x', root: '/', bytes: 1, modified: 1 }],
          toNaming,
        );
        leaseNext(project, job);
        storeFailure(
          project,
          { path: '/x', state: 'skipped', code: 'no-text', detail: null, sha256: null, run: null },
          toNaming,
        );
      },
    ],
  ])('for %s', (_, work) => {
    const [project, known] = make();
    const plans = listPlans(project, () => work(project, known));
    expect(plans.length).toBeGreaterThan(0);
    // Sources are thousands, not millions: the search for a name among them may walk.
    expect(
      plans.filter((plan) => LARGE.test(plan) && !plan.includes('FROM source s LEFT JOIN')),
    ).toEqual([]);
  });
});

describe('no sort of all', () => {
  it.each<[string, Work]>([
    ...(['score', 'subject', 'object', 'predicate', 'documents'] as const).map(
      (sort): [string, Work] => [`facts by ${sort}`, (project) => listTriples(project, { sort })],
    ),
    ...(['name', 'type', 'mentions', 'documents', 'triples'] as const).map(
      (sort): [string, Work] => [
        `entities by ${sort}`,
        (project) => listEntities(project, { sort }),
      ],
    ),
    ['facts of one predicate', (project) => listTriples(project, { predicates: ['Kill'] })],
    ['the most connected', (project) => viewGraph(project)],
    ['every triple', (project) => eachCitedTriple(project).next()],
    ['every entity', (project) => eachCitedEntity(project).next()],
  ])('for %s: a page walks an index', (_, work) => {
    const [project, known] = make();
    const plans = listPlans(project, () => work(project, known));
    expect(plans.length).toBeGreaterThan(0);
    // The evidence of one triple, the mentions of one entity and the types are few, and sorted.
    const sorted = plans.filter(
      (plan) => plan.startsWith('USE TEMP B-TREE FOR') && plan.includes('ORDER BY'),
    );
    expect(
      sorted.filter((plan) => !/WHERE (?:r\.triple|m\.entity) = \?|FROM entity_count/u.test(plan)),
    ).toEqual([]);
  });
});
