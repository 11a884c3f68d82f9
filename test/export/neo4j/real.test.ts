import neo4j, { type Driver } from 'neo4j-driver';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportToNeo4j, planNeo4j, readBackNeo4j, type Connection } from '#export/neo4j';
import { queries } from '#export/neo4j/queries';
import { startNeo4j } from '../../neo4j/server.ts';
import { createGraph, small, writtenGraph, type Graph } from '../graph.ts';
import { toMirrorSource } from './mirror.ts';
import { fc } from '../../random.ts';

const server = await startNeo4j();

const adaWorks = {
  subject: 'Ada Lovelace',
  subjectType: 'Peop',
  predicate: 'Work_For',
  object: 'Analytical Society',
  objectType: 'Org',
};

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
    const report = await exportToNeo4j(toMirrorSource(small), connection);
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
         MATCH (m)-[:MENTIONED_IN]->(:Sentence)-[:PART_OF]->(d:Document) RETURN m.text AS text, d.title AS title ORDER BY title`,
      ),
    ).toEqual([
      { text: 'London', title: 'Ada’s letter' },
      { text: 'London', title: null },
    ]);
  });

  test.each(queries.map((query) => [query.question, query] as const))(
    'ready query: %s',
    async (_, { cypher, parameters }) => {
      await exportToNeo4j(toMirrorSource(small), connection);
      const rows = await query(cypher, parameters);
      // Nobody decided anything, and no fact is that uncertain, in so small a graph.
      if (!cypher.includes('decision')) expect(rows.length).toBeGreaterThan(0);
    },
  );

  test('a second write changes nothing, and says so', async () => {
    const source = toMirrorSource(small);
    const first = await exportToNeo4j(source, connection);
    const before = withoutState(await dump());
    expect(await exportToNeo4j(source, connection)).toMatchObject({ written: 0, deleted: 0 });
    // Nor does one that knows nothing of the first and has to compare.
    expect(await exportToNeo4j(toMirrorSource(small), connection)).toMatchObject({
      written: 0,
      deleted: 0,
      skipped: first.written,
    });
    expect(withoutState(await dump())).toEqual(before);
    expect(await planNeo4j(toMirrorSource(small), connection)).toMatchObject({
      add: 0,
      change: 0,
      delete: 0,
      samples: [],
      drifted: 0,
    });
  });

  test('what left the graph leaves the server, what changed is changed, the plan says so first', async () => {
    const source = toMirrorSource(small);
    await exportToNeo4j(source, connection);
    const later = createGraph([{ path: 'letters/ada.txt', says: [{ ...adaWorks, page: 2 }] }]);
    source.change(later);
    const plan = await planNeo4j(source, connection);
    expect(plan).toMatchObject({ isKnown: true, drifted: 0 });
    const report = await exportToNeo4j(source, connection);
    expect(plan.add + plan.change).toBe(report.written);
    expect(plan.delete).toBe(report.deleted);
    expect(plan.samples.some((sample) => sample.startsWith('delete entity London'))).toBe(true);
    const followed = await dump();
    await wipe();
    await exportToNeo4j(toMirrorSource(later), connection);
    expect(withoutState(followed)).toEqual(withoutState(await dump()));
  });

  test('an entity whose type changes keeps its node and loses its old label', async () => {
    const source = toMirrorSource(small);
    await exportToNeo4j(source, connection);
    const [before] = await query(
      "MATCH (n:Entity {name: 'London'}) SET n.mine = 'kept' RETURN elementId(n) AS id",
    );
    const entities = small.entities.map((entity) =>
      entity.name === 'London' ? { ...entity, type: 'City' } : entity,
    );
    source.change({ ...small, entities });
    await exportToNeo4j(source, connection);
    expect(
      await query(
        "MATCH (n:Entity {name: 'London'}) RETURN elementId(n) AS id, labels(n) AS labels, n.mine AS mine",
      ),
    ).toEqual([{ id: before?.['id'], labels: expect.toSatisfy(isCity) as unknown, mine: 'kept' }]);
  });

  test('the names alone: no text of any document, and back to everything', async () => {
    const source = toMirrorSource(small);
    await exportToNeo4j(source, connection, { preset: 'names' });
    expect(
      await query('MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label ORDER BY label'),
    ).toEqual(['Entity', 'EspalierProject', 'Loc', 'Org', 'Peop'].map((label) => ({ label })));
    const [relation] = await query(
      "MATCH (:Entity {name: 'Ada Lovelace'})-[r:Work_For]->() RETURN properties(r) AS r",
    );
    expect(relation?.['r']).toMatchObject({ support: 2, documents: 2, probability: 0.95 });
    expect(relation?.['r']).not.toHaveProperty('sentences');
    expect(JSON.stringify(await dump())).not.toContain('🚀');
    const all = await exportToNeo4j(source, connection);
    expect(all.written).toBeGreaterThan(5);
    const full = await dump();
    await wipe();
    await exportToNeo4j(toMirrorSource(small), connection);
    expect(withoutState(full)).toEqual(withoutState(await dump()));
    const names = await exportToNeo4j(source, connection, { preset: 'names' });
    expect(names.deleted).toBeGreaterThan(5);
    expect(await query('MATCH (n:Sentence) RETURN n')).toEqual([]);
  });

  test('what was taken away by hand stays away when the preset changes, and is proposed', async () => {
    const source = toMirrorSource(small);
    const rejection = { operation: { kind: 'triple.reject' } };
    await exportToNeo4j(source, connection);
    await query('MATCH ()-[r:Work_For]->() DELETE r');
    await query("MATCH (n:Entity {name: 'London'}) SET n.name = 'Londinium'");
    for (const preset of ['names', 'everything', 'everything'] as const) {
      expect(await readBackNeo4j(source, connection, { preset })).toContainEqual(
        expect.objectContaining({ operation: expect.objectContaining(rejection.operation) }),
      );
      const { drift } = await exportToNeo4j(source, connection, { preset });
      expect(drift.map(({ kind }) => kind).toSorted()).toEqual(['changed', 'removed']);
      expect(await query('MATCH ()-[r:Work_For]->() RETURN r')).toEqual([]);
      expect(await query("MATCH (n:Entity {name: 'London'}) RETURN n")).toEqual([]);
    }
  });

  test('a change of preset that was cut off takes nothing for taken away by hand', async () => {
    const source = toMirrorSource(small);
    await exportToNeo4j(source, connection);
    const whole = withoutState(await dump());
    for (const [preset, then] of [
      ['names', 'everything'],
      ['names', 'names'],
      ['everything', 'everything'],
    ] as const) {
      const stop = new AbortController();
      const cut = exportToNeo4j(source, connection, {
        preset,
        signal: stop.signal,
        onProgress: () => stop.abort(),
      });
      await expect(cut).rejects.toThrow();
      expect(await exportToNeo4j(source, connection, { preset: then })).toMatchObject({
        drifted: 0,
      });
    }
    expect(withoutState(await dump())).toEqual(whole);
  });

  test("other people's nodes and other projects are left alone", async () => {
    await query(
      "CREATE (:Entity {name: 'theirs'})-[:Work_For {since: 1999}]->(:Document {path: 'theirs'})",
    );
    const [one, two] = [toMirrorSource(small, 'one'), toMirrorSource(small, 'two')];
    await exportToNeo4j(one, connection);
    const both = await exportToNeo4j(two, connection);
    expect(both.written).toBeGreaterThan(0);
    two.change(createGraph([]));
    expect(await exportToNeo4j(two, connection)).toMatchObject({
      written: 0,
      deleted: both.written,
    });
    expect(await planNeo4j(one, connection)).toMatchObject({
      add: 0,
      change: 0,
      delete: 0,
      drifted: 0,
    });
    expect(
      await query(
        'MATCH (a:Entity)-[r:Work_For {since: 1999}]->(d) RETURN a.name AS name, d.path AS path',
      ),
    ).toEqual([{ name: 'theirs', path: 'theirs' }]);
  });

  describe('what others did to our nodes', () => {
    test('is listed and kept; set back only where a person says so', async () => {
      const source = toMirrorSource(small);
      await exportToNeo4j(source, connection);
      await query("MATCH (n:Entity {name: 'London'}) SET n.name = 'Londinium'");
      await query('MATCH ()-[r:Live_In]->() SET r.probability = 0.1');
      await query("MATCH (f:Fact {predicate: 'OrgBased_In'}) DETACH DELETE f");
      await query("MATCH (:Entity {name: 'Ada Lovelace'})-[r:Work_For]->() DELETE r");
      const plan = await planNeo4j(source, connection);
      expect(plan).toMatchObject({ add: 0, change: 0, delete: 0, drifted: 4 });
      expect(plan.drift.map(({ kind, title }) => `${kind} ${title}`).toSorted()).toEqual([
        'changed Ada Lovelace Live_In London',
        'changed Loc London',
        'removed Ada Lovelace Work_For Analytical Society',
        'removed fact Analytical Society OrgBased_In London',
      ]);
      expect(plan.drift.find(({ title }) => title === 'Loc London')?.detail).toBe(
        'name: Londinium',
      );
      // The graph changes at the same places: still nothing is written over.
      const renamed = small.entities.map((entity) =>
        entity.name === 'London' ? { ...entity, name: 'London, England' } : entity,
      );
      source.change({ ...small, entities: renamed });
      expect(await exportToNeo4j(source, connection)).toMatchObject({ drifted: 1 });
      expect(await query("MATCH (n:Entity {name: 'Londinium'}) RETURN n.type AS type")).toEqual([
        { type: 'Loc' },
      ]);
      // And it is told again with the next write.
      expect(await exportToNeo4j(source, connection)).toMatchObject({ written: 0, drifted: 1 });
      const back = await exportToNeo4j(source, connection, { isOverwriting: true });
      expect(back).toMatchObject({ drifted: 0, deleted: 0 });
      const repaired = await dump();
      await wipe();
      await exportToNeo4j(toMirrorSource({ ...small, entities: renamed }), connection);
      expect(withoutState(repaired)).toEqual(withoutState(await dump()));
    });

    test('what hangs on a node that left the graph keeps it', async () => {
      const source = toMirrorSource(small);
      await exportToNeo4j(source, connection);
      await query("MATCH (n:Entity {name: 'London'}) CREATE (n)<-[:ABOUT]-(:Note {text: 'mine'})");
      await query("MATCH (n:Mention {text: 'Ada Lovelace'}) SET n.checkedBy = 'me'");
      source.change(createGraph([]));
      const plan = await planNeo4j(source, connection);
      const report = await exportToNeo4j(source, connection);
      expect(report.deleted).toBe(plan.delete);
      expect(report.drift.map(({ kind, title }) => `${kind} ${title}`).toSorted()).toEqual([
        'attached entity London',
        ...Array<string>(3).fill('attached mention Ada Lovelace'),
      ]);
      expect(
        await query('MATCH (a:Note)-[:ABOUT]->(b) RETURN a.text AS text, b.name AS name'),
      ).toEqual([{ text: 'mine', name: 'London' }]);
      // Once it is taken off, the next write follows.
      await query('MATCH (a:Note) DETACH DELETE a');
      await query('MATCH (a:Mention) REMOVE a.checkedBy');
      expect(await exportToNeo4j(source, connection)).toMatchObject({ deleted: 4, drifted: 0 });
    });

    test('a database that was wiped or restored is written anew', async () => {
      const source = toMirrorSource(small);
      const first = await exportToNeo4j(source, connection);
      await wipe();
      expect(await exportToNeo4j(source, connection)).toMatchObject({ written: first.written });
      await query('MATCH (p:EspalierProject) SET p.sequence = p.sequence + 7');
      expect(await planNeo4j(source, connection)).toMatchObject({
        isKnown: false,
        add: 0,
        drifted: 0,
      });
      expect(await exportToNeo4j(source, connection)).toMatchObject({
        written: 0,
        skipped: first.written,
      });
    });

    test('a node of an older Espalier is written anew', async () => {
      const source = toMirrorSource(small);
      await exportToNeo4j(source, connection);
      await query("MATCH (n:Document) SET n.stamp = '0123456789abcdef0123', n.path = 'old'");
      await query('MATCH (p:EspalierProject) REMOVE p.mirror');
      expect(await exportToNeo4j(source, connection)).toMatchObject({ written: 2, drifted: 0 });
    });
  });

  test('what people did by hand comes back as steps of curation', async () => {
    const source = toMirrorSource(small);
    await exportToNeo4j(source, connection);
    expect(await readBackNeo4j(source, connection)).toEqual([]);
    await query(
      "MATCH (n:Entity {name: 'London'}) SET n.name = 'City of London', n.aliases = ['The City']",
    );
    await query("MATCH (:Entity {name: 'Ada Lovelace'})-[r:Live_In]->() DELETE r");
    const proposals = await readBackNeo4j(source, connection);
    const [london] = small.entities.filter(({ name }) => name === 'London');
    const [lives] = small.triples.filter(({ predicate }) => predicate === 'Live_In');
    expect(proposals.map(({ operation }) => operation)).toEqual([
      { kind: 'entity.rename', entity: london?.id, name: 'City of London' },
      { kind: 'entity.addAlias', entity: london?.id, alias: 'The City' },
      { kind: 'triple.reject', triple: lives?.id },
    ]);
    // Decided in the project, it is no drift any more.
    const entities = small.entities.map((entity) =>
      entity.id === london?.id
        ? { ...entity, name: 'City of London', aliases: ['The City'] }
        : entity,
    );
    const triples = small.triples.filter(({ id }) => id !== lives?.id);
    source.change({ ...small, entities, triples });
    expect(await exportToNeo4j(source, connection)).toMatchObject({ drifted: 0 });
    expect(await readBackNeo4j(source, connection)).toEqual([]);
    expect(await planNeo4j(source, connection)).toMatchObject({
      add: 0,
      change: 0,
      delete: 0,
      drifted: 0,
    });
  });

  test.each([
    [
      'by moving what hangs on one to the other',
      `MATCH (a:Entity {name: 'Ada Lovelace'}), (b:Entity {name: 'Countess Lovelace'})
       CALL (a, b) { MATCH (m:Mention)-[r:REFERS_TO]->(b) DELETE r CREATE (m)-[:REFERS_TO]->(a) }
       DETACH DELETE b`,
    ],
    [
      'as a procedure does that keeps all values',
      `MATCH (a:Entity {name: 'Ada Lovelace'}), (b:Entity {name: 'Countess Lovelace'})
       WITH a, b, [a.uid, b.uid] AS uids DETACH DELETE b SET a.uid = uids`,
    ],
  ])('two nodes merged in the database %s: a merge is proposed', async (_, cypher) => {
    const graph = createGraph([
      { path: 'a.txt', says: [adaWorks, { ...adaWorks, subject: 'Countess Lovelace' }] },
    ]);
    const source = toMirrorSource(graph);
    await exportToNeo4j(source, connection);
    await query(cypher);
    const ids = ['Ada Lovelace', 'Countess Lovelace'].map(
      (wanted) => graph.entities.find(({ name }) => name === wanted)?.id,
    );
    const proposals = await readBackNeo4j(source, connection);
    expect(proposals.map(({ operation }) => operation)).toEqual([
      { kind: 'entity.merge', entities: ids },
    ]);
  });

  test('a node deleted is proposed to be hidden, its facts with it', async () => {
    const source = toMirrorSource(small);
    await exportToNeo4j(source, connection);
    await query("MATCH (n:Entity {name: 'London'}) DETACH DELETE n");
    const [london] = small.entities.filter(({ name }) => name === 'London');
    expect((await readBackNeo4j(source, connection)).map(({ operation }) => operation)).toEqual([
      { kind: 'entity.hide', entity: london?.id },
    ]);
  });

  test('hostile names arrive as they are; labels that may not stand in Cypher are skipped', async () => {
    await fc.assert(
      fc.asyncProperty(writtenGraph, async (graph) => {
        await wipe();
        await exportToNeo4j(toMirrorSource(graph), connection);
        const rows = await query('MATCH (n:Entity) RETURN n.id AS id, n.name AS name ORDER BY id');
        const stands = /^[\p{L}_][\p{L}\p{M}\p{N}_ .-]{0,99}$/u;
        expect(rows).toEqual(
          graph.entities
            .filter(({ type }) => stands.test(type))
            .map(({ id, name }) => ({ id, name: name.toWellFormed() })),
        );
        expect(await planNeo4j(toMirrorSource(graph), connection)).toMatchObject({
          add: 0,
          change: 0,
          drifted: 0,
        });
      }),
      { numRuns: 8 },
    );
  });

  test('whatever becomes of a graph, following it step by step gives what writing it anew gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(writtenGraph, { minLength: 3, maxLength: 4 }), async (graphs) => {
        await wipe();
        const source = toMirrorSource(graphs[0] ?? small);
        for (const graph of graphs) {
          source.change(graph);
          await exportToNeo4j(source, connection);
        }
        const followed = await dump();
        await wipe();
        await exportToNeo4j(toMirrorSource(graphs.at(-1) ?? small), connection);
        expect(withoutState(followed)).toEqual(withoutState(await dump()));
      }),
      { numRuns: 4 },
    );
  }, 60_000);

  test('several pages and batches: 2,600 facts, then a tenth of them gone', async () => {
    const big = createBig(2600);
    const source = toMirrorSource(big);
    const first = await exportToNeo4j(source, connection);
    expect(first).toMatchObject({ skipped: 0, deleted: 0 });
    expect(await exportToNeo4j(toMirrorSource(big), connection)).toMatchObject({
      written: 0,
      skipped: first.written,
      deleted: 0,
    });
    const triples = big.triples.filter((_, at) => at % 10 !== 3);
    const anew = toMirrorSource({ ...big, triples });
    const fewer = await exportToNeo4j(anew, connection);
    expect(fewer).toMatchObject({ written: 0, deleted: 2 * (big.triples.length - triples.length) });
    expect(await query('MATCH (:Entity)-[r:Work_For]->() RETURN count(r) AS count')).toEqual([
      { count: triples.length },
    ]);
  }, 180_000);

  test('a write cut off in the middle is completed by the next', async () => {
    const graph = createBig(1000);
    const source = toMirrorSource(graph);
    const cut = new AbortController();
    const begun = exportToNeo4j(source, connection, {
      signal: cut.signal,
      onProgress: (done) => {
        if (done > 1500) cut.abort();
      },
    });
    await expect(begun).rejects.toMatchObject({ name: 'AbortError' });
    await exportToNeo4j(source, connection);
    expect(await planNeo4j(source, connection)).toMatchObject({ add: 0, change: 0, delete: 0 });
    expect(await query('MATCH (f:Fact) RETURN count(f) AS count')).toEqual([
      { count: graph.triples.length },
    ]);
  }, 120_000);

  test('of two writes of one project at once, the later claim goes on', async () => {
    const source = toMirrorSource(createBig(1000));
    const first = exportToNeo4j(source, connection, {
      onProgress: () => void (second ??= exportToNeo4j(source, connection)),
    });
    let second: Promise<unknown> | undefined;
    await expect(first).rejects.toMatchObject({ code: 'neo4j-taken' });
    await second;
    expect(await planNeo4j(source, connection)).toMatchObject({
      add: 0,
      change: 0,
      delete: 0,
      drifted: 0,
    });
  }, 120_000);

  describe('failures are typed and keep the password to themselves', () => {
    const password = 'canary-9d1f';

    async function fail(changes: Partial<Connection>): Promise<{ code?: string; message: string }> {
      try {
        await exportToNeo4j(toMirrorSource(small), { ...connection, ...changes });
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

    test('somebody else’s rule about a property of ours is told before anything is written', async () => {
      await query('CREATE CONSTRAINT one_name FOR (n:Entity) REQUIRE n.name IS UNIQUE');
      try {
        expect(await fail({})).toMatchObject({
          code: 'neo4j-conflict',
          message: expect.stringContaining('one_name') as unknown,
        });
        expect(await query('MATCH (n:Entity) RETURN n')).toEqual([]);
      } finally {
        await query('DROP CONSTRAINT one_name');
      }
    });

    test('an index where our constraint should be', async () => {
      for (const { name } of await query(
        "SHOW CONSTRAINTS YIELD name, labelsOrTypes WHERE 'Fact' IN labelsOrTypes",
      ))
        await query(`DROP CONSTRAINT ${String(name)}`);
      await query('CREATE INDEX espalier_index FOR (n:Fact) ON (n.uid)');
      expect(await fail({})).toMatchObject({ code: 'neo4j-conflict' });
      await query('DROP INDEX espalier_index');
    });

    test('data that is in the way of a constraint', async () => {
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

/** The project's node says which write was the last, and every type that ever was. */
function withoutState(dumped: unknown): unknown {
  return JSON.parse(JSON.stringify(dumped), (key, value: unknown) =>
    ['types', 'run', 'batch', 'mirror', 'sequence'].includes(key) ? undefined : value,
  );
}
