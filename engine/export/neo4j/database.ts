import neo4j, { type Driver } from 'neo4j-driver';
import { getServer, isAtLeast, type Server } from './connection.ts';
import { toDeletion, toPage, type Layer } from './layers.ts';
import { toQuoted } from './names.ts';
import type { Row } from './rows.ts';

/** What the server has of one row. */
export interface Stored {
  readonly uid: string;
  readonly stamp: string | null;
  readonly label: string | null;
}

/** The statements we send, and nothing else that knows the driver. Times and sizes are per transaction. */
export interface Database {
  /** Relationship types this project has ever written. */
  listTypes(): Promise<readonly string[]>;
  prepareNodes(labels: readonly string[]): Promise<void>;
  /** Before the first relationship of a type: remembers it, and makes its uid unique where the server can. */
  prepareType(type: string): Promise<void>;
  getPage(layer: Layer, shelf: string, after: string, limit: number): Promise<readonly Stored[]>;
  /** Both return how many rows were done. */
  write(cypher: string, rows: readonly Row[]): Promise<number>;
  delete(layer: Layer, shelf: string, uids: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

const TIMEOUT = 120_000;

export async function openDatabase(
  driver: Driver,
  project: string,
  database?: string,
): Promise<Database> {
  const server = await getServer(driver, database);
  const session = driver.session(database === undefined ? {} : { database });
  const run = async (cypher: string, parameters: object): Promise<number> =>
    session.executeWrite(
      async (transaction) => {
        const { records } = await transaction.run(cypher, parameters);
        return Number(records[0]?.get('done') ?? 0);
      },
      { timeout: TIMEOUT },
    );
  return {
    async listTypes() {
      return session.executeRead(async (transaction) => {
        const { records } = await transaction.run(
          'MATCH (n:EspalierProject {uid: $project}) RETURN n.types AS types',
          { project },
        );
        return (records[0]?.get('types') ?? []) as readonly string[];
      });
    },
    async prepareNodes(labels) {
      for (const label of labels)
        await session.run(
          `CREATE CONSTRAINT IF NOT EXISTS FOR (n:${toQuoted(label)}) REQUIRE n.uid IS UNIQUE`,
        );
      await session.run('CALL db.awaitIndexes(300)');
    },
    async prepareType(type) {
      await session.run(toTypeConstraint(server, type));
      await session.run('CALL db.awaitIndexes(300)');
      await run(
        `MERGE (n:EspalierProject {uid: $project})
         SET n.types = [type IN coalesce(n.types, []) WHERE type <> $type] + $type
         RETURN count(n) AS done`,
        { project, type },
      );
    },
    async getPage(layer, shelf, after, limit) {
      const prefix = `${project}/${layer.kind}/`;
      return session.executeRead(
        async (transaction) => {
          const { records } = await transaction.run(toPage(layer, shelf), {
            ...{ prefix, after },
            limit: neo4j.int(limit),
          });
          return records.map((record) => record.toObject() as unknown as Stored);
        },
        { timeout: TIMEOUT },
      );
    },
    write: (cypher, rows) =>
      run(cypher, {
        rows: rows.map(({ uid, stamp, properties, links }) => ({
          uid,
          properties: { ...properties, stamp },
          links,
        })),
      }),
    delete: (layer, shelf, uids) => run(toDeletion(layer, shelf), { uids }),
    close: () => session.close(),
  };
}

/** Unique relationships came with 5.7; before, an index at least keeps the comparison fast. */
function toTypeConstraint(server: Server, type: string): string {
  const pattern = `()-[n:${toQuoted(type)}]-()`;
  return isAtLeast(server, [5, 7])
    ? `CREATE CONSTRAINT IF NOT EXISTS FOR ${pattern} REQUIRE n.uid IS UNIQUE`
    : `CREATE INDEX IF NOT EXISTS FOR ${pattern} ON (n.uid)`;
}
