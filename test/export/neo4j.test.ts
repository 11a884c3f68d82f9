import fc from 'fast-check';
import neo4j, { type Driver } from 'neo4j-driver';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportToNeo4j, planNeo4j, type Connection } from '#export/neo4j';
import { startNeo4j } from '../neo4j/server.ts';
import { createGraph, small, toSource, writtenGraph, type Graph, type Written } from './graph.ts';

const server = await startNeo4j();

describe.skipIf(server === undefined)('a real Neo4j', () => {
  const connection: Connection = {
    uri: server?.uri ?? '',
    user: server?.user ?? '',
    password: server?.password ?? '',
  };
  let driver: Driver;

  beforeAll(() => {
    const token = neo4j.auth.basic(connection.user, connection.password);
    driver = neo4j.driver(connection.uri, token, { disableLosslessIntegers: true });
  });

  afterAll(async () => {
    await driver.close();
    await server?.stop();
  });

  beforeEach(async () => {
    await wipe();
  });

  /** In pieces: a test server has little memory. */
  async function wipe(): Promise<void> {
    const session = driver.session();
    await session.run('MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS');
    await session.close();
  }

  async function query(
    cypher: string,
    parameters: object = {},
  ): Promise<Record<string, unknown>[]> {
    const { records } = await driver.executeQuery(cypher, parameters);
    return records.map((record) => record.toObject() as Record<string, unknown>);
  }

  /** Everything, in an order of its own; without the server's own ids. */
  async function dump(): Promise<unknown> {
    const nodes = await query(
      'MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties ORDER BY n.uid, n.name',
    );
    const relationships = await query(
      `MATCH (a)-[r]->(b)
       RETURN a.uid AS a, type(r) AS type, properties(r) AS properties, b.uid AS b
       ORDER BY a, type, b, r.subjectStart`,
    );
    return { nodes, relationships };
  }

  test('entities, documents, sentences, mentions, facts and relationships', async () => {
    const report = await exportToNeo4j(toSource(small), connection);
    expect(report).toMatchObject({ skipped: 0, deleted: 0 });
    expect(
      await query(
        `MATCH (a:Entity:Peop {name: 'Ada Lovelace'})-[r:Work_For]->(b:Entity:Org)
         RETURN b.name AS name, r.probability AS probability, r.support AS support, r.sentences AS sentences`,
      ),
    ).toEqual([
      {
        name: 'Analytical Society',
        probability: 0.95,
        support: 2,
        sentences: Array(2).fill('Ada Lovelace 🚀 Work_For Analytical Society.'),
      },
    ]);
    expect(
      await query(
        `MATCH (f:Fact {predicate: 'Work_For'})-[r:SUPPORTED_BY]->(s:Sentence)-[:PART_OF]->(d:Document)
         MATCH (f)-[:SUBJECT]->(subject)
         RETURN d.path AS path, subject.name AS subject,
                substring(s.text, r.subjectStart - s.start, r.subjectEnd - r.subjectStart) AS words,
                r.model AS model
         ORDER BY path`,
      ),
    ).toEqual(
      ['letters/ada.txt', 'letters/charles.txt'].map((path) => ({
        path,
        subject: 'Ada Lovelace',
        words: 'Ada Lovelace',
        model: 'minilm/news@0123456789ab',
      })),
    );
    expect(
      await query(
        `MATCH (m:Mention)-[:REFERS_TO]->(:Entity {name: 'London'})
         MATCH (m)-[:MENTIONED_IN]->(d:Document) RETURN m.text AS text, d.title AS title ORDER BY title`,
      ),
    ).toEqual([
      { text: 'London', title: 'Ada’s letter' },
      { text: 'London', title: null },
    ]);
  });

  test('a second write changes nothing, and says so', async () => {
    const first = await exportToNeo4j(toSource(small), connection);
    const before = await dump();
    const second = await exportToNeo4j(toSource(small), connection);
    expect(second).toMatchObject({ written: 0, deleted: 0, skipped: first.written });
    expect(await dump()).toEqual(before);
    expect(await planNeo4j(toSource(small), connection)).toEqual({
      add: 0,
      change: 0,
      delete: 0,
      samples: [],
    });
  });

  test('what left the graph leaves the server, what changed is changed, the plan says so first', async () => {
    await exportToNeo4j(toSource(small), connection);
    const later: readonly Written[] = [
      {
        path: 'letters/ada.txt',
        says: [
          {
            subject: 'Ada Lovelace',
            subjectType: 'Peop',
            predicate: 'Work_For',
            object: 'Analytical Society',
            objectType: 'Org',
            page: 2,
          },
        ],
      },
    ];
    const graph = createGraph(later);
    const plan = await planNeo4j(toSource(graph), connection);
    const report = await exportToNeo4j(toSource(graph), connection);
    expect(plan.add + plan.change).toBe(report.written);
    expect(plan.delete).toBe(report.deleted);
    expect(plan.samples.length).toBeGreaterThan(0);
    const followed = await dump();
    await wipe();
    await exportToNeo4j(toSource(graph), connection);
    expect(withoutTypes(followed)).toEqual(withoutTypes(await dump()));
  });

  test('an entity whose type changes keeps its node and loses its old label', async () => {
    await exportToNeo4j(toSource(small), connection);
    const [before] = await query(
      "MATCH (n:Entity {name: 'London'}) SET n.mine = 'kept' RETURN elementId(n) AS id",
    );
    const entities = small.entities.map((entity) =>
      entity.name === 'London' ? { ...entity, type: 'City' } : entity,
    );
    const report = await exportToNeo4j(toSource({ ...small, entities }), connection);
    expect(report.written).toBe(1);
    expect(
      await query(
        "MATCH (n:Entity {name: 'London'}) RETURN elementId(n) AS id, labels(n) AS labels, n.mine AS mine",
      ),
    ).toEqual([{ id: before?.['id'], labels: expect.toSatisfy(isCity) as unknown, mine: 'kept' }]);
  });

  test("other people's nodes and other projects are left alone", async () => {
    await query(
      "CREATE (:Entity {name: 'theirs'})-[:Work_For {since: 1999}]->(:Document {path: 'theirs'})",
    );
    await exportToNeo4j(toSource(small, 'one'), connection);
    const both = await exportToNeo4j(toSource(small, 'two'), connection);
    expect(both.written).toBeGreaterThan(0);
    const empty = await exportToNeo4j(toSource(createGraph([]), 'two'), connection);
    expect(empty).toMatchObject({ written: 0, deleted: both.written });
    expect(await exportToNeo4j(toSource(small, 'one'), connection)).toMatchObject({
      written: 0,
      deleted: 0,
    });
    expect(
      await query(
        'MATCH (a:Entity)-[r:Work_For {since: 1999}]->(d) RETURN a.name AS name, d.path AS path',
      ),
    ).toEqual([{ name: 'theirs', path: 'theirs' }]);
  });

  test('hostile names arrive as they are; labels that may not stand in Cypher are skipped', async () => {
    await fc.assert(
      fc.asyncProperty(writtenGraph, async (graph) => {
        await wipe();
        await exportToNeo4j(toSource(graph), connection);
        const rows = await query('MATCH (n:Entity) RETURN n.id AS id, n.name AS name ORDER BY id');
        const stands = /^[\p{L}_][\p{L}\p{M}\p{N}_ .-]{0,99}$/u;
        expect(rows).toEqual(
          graph.entities
            .filter(({ type }) => stands.test(type))
            .map(({ id, name }) => ({ id, name: name.toWellFormed() })),
        );
        expect((await exportToNeo4j(toSource(graph), connection)).written).toBe(0);
      }),
      { numRuns: 8 },
    );
  });

  test('several pages and batches: 2,600 facts, then a tenth of them gone', async () => {
    const big = createBig(2600);
    const first = await exportToNeo4j(toSource(big), connection);
    expect(first).toMatchObject({ skipped: 0, deleted: 0 });
    const again = await exportToNeo4j(toSource(big), connection);
    expect(again).toMatchObject({ written: 0, skipped: first.written, deleted: 0 });
    const triples = big.triples.filter((_, at) => at % 10 !== 3);
    const fewer = await exportToNeo4j(toSource({ ...big, triples }), connection);
    expect(fewer).toMatchObject({ written: 0, deleted: 2 * (big.triples.length - triples.length) });
    expect(await query('MATCH (:Entity)-[r:Work_For]->() RETURN count(r) AS count')).toEqual([
      { count: triples.length },
    ]);
  }, 180_000);

  test('a write cut off in the middle is completed by the next', async () => {
    const graph = createBig(1000);
    const cut = new AbortController();
    const begun = exportToNeo4j(toSource(graph), connection, {
      signal: cut.signal,
      onProgress: (done) => {
        if (done > 1500) cut.abort();
      },
    });
    await expect(begun).rejects.toMatchObject({ name: 'AbortError' });
    await exportToNeo4j(toSource(graph), connection);
    expect(await exportToNeo4j(toSource(graph), connection)).toMatchObject({
      written: 0,
      deleted: 0,
    });
    expect(await query('MATCH (f:Fact) RETURN count(f) AS count')).toEqual([
      { count: graph.triples.length },
    ]);
  }, 120_000);

  describe('failures are typed and keep the password to themselves', () => {
    const password = 'canary-9d1f';

    async function fail(changes: Partial<Connection>): Promise<{ code?: string; message: string }> {
      try {
        await exportToNeo4j(toSource(small), { ...connection, ...changes });
      } catch (error) {
        expect(JSON.stringify([error, String(error)])).not.toContain(password);
        return error as { code?: string; message: string };
      }
      throw new Error('it worked');
    }

    test.each([
      ['wrong password', { password }, 'neo4j-unauthorised'],
      ['unknown user', { user: 'nobody', password }, 'neo4j-unauthorised'],
      ['nobody listens', { uri: 'bolt://127.0.0.1:9', password }, 'neo4j-unreachable'],
      ['no such database', { database: 'nope' }, 'neo4j-no-database'],
      [
        'TLS to a plain port',
        { uri: connection.uri.replace('bolt:', 'bolt+s:') },
        'neo4j-unreachable',
      ],
    ])('%s', async (_, changes, code) => {
      expect(await fail(changes)).toMatchObject({ code });
    });

    test('data that is in the way of a constraint', async () => {
      await query('DROP CONSTRAINT blocked IF EXISTS');
      for (const { name } of await query('SHOW CONSTRAINTS YIELD name'))
        await query(`DROP CONSTRAINT ${String(name)}`);
      await query("CREATE (:Entity {uid: 'same'}), (:Entity {uid: 'same'})");
      expect(await fail({})).toMatchObject({ code: 'neo4j-conflict' });
    });
  });
});

function createBig(facts: number): Graph {
  const says = Array.from({ length: facts }, (_, at) => ({
    subject: `Person ${at % 1000}`,
    subjectType: 'Peop',
    predicate: 'Work_For',
    object: `Company ${at}`,
    objectType: 'Org',
  }));
  return createGraph([{ path: 'big.txt', says }]);
}

function isCity(labels: unknown): boolean {
  return (
    Array.isArray(labels) &&
    labels.length === 2 &&
    labels.includes('City') &&
    labels.includes('Entity')
  );
}

/** The project node remembers every type it ever wrote. */
function withoutTypes(dumped: unknown): unknown {
  return JSON.parse(JSON.stringify(dumped), (key, value: unknown) =>
    key === 'types' ? undefined : value,
  );
}
