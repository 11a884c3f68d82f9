import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A class path, or what is not installed here. */
export type Jars = { readonly classPath: readonly string[] } | { readonly missing: string };

const here = fileURLToPath(new URL('.', import.meta.url));

/** Where the jars are kept between runs: 128 MB, named by what the pom and the program say, so that an edit fills anew. */
const CACHE =
  process.env['NEO4J_TEST_CACHE'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'espalier-test-neo4j');

/**
 * Fetches Neo4j with Maven and compiles Start.java, once for each version of the two: 1 to 2 minutes, later nothing.
 * Throws if the tools are there and fail.
 */
export async function findJars(): Promise<Jars> {
  const pom = await readFile(join(here, 'pom.xml'), 'utf8');
  const program = await readFile(join(here, 'Start.java'), 'utf8');
  const jars = join(CACHE, `jars-${toName(pom)}`);
  const classes = join(CACHE, `classes-${toName(pom + program)}`);
  const java = await getJavaVersion();
  if (java < 17) return { missing: 'Java 17 or newer (Debian: openjdk-17-jdk-headless)' };
  if (!existsSync(jars)) {
    if ((await run('mvn', ['-v'])).code !== 0) return { missing: 'Maven (Debian: maven)' };
    console.error('Fetching Neo4j for the tests, 128 MB, once …');
    await fill(jars, async (folder) =>
      mustRun('mvn', [
        '-B',
        '-ntp',
        '-q',
        '-f',
        join(here, 'pom.xml'),
        'dependency:copy-dependencies',
        `-Djars=${folder}`,
      ]),
    );
  }
  if (!existsSync(classes)) {
    if ((await run('javac', ['-version'])).code !== 0)
      return { missing: 'javac (Debian: openjdk-17-jdk-headless)' };
    await fill(classes, async (folder) =>
      mustRun('javac', ['-cp', join(jars, '*'), '-d', folder, join(here, 'Start.java')]),
    );
  }
  return { classPath: [classes, join(jars, '*')] };
}

function toName(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** A folder that exists is whole: it is filled aside and renamed, and of two runs at once either may win. */
async function fill(folder: string, make: (aside: string) => Promise<void>): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(join(CACHE, 'filling-'));
  try {
    await make(aside);
    await rename(aside, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function getJavaVersion(): Promise<number> {
  const { output } = await run('java', ['-version']);
  return Number(/version "(\d+)/u.exec(output)?.[1] ?? 0);
}

async function mustRun(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.slice(-4000)}`);
}

function run(
  command: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', () => resolve({ code: null, output }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

// `node test/neo4j/jars.ts` fills the cache ahead of the tests.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = await findJars();
  console.log('missing' in found ? `not installed: ${found.missing}` : found.classPath.join('\n'));
}
