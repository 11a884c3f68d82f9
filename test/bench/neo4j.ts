import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import neo4j from 'neo4j-driver';
import { exportToNeo4j } from '#export/neo4j';
import { createGraph } from '../export/graph.ts';
import { toMirrorSource } from '../export/neo4j/mirror.ts';
import { startNeo4j } from '../neo4j/server.ts';

// npm run bench:neo4j -- [FACTS]: the same graph, names and relations alone, into the same real server in the same run, by
// us, and by a writer that sends one row a transaction. Where ESPALIER_GRAPHRAG_PYTHON names a Python that has it (pip install
// neo4j-graphrag), its Neo4jWriter writes the nodes beside us; its relationships need APOC, which the server has not.

const facts = Number(process.argv[2] ?? 5000);
const server = await startNeo4j();
if (!server) process.exit(1);
const login = { uri: server.uri, user: server.user, password: server.password };
const driver = neo4j.driver(login.uri, neo4j.auth.basic(login.user, login.password));
const folder = mkdtempSync(join(tmpdir(), 'espalier-bench-'));

const graph = createGraph([
  {
    path: 'bench.txt',
    says: Array.from({ length: facts }, (_, at) => ({
      subject: `Person ${at % Math.ceil(facts / 3)}`,
      subjectType: 'Peop',
      predicate: at % 2 === 0 ? 'Work_For' : 'Live_In',
      object: `Place ${at % Math.ceil(facts / 2)}`,
      objectType: at % 2 === 0 ? 'Org' : 'Loc',
    })),
  },
]);
const rows = graph.entities.length + graph.triples.length;

try {
  // Java is slow until it has compiled what it runs often.
  await exportToNeo4j(toMirrorSource(graph), login, { preset: 'names' });
  await wipe();
  const ours = await time('Espalier', async () => {
    await exportToNeo4j(toMirrorSource(graph), login, { preset: 'names' });
  });
  await check();
  await wipe();
  const rowwise = await time('a row a transaction', writeRowByRow);
  await check();
  await wipe();
  console.log(`ratio to a row a transaction: ${(rowwise / ours).toFixed(1)}`);

  const python = process.env['ESPALIER_GRAPHRAG_PYTHON'];
  if (python === undefined || !existsSync(python))
    console.log('neo4j-graphrag: not run (ESPALIER_GRAPHRAG_PYTHON is not set)');
  else {
    const nodes = graph.entities.length;
    const own = await time(
      'Espalier, entities alone',
      async () => {
        await exportToNeo4j(toMirrorSource({ ...graph, triples: [] }), login, { preset: 'names' });
      },
      nodes,
    );
    await wipe();
    const theirs = writeByGraphrag(python);
    tell('neo4j-graphrag Neo4jWriter, nodes alone', nodes, theirs);
    const { records } = await driver.executeQuery(
      'MATCH (n:__KGBuilder__) RETURN count(n) AS count',
    );
    if (Number(records[0]?.get('count')) !== nodes) throw new Error('neo4j-graphrag did not write');
    console.log(`ratio to neo4j-graphrag: ${(theirs / own).toFixed(1)}`);
  }
} finally {
  await driver.close();
  await server.stop();
  rmSync(folder, { recursive: true });
}

async function time(name: string, work: () => Promise<void>, count = rows): Promise<number> {
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  tell(name, count, seconds);
  return seconds;
}

function tell(name: string, count: number, seconds: number): void {
  console.log(
    `${name}: ${count} rows in ${seconds.toFixed(2)} s, ${Math.round(count / seconds)} rows/s`,
  );
}

/** Each writer must have written the graph. */
async function check(): Promise<void> {
  const { records } = await driver.executeQuery(
    'MATCH (:Peop)-[r:Work_For|Live_In]->() RETURN count(r) AS count',
  );
  const count = Number(records[0]?.get('count'));
  if (count !== graph.triples.length) throw new Error(`${count} of ${graph.triples.length} facts`);
}

async function wipe(): Promise<void> {
  const session = driver.session();
  await session.run('MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS');
  await session.close();
}

async function writeRowByRow(): Promise<void> {
  const session = driver.session();
  const run = (cypher: string, parameters: object) =>
    session.executeWrite((transaction) => transaction.run(cypher, parameters));
  for (const { id, type, name } of graph.entities)
    await run(`MERGE (n:Entity {uid: $id}) SET n:\`${type}\`, n.name = $name`, { id, name });
  for (const { id, subject, predicate, object, score } of graph.triples)
    await run(
      `MATCH (a:Entity {uid: $from}), (b:Entity {uid: $to})
       MERGE (a)-[r:\`${predicate}\` {uid: $id}]->(b) SET r.probability = $score`,
      { id, score, from: subject.id, to: object.id },
    );
  await session.close();
}

/** Gives the seconds, without the start of Python. */
function writeByGraphrag(python: string): number {
  const input = join(folder, 'graph.json');
  writeFileSync(
    input,
    JSON.stringify({
      nodes: graph.entities.map(({ id, type, name }) => ({
        id,
        label: type,
        properties: { name },
      })),
      relationships: [],
    }),
  );
  const script = join(import.meta.dirname, 'neo4j_graphrag_writer.py');
  const { status, stdout } = spawnSync(python, [script, input], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    env: {
      ...process.env,
      BENCH_URI: login.uri,
      BENCH_USER: login.user,
      BENCH_PASSWORD: login.password,
    },
  });
  if (status !== 0) throw new Error('neo4j-graphrag did not write');
  return Number(stdout.trim().split('\n').at(-1));
}
