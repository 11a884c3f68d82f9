import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { findJars } from './jars.ts';

export interface TestServer {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

const PASSWORD = 'only-for-tests-1';

/**
 * A real Neo4j: the one of NEO4J_TEST_URI (with NEO4J_TEST_USER, NEO4J_TEST_PASSWORD; **its data is wiped**), else one of
 * our own. Where Java, Maven or its repository is missing: throws with `CI` set, otherwise says so loudly and gives undefined, and the
 * tests that need it are skipped.
 */
export async function startNeo4j(): Promise<TestServer | undefined> {
  const { NEO4J_TEST_URI: uri, NEO4J_TEST_USER: user, NEO4J_TEST_PASSWORD: password } = process.env;
  if (uri !== undefined)
    return { uri, user: user ?? 'neo4j', password: password ?? PASSWORD, stop: async () => {} };
  const jars = await findJars().catch((error: unknown) => ({ missing: String(error) }));
  if ('classPath' in jars) return launch(jars.classPath);
  const message = `THE NEO4J TESTS CANNOT RUN. Missing: ${jars.missing}`;
  if (process.env['CI'] !== undefined) throw new Error(message);
  console.error(`\n${'!'.repeat(78)}\n${message}\n${'!'.repeat(78)}\n`);
  return undefined;
}

/** One of our own, over a folder that may hold a database already; the folder is removed when it stops. */
export async function launch(classPath: readonly string[], folder?: string): Promise<TestServer> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'espalier-neo4j-')));
  const child = spawn('java', [
    // Quick to start rather than quick to run: a test server lives for a minute.
    ...['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
    ...['nio', 'io'].map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`),
    '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
    ...['-cp', classPath.join(delimiter), 'Start', home, PASSWORD],
  ]);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(late);
    await rm(home, { recursive: true, force: true });
  };
  try {
    return { uri: await getAddress(child), user: 'neo4j', password: PASSWORD, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function getAddress(child: ChildProcessWithoutNullStreams): Promise<string> {
  let complaints = '';
  child.stderr.on(
    'data',
    (data: Buffer) => (complaints = (complaints + data.toString()).slice(-8000)),
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^ready (bolt:\S+)$/u.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`Neo4j ended before it was ready:\n${complaints}`);
}
