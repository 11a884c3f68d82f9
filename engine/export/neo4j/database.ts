import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Driver, Session } from 'neo4j-driver';
import { Failure } from '#domain/failure';
import { collect, type Answer } from './collect.ts';
import { createDriver, type Connection, type Patience } from './connection.ts';
import { Silence, toClass } from './failures.ts';
import { isAtLeast, toServer, type Server } from './server.ts';

/** The only code that knows the driver. Reads and writes are tried again for as long as that may help. */
export interface Database {
  readonly server: Server;
  /** Plain objects; at most `limit` of them, and not more than a machine can hold. @throws Failure `neo4j-oversized` */
  read(cypher: string, parameters: Parameters, limit: number): Promise<readonly Answer[]>;
  /** Declares a constraint; outside of transactions of data. */
  declare(cypher: string): Promise<void>;
  /** Takes the project's node for this run, before any other write. */
  claim(cypher: string, parameters: Parameters): Promise<void>;
  /**
   * One transaction, which also writes its number on the project's node: when the connection is lost while it commits,
   * that number tells whether it was kept. Gives `done`.
   */
  write(cypher: string, parameters: Parameters): Promise<number>;
  close(): Promise<void>;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** The server ends a transaction that takes longer, in milliseconds. */
const TIMEOUT = 120_000;

/** Before anything is known of a database it is asked this often: a wrong address should be told quickly. */
const FIRST_ATTEMPTS = 3;

/** Also says that this write is the one that is under way: another Espalier's claim in between ends it. */
const CHECKPOINT = `MATCH (p:EspalierProject {uid: $project}) SET p.batch = $batch RETURN p.run AS run`;

export async function openDatabase(
  connection: Connection,
  project: string,
  run: string,
  patience: Patience,
  signal?: AbortSignal,
): Promise<Database> {
  const { database } = connection;
  let driver: Driver = createDriver(connection);
  const end = (): Promise<void> => driver.close().catch(() => undefined);

  /** `work` is told whether it was tried before and may have been kept. */
  async function insist<Result>(
    work: (session: Session, isUnsure: boolean) => Promise<Result>,
    attempts = patience.attempts,
  ): Promise<Result> {
    let isUnsure = false;
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      const session = driver.session(database === undefined ? {} : { database });
      try {
        return await withinPatience(work(session, isUnsure), patience.silence);
      } catch (error) {
        const does = toClass(error);
        if (attempt >= attempts || (does !== 'again' && does !== 'lost')) throw error;
        isUnsure ||= does === 'lost';
        if (does === 'lost') {
          // Its other connections are no better.
          void end();
          driver = createDriver(connection);
        }
        await pause(patience.pause * 2 ** (attempt - 1), undefined, signal ? { signal } : {});
      } finally {
        // A session whose server is silent would never close.
        void session.close().catch(() => undefined);
      }
    }
  }

  const server = await insist(
    async () => toServer(await driver.getServerInfo(database === undefined ? {} : { database })),
    Math.min(FIRST_ATTEMPTS, patience.attempts),
  ).catch(async (error: unknown) => {
    await Promise.race([end(), pause(500)]);
    throw error;
  });
  if (!isAtLeast(server, [4, 4])) {
    await end();
    throw new Failure('neo4j-unsupported', server.agent);
  }

  return {
    server,
    read: (cypher, parameters, limit) =>
      insist(async (session) => {
        const result = session.run(cypher, { ...parameters, project }, { timeout: TIMEOUT });
        return collect(result, limit, () => {
          void end();
          return new Failure('neo4j-oversized', server.agent);
        });
      }),
    declare: (cypher) =>
      insist(async (session) => {
        await session.run(cypher);
      }),
    claim: (cypher, parameters) =>
      insist(async (session) => {
        await session.run(cypher, { ...parameters, project, run });
      }),
    async write(cypher, parameters) {
      const batch = randomUUID();
      let done = 0;
      return insist(async (session, isUnsure) => {
        if (isUnsure && (await wasKept(session, project, batch))) return done;
        const transaction = await session.beginTransaction({ timeout: TIMEOUT });
        // Sent in one go: the second does not wait for the first one's answer.
        const [claimed, written] = await Promise.all([
          transaction.run(CHECKPOINT, { project, batch }),
          transaction.run(cypher, { ...parameters, project }),
        ]);
        if (claimed.records[0]?.get('run') !== run) throw new Failure('neo4j-taken', project);
        done = Number(written.records[0]?.get('done') ?? 0);
        await transaction.commit();
        return done;
      });
    },
    close: end,
  };
}

async function wasKept(session: Session, project: string, batch: string): Promise<boolean> {
  const { records } = await session.run(
    'MATCH (p:EspalierProject {uid: $project}) RETURN p.batch AS batch',
    { project },
  );
  return records[0]?.get('batch') === batch;
}

async function withinPatience<Result>(work: Promise<Result>, silence: number): Promise<Result> {
  const waiting = new AbortController();
  const silent = pause(silence, undefined, { signal: waiting.signal }).then(() => {
    throw new Silence();
  });
  try {
    return await Promise.race([work, silent]);
  } finally {
    waiting.abort();
    silent.catch(() => undefined);
    work.catch(() => undefined);
  }
}
