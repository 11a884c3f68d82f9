import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Neo4jProposal } from '#domain/read-back';
import type { Neo4jPlan, Neo4jReport } from '#domain/views';
import { compare, compareChanged } from './neo4j/compare.ts';
import { PATIENCE, toAddress, type Connection, type Patience } from './neo4j/connection.ts';
import { openDatabase, type Database } from './neo4j/database.ts';
import { createDriftList } from './neo4j/drift.ts';
import { toFailure } from './neo4j/failures.ts';
import { layers } from './neo4j/layers.ts';
import { createJudge, type Comparison } from './neo4j/judge.ts';
import { createPlan } from './neo4j/plan.ts';
import { checkConstraints, createTypePreparer, prepareNodes } from './neo4j/prepare.ts';
import { listProposals } from './neo4j/read-back.ts';
import type { Edition, Preset } from './neo4j/rows.ts';
import type { MirrorSource } from './neo4j/source.ts';
import { claim, listUnwritten, readStanding, settle } from './neo4j/standing.ts';
import { createBatches } from './neo4j/write.ts';

export type { Connection, Patience } from './neo4j/connection.ts';
export type { Preset } from './neo4j/rows.ts';
export type { Change, MirrorSource, Outbox } from './neo4j/source.ts';

export interface Neo4jOptions {
  readonly preset?: Preset;
  /** Compares everything, and sets back what somebody else changed in the database since it was written. */
  readonly isOverwriting?: boolean;
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
  /** Rows looked at so far, of how many at most. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Brings a Neo4j database (4.4 or newer) in step with the graph: `written` rows were added or changed, `skipped` were
 * there already or are kept as somebody else left them (`drift` says which), `deleted` had left the graph. The first write
 * compares everything, later ones look at what changed since. Nodes, relationships and properties of others are not
 * touched. May be cancelled or cut off at any point and run again. Throws a Failure whose code begins with `neo4j-`, or
 * the signal's reason.
 */
export async function exportToNeo4j(
  source: MirrorSource,
  connection: Connection,
  options: Neo4jOptions = {},
): Promise<Neo4jReport> {
  const { isOverwriting = false, signal, onProgress } = options;
  const began = performance.now();
  const edition = toEdition(source, options);
  const run = randomUUID();
  return connect(source, connection, options, run, async (database) => {
    const standing = await readStanding(database, source);
    const unique = await checkConstraints(database, standing.types);
    await prepareNodes(database, unique);
    const claimed = await claim(database, source, edition, standing);
    const { types, presets } = standing;
    const comparison = {
      source,
      database,
      edition,
      types,
      presets,
      changes: claimed.changes,
      isOverwriting,
    };
    const drift = createDriftList();
    const total = toTotal(comparison, options);
    const batches = createBatches({
      database,
      prepareType: createTypePreparer(database, types, unique),
      onProgress: (done) => onProgress?.(done, Math.max(done, total)),
      onDrift: drift.add,
    });
    const judge = createJudge(comparison);
    for (const layer of layers) {
      for await (const difference of isThorough(comparison)
        ? compare(comparison, layer, judge)
        : compareChanged(comparison, layer, judge)) {
        signal?.throwIfAborted();
        await batches.take(difference);
      }
      await batches.flush();
    }
    await batches.finish();
    await settle(database, source, claimed, edition, drift.owners());
    const { written, skipped, deleted } = batches.report();
    const seconds = (performance.now() - began) / 1000;
    return { written, skipped, deleted, seconds, ...drift.report() };
  });
}

/** What `exportToNeo4j` would do to the database as it is now. Compares everything and only reads; samples are in words. */
export async function planNeo4j(
  source: MirrorSource,
  connection: Connection,
  options: Neo4jOptions = {},
): Promise<Neo4jPlan> {
  const edition = toEdition(source, options);
  return connect(source, connection, options, '', async (database) => {
    const standing = await readStanding(database, source);
    await checkConstraints(database, standing.types);
    const { types, presets } = standing;
    const { isOverwriting = false } = options;
    const changes = listUnwritten(source, standing);
    const comparison = { source, database, edition, types, presets, changes, isOverwriting };
    const judge = createJudge(comparison);
    const plan = createPlan(database);
    for (const layer of layers) {
      for await (const difference of compare(comparison, layer, judge)) {
        options.signal?.throwIfAborted();
        await plan.take(difference);
      }
      await plan.flush();
    }
    return plan.report(standing.mirror !== undefined);
  });
}

/** What people did by hand to what this project wrote there, as steps of curation. Only reads, on both sides. */
export async function readBackNeo4j(
  source: MirrorSource,
  connection: Connection,
  options: Neo4jOptions = {},
): Promise<readonly Neo4jProposal[]> {
  const edition = toEdition(source, options);
  return connect(source, connection, options, '', async (database) => {
    const standing = await readStanding(database, source);
    const { types, presets } = standing;
    const changes = listUnwritten(source, standing);
    const known = { source, database, edition, types, presets, changes };
    return listProposals({ ...known, isOverwriting: false });
  });
}

function isThorough({ changes, isOverwriting, presets, edition }: Comparison): boolean {
  return changes === undefined || isOverwriting || presets.some((one) => one !== edition.preset);
}

function toEdition({ project }: MirrorSource, { preset = 'everything' }: Neo4jOptions): Edition {
  return { project, preset };
}

/** Rows a write looks at, as far as that is known beforehand. */
function toTotal(comparison: Comparison, { preset = 'everything' }: Neo4jOptions): number {
  if (!isThorough(comparison)) return comparison.changes?.length ?? 0;
  const { documents, entities, mentions, triples } = comparison.source.count();
  // Sentences are not counted; there are fewer than mentions.
  return preset === 'names' ? entities + triples : documents + entities + mentions + 2 * triples;
}

/** Gives `work` an open database and closes it; a signal ends the work at once, also when the server is silent. */
async function connect<Result>(
  source: MirrorSource,
  connection: Connection,
  { signal, patience = PATIENCE }: Neo4jOptions,
  run: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  if (!/^[A-Za-z0-9._-]{1,80}$/u.test(source.project)) throw new RangeError('bad project name');
  const address = toAddress(connection.uri, connection.isOpenAccepted);
  signal?.throwIfAborted();
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  const stop = new AbortController();
  const onAbort = (): void => {
    stop.abort(signal?.reason);
    reject(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const opened = openDatabase(connection, source.project, run, patience, stop.signal);
  try {
    const working = opened.then(work);
    working.catch(() => undefined);
    return await Promise.race([working, cancelled]);
  } catch (error) {
    signal?.throwIfAborted();
    throw toFailure(error, address);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stop.abort();
    const closed = opened.then((database) => database.close()).catch(() => undefined);
    // A server that no longer answers must not hold up the caller.
    await Promise.race([closed, pause(500, undefined, { ref: false })]);
  }
}
