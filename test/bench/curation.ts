import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '#domain/curation';
import { toTripleId, type EntityId } from '#domain/ids';
import { toNaming } from '#resolve/name';
import { normaliseName } from '#resolve/normalise';
import { getCuration } from '#store/curation';
import { makeDecision, planDecision, undoDecision } from '#store/decide';
import { listDecisions } from '#store/decisions';
import { listEntities } from '#store/entities';
import { digest } from '#store/facts';
import { listMentions } from '#store/mentions';
import { createProject, openProject } from '#store/open';
import type { Project } from '#store/project';
import { listProposals } from '#store/proposals';
import { storeDocument } from '#store/store-document';
import { listTriples } from '#store/triples';
import { createDice, makeCrowd } from '../store/crowd.ts';
import { fill } from '../store/fill.ts';

// What a decision costs: `node test/bench/curation.ts [relations [large]]`. First (unless `large`) a project of 300 documents with a log of 1,000
// decisions, then one of `relations` relations (a million unless said), opened anew. Medians and worst of the operations.

const rules = { toNaming, toForm: normaliseName };
const signature = { author: 'bench', at: 0 };
const folder = mkdtempSync(join(tmpdir(), 'espalier-bench-'));

function time(name: string, work: () => unknown): number {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const clock = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  if (name !== '')
    process.stdout.write(
      `${name.padEnd(44)} ${clock.toFixed(1).padStart(9)} ms, ${((user + system) / 1000).toFixed(1).padStart(8)} ms of processor\n`,
    );
  return (user + system) / 1000;
}

/** Every operation, made and undone, on entities of about this rank by mentions. */
function bench(project: Project, label: string, rank: number): void {
  const [one, two] = listEntities(project, { offset: rank, limit: 2 }).rows;
  if (!one || !two) throw new Error('too few entities');
  const mention = listMentions(project, { entity: one.id, limit: 1 }).rows[0];
  const [fact] = listTriples(project, { entity: one.id, limit: 1 }).rows;
  if (!mention || !fact) throw new Error('no mention or fact');
  const { document, start, end } = mention;
  process.stdout.write(
    `\n${label}: ${one.mentions} and ${two.mentions} mentions, ${one.triples} and ${two.triples} facts\n`,
  );
  const operations: readonly Operation[] = [
    { kind: 'entity.merge', entities: [one.id, two.id] },
    { kind: 'entity.separate', entities: [one.id, two.id] },
    { kind: 'entity.rename', entity: one.id, name: 'Another name' },
    { kind: 'entity.retype', entity: one.id, type: 'Other' },
    { kind: 'entity.hide', entity: one.id },
    ...(one.mentions > 1
      ? [{ kind: 'entity.split', entity: one.id, mentions: [{ document, start, end }] } as const]
      : []),
    { kind: 'triple.reject', triple: fact.id },
    { kind: 'triple.accept', triple: fact.id },
    { kind: 'triple.edit', triple: fact.id, predicate: 'Knows' },
  ];
  for (const operation of operations) {
    time(`plan ${operation.kind}`, () => planDecision(project, [operation], rules));
    time(`make ${operation.kind}`, () => makeDecision(project, [operation], signature, rules));
    time(`undo ${operation.kind}`, () => undoDecision(project, {}, signature, rules));
  }
}

function makeSmall(): Project {
  const project = createProject(join(folder, 'small.espalier'));
  const dice = createDice(1);
  for (let n = 0; n < 300; n += 1) storeDocument(project, makeCrowd(dice, n, 40, 2000), toNaming);
  return project;
}

/** `fill` gives out ids of its own; decisions need the real ones. */
function makeLarge(relations: number): Project {
  const path = join(folder, 'large.espalier');
  const made = createProject(path);
  fill(made.database, relations);
  made.transaction(() => {
    for (const { key, subject, predicate, object } of made.all<{
      key: number;
      subject: EntityId;
      predicate: string;
      object: EntityId;
    }>(
      `SELECT t.key, s.id AS subject, t.predicate, o.id AS object FROM triple t
       JOIN entity s ON s.key = t.subject JOIN entity o ON o.key = t.object`,
    ))
      made.run(
        'UPDATE triple SET id = ? WHERE key = ?',
        toTripleId(digest, subject, predicate, object),
        key,
      );
  });
  made.close();
  return openProject(path);
}

function benchSmall(): void {
  const small = makeSmall();
  const dice = createDice(2);
  const { rows } = listTriples(small, { limit: 1000, offset: 2000 });
  const log = time('', () => {
    for (let n = 0; n < 1000; n += 1) {
      const triple = rows[n]?.id;
      if (triple === undefined) continue;
      const kind = dice() < 0.5 ? 'triple.reject' : 'triple.accept';
      makeDecision(small, [{ kind, triple }], signature, rules);
    }
  });
  process.stdout.write(`300 documents: 1,000 decisions in ${log.toFixed(0)} ms of processor\n`);
  small.kept.clear();
  time('load the log', () => getCuration(small));
  time('list 100 decisions', () => listDecisions(small));
  time('list 100 proposals', () => listProposals(small));
  bench(small, '300 documents, the most mentioned', 0);
  bench(small, '300 documents, ordinary', 600);
  time('reject 1,000 facts at once', () =>
    makeDecision(
      small,
      listTriples(small, { limit: 1000, offset: 4000 }).rows.map(({ id }) => ({
        kind: 'triple.reject' as const,
        triple: id,
      })),
      signature,
      rules,
    ),
  );
  time('undo that', () => undoDecision(small, {}, signature, rules));
  small.close();
}

try {
  if (process.argv[3] !== 'large') benchSmall();
  const relations = Number(process.argv[2] ?? 1_000_000);
  const large = makeLarge(relations);
  process.stdout.write(`\n${relations} relations\n`);
  time('list 100 proposals', () => listProposals(large));
  bench(large, 'ordinary', 20_000);
  bench(large, 'the hundredth', 100);
  large.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
