import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createClient, type Calls, type Client } from '#contract/client';
import { createTransport } from '#contract/transports';
import type { WorkerEvents } from '#contract/workers';
import { createChannels } from './stdio.ts';

/** How to start one kind of worker process. */
export interface WorkerStart {
  /** Arguments of the carried Node: its own flags, the script, the script's arguments. */
  readonly argv: readonly string[];
  /** Its whole environment: nothing of ours is inherited but what stands here. */
  readonly env: Readonly<Record<string, string>>;
  /** Resident bytes that the system itself refuses to exceed from when it is ready, where it can be told so. */
  readonly memory?: number;
}

/** How a process ended. */
export interface Gone {
  /** The last lines it wrote to stderr, or why it could not be started. */
  readonly said: string;
  /** Ended by a signal that neither it nor we sent: somebody, or the system in need of memory, killed it. */
  readonly isKilled: boolean;
}

/** One running worker. Owns the process: `kill` is the only way to stop work that does not listen. */
export interface WorkerProcess<List extends Calls> {
  readonly client: Client<List, WorkerEvents>;
  readonly pid: number;
  /** Resident bytes now; 0 where the system does not tell cheaply. */
  memory(): Promise<number>;
  /** Bytes that came out of it so far. */
  received(): number;
  /** Has the system hold it to `memory` from now on: what it asks for above fails inside it, before anybody looks. */
  confine(): Promise<void>;
  kill(): void;
  readonly gone: Promise<Gone>;
}

const KEPT_STDERR = 2000;
/** Milliseconds a process may live on after its last word. */
const LAST_BREATH = 300;
/** util-linux; elsewhere watching what is resident has to do. */
const PRLIMIT = '/usr/bin/prlimit';

export function startWorker<List extends Calls>(start: WorkerStart): WorkerProcess<List> {
  const child = spawn(...toCommand(start), {
    env: start.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let received = 0;
  let isOurs = false;
  const kill = () => {
    isOurs = true;
    child.kill('SIGKILL');
  };
  child.stdout.on('data', (piece: Buffer) => void (received += piece.length));
  const channels = createChannels(child.stdout, child.stdin);
  const client = createClient<List, WorkerEvents>(createTransport(channels.open(0)));
  const gone = whenGone(child, () => isOurs);
  // A process that says nothing more, or nonsense, is of no use; one that is dying is let die, to learn of what.
  channels.onEnd(() => {
    const timer = setTimeout(kill, LAST_BREATH);
    void gone.then(() => clearTimeout(timer));
  });
  return {
    client,
    pid: child.pid ?? 0,
    memory: () => residentBytes(child.pid),
    received: () => received,
    confine: () => confine(child.pid, start.memory),
    kill,
    gone,
  };
}

/** process.execPath is the carried Node: every entry of ours is started by it. */
function toCommand({ argv }: WorkerStart): [command: string, args: string[]] {
  if (!canLimit()) return [process.execPath, [...argv]];
  // No core files: they would hold what people read, and writing one takes longer than reading the next file.
  return [PRLIMIT, ['--core=0', process.execPath, ...argv]];
}

function canLimit(): boolean {
  return process.platform === 'linux' && existsSync(PRLIMIT);
}

/**
 * The limit counts what is set aside as well as what is used, and Node sets half a gigabyte aside at its start: so what it
 * may still take is counted from what it has when it is ready. Beside a limit, what is resident is watched (`watchBudget`).
 */
async function confine(pid: number | undefined, memory: number | undefined): Promise<void> {
  if (pid === undefined || memory === undefined || !canLimit()) return;
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const limit = toBytes(status, 'VmData') + Math.max(0, memory - toBytes(status, 'VmRSS'));
    await promisify(execFile)(PRLIMIT, [`--pid=${pid}`, `--data=${limit}`]);
  } catch {
    // It ended meanwhile, or the system does not let us: then watching has to do.
  }
}

function toBytes(status: string, field: 'VmData' | 'VmRSS'): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'mu').exec(status)?.[1] ?? 0) * 1024;
}

/** What people and systems end processes with. Workers ignore SIGINT, but not before their first line runs. */
const strangers: ReadonlySet<NodeJS.Signals> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

function whenGone(child: ChildProcess, isOurs: () => boolean): Promise<Gone> {
  let said = '';
  child.stderr?.on('data', (piece: Buffer) => {
    said = (said + piece.toString()).slice(-KEPT_STDERR);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ said: error.message, isKilled: false }));
    child.once('close', (_code, signal) =>
      resolve({ said, isKilled: signal !== null && strangers.has(signal) && !isOurs() }),
    );
  });
}

async function residentBytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0;
  try {
    if (process.platform === 'linux') {
      // Not statm: it counts pages, whose size differs between kernels.
      return toBytes(await readFile(`/proc/${pid}/status`, 'utf8'), 'VmRSS');
    }
    if (process.platform === 'darwin') {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
      return Number(stdout) * 1024;
    }
    return 0;
  } catch {
    return 0;
  }
}
