import { fork } from 'node:child_process';
import { exportToNeo4j } from '#export/neo4j';
import { createGraph } from '../export/graph.ts';
import { toMirrorSource } from '../export/neo4j/mirror.ts';
import { startBoltStub } from '../neo4j/bolt-stub.ts';

// node test/bench/neo4j-stub.ts: how many rows a second the client side makes and sends. The stub is a process of its own
// that counts rows and drops them.

const FACTS = Number(process.argv[2] ?? 12_500);

if (process.send) {
  const stub = await startBoltStub({ isSink: true });
  process.send(stub.uri);
  process.on('disconnect', () => process.exit(0));
} else {
  const child = fork(import.meta.filename, [], { stdio: 'inherit' });
  const uri = await new Promise<string>((resolve) =>
    child.once('message', (message) => resolve(message as string)),
  );
  const graph = createGraph(
    Array.from({ length: FACTS / 25 }, (_, document) => ({
      path: `${document}.txt`,
      says: Array.from({ length: 25 }, (_, at) => ({
        subject: `Person ${(document * 25 + at) % 5000}`,
        subjectType: 'Peop',
        predicate: at % 2 === 0 ? 'Work_For' : 'Live_In',
        object: `Place ${document * 25 + at}`,
        objectType: at % 2 === 0 ? 'Org' : 'Loc',
      })),
    })),
  );
  // Listed once before, so that only rows and Bolt are measured.
  const mentions = [...toMirrorSource(graph).mentions()];
  const login = { uri, user: 'neo4j', password: 'none' };
  for (const round of [1, 2, 3]) {
    const source = { ...toMirrorSource(graph, `round-${round}`), mentions: () => mentions };
    const processor = process.cpuUsage();
    const { written, seconds } = await exportToNeo4j(source, login);
    const { user, system } = process.cpuUsage(processor);
    const busy = (user + system) / 1e6;
    console.log(
      `${written} rows in ${seconds.toFixed(2)} s: ${Math.round(written / seconds)} rows/s; by processor time of the client ${Math.round(written / busy)} rows/s`,
    );
  }
  child.disconnect();
}
