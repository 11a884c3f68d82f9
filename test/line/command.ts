import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = fileURLToPath(new URL('../../engine/hosts/cli.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

/** Starts one espalier command in a process of its own, under this Node. `nodeArgs` come before the script. */
export function startCommand(
  args: readonly string[],
  {
    nodeArgs = [],
    env = {},
  }: { readonly nodeArgs?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Started {
  const start = performance.now();
  const child = spawn(process.execPath, [...nodeArgs, cli, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => void (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => void (stderr += part));
  const ended = once(child, 'close').then((): Ended => ({
    code: child.exitCode,
    signal: child.signalCode,
    stdout,
    stderr,
    seconds: (performance.now() - start) / 1000,
  }));
  return { child, pid: child.pid ?? -1, ended };
}

export async function runCommand(...args: readonly string[]): Promise<Ended> {
  return startCommand(args).ended;
}

/** The one JSON value a command prints. Fails loudly with what it said when it did not end well. */
export async function askJson<Value>(...args: readonly string[]): Promise<Value> {
  const { code, stdout, stderr } = await runCommand(...args, '--json');
  if (code !== 0) throw new Error(`exit ${code}: ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as Value;
}

export async function askLines<Line>(...args: readonly string[]): Promise<readonly Line[]> {
  const { code, stdout, stderr } = await runCommand(...args, '--json');
  if (code !== 0) throw new Error(`exit ${code}: ${args.join(' ')}: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

/** SHA-256 over every document, entity and triple with its provenance: what a reader of the project can see of it. */
export async function getGraphDigest(project: string): Promise<string> {
  const hash = createHash('sha256');
  for (const noun of ['documents', 'entities', 'triples']) {
    const lines = await askLines(noun, project);
    for (const line of lines.map((value) => JSON.stringify(value)).toSorted())
      hash.update(`${line}\n`);
  }
  return hash.digest('hex');
}

export interface ChildRow {
  readonly pid: number;
  readonly command: string;
  /** Resident bytes. */
  readonly rss: number;
}

export const hasProc = existsSync('/proc/self/task');

/** Direct children of a process, as Linux tells them. */
export function listChildren(pid: number): readonly ChildRow[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
      .filter((child) => child.trim() !== '')
      .flatMap((child): ChildRow[] => toRow(Number(child)));
  } catch {
    return [];
  }
}

/** None for a process that has gone. */
export function toRow(pid: number): ChildRow[] {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    const kilobytes =
      /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    return [{ pid, command, rss: Number(kilobytes) * 1024 }];
  } catch {
    return [];
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
