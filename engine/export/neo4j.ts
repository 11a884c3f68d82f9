import type { ExportReport, Neo4jPlan } from '#domain/views';
import { createDriver, toAddress, type Connection } from './neo4j/connection.ts';
import { openDatabase, type Database } from './neo4j/database.ts';
import { toFailure } from './neo4j/failures.ts';
import { layers } from './neo4j/layers.ts';
import { compare } from './neo4j/walk.ts';
import { createBatches } from './neo4j/write.ts';
import type { ExportSource } from './source.ts';
import type { ExportOptions } from './target.ts';

export type { Connection } from './neo4j/connection.ts';

const SAMPLES = 20;

/** A node label of every layer, on whose `uid` a uniqueness constraint stands before the first write. */
const LABELS = ['Document', 'Entity', 'Sentence', 'Mention', 'Fact', 'EspalierProject'];

/**
 * Brings a Neo4j database (4.4 or newer) in step with the graph: `written` rows were added or changed, `skipped` were
 * there already (or have a type that cannot be a label), `deleted` had left the graph. Nodes and relationships of others
 * are not touched. May be cancelled or cut off at any point and run again: rows are merged on unique uids, 1,000 a
 * transaction. Throws a Failure whose code begins with `neo4j-`, or the signal's reason.
 */
export async function exportToNeo4j(
  source: ExportSource,
  connection: Connection,
  { signal, onProgress }: ExportOptions = {},
): Promise<ExportReport> {
  const began = performance.now();
  const { written, skipped, deleted } = await connect(
    source,
    connection,
    signal,
    async (database) => {
      await database.prepareNodes(LABELS);
      const batches = createBatches(database, (done) => onProgress?.(done));
      for (const layer of layers) {
        for await (const difference of compare(
          source,
          layer,
          database,
          await database.listTypes(),
        )) {
          signal?.throwIfAborted();
          await batches.take(difference);
        }
        await batches.flush();
      }
      await batches.finish();
      return batches.report();
    },
  );
  return { written, skipped, deleted, seconds: (performance.now() - began) / 1000 };
}

/** What `exportToNeo4j` would do to the database as it is now. Reads only; samples are the first few changes, in words. */
export async function planNeo4j(
  source: ExportSource,
  connection: Connection,
  { signal }: ExportOptions = {},
): Promise<Neo4jPlan> {
  return connect(source, connection, signal, async (database) => {
    const counts = { add: 0, change: 0, delete: 0 };
    const samples: string[] = [];
    for (const layer of layers)
      for await (const difference of compare(source, layer, database, await database.listTypes())) {
        signal?.throwIfAborted();
        const { kind } = difference;
        if (kind === 'keep' || kind === 'refuse') continue;
        counts[kind] += 1;
        if (samples.length >= SAMPLES) continue;
        samples.push(`${kind} ${kind === 'delete' ? difference.stored.uid : difference.row.title}`);
      }
    return { ...counts, samples };
  });
}

/** Gives `work` an open database and closes it; a signal ends the work at once, also when the server is silent. */
async function connect<Result>(
  source: ExportSource,
  connection: Connection,
  signal: AbortSignal | undefined,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  if (!/^[A-Za-z0-9._-]{1,80}$/u.test(source.project)) throw new RangeError('bad project name');
  const address = toAddress(connection.uri);
  signal?.throwIfAborted();
  const driver = createDriver(connection);
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const opened = openDatabase(driver, source.project, connection.database).then(work);
    return await Promise.race([opened, cancelled]);
  } catch (error) {
    signal?.throwIfAborted();
    throw toFailure(error, address);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // A server that no longer answers must not hold up the caller.
    await Promise.race([driver.close().catch(() => {}), pause(500)]);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
