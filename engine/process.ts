import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createClient, type Calls, type Client } from '#contract/client';
import { createTransport } from '#contract/transports';
import { createChannels } from './stdio.ts';

/** How to start one kind of worker process. */
export interface WorkerStart {
  /** Arguments of the carried Node: its own flags, the script, the script's arguments. */
  readonly argv: readonly string[];
  /** Its whole environment: nothing of ours is inherited but what stands here. */
  readonly env: Readonly<Record<string, string>>;
}

/** One running worker. Owns the process: `kill` is the only way to stop work that does not listen. */
export interface WorkerProcess<List extends Calls> {
  readonly client: Client<List, Record<string, never>>;
  readonly pid: number;
  /** Resident bytes now; 0 where the system does not tell cheaply. */
  memory(): Promise<number>;
  kill(): void;
  /** Resolves when the process has gone, with the last lines it wrote to stderr. */
  readonly gone: Promise<string>;
}

const KEPT_STDERR = 2000;

export function startWorker<List extends Calls>(start: WorkerStart): WorkerProcess<List> {
  // process.execPath is the carried Node: every entry of ours is started by it.
  const child = spawn(process.execPath, start.argv, {
    env: start.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const channels = createChannels(child.stdout, child.stdin);
  const client = createClient<List, Record<string, never>>(createTransport(channels.open(0)));
  return {
    client,
    pid: child.pid ?? 0,
    memory: () => residentBytes(child.pid),
    kill: () => void child.kill('SIGKILL'),
    gone: whenGone(child),
  };
}

function whenGone(child: ChildProcess): Promise<string> {
  let last = '';
  child.stderr?.on('data', (piece: Buffer) => {
    last = (last + piece.toString()).slice(-KEPT_STDERR);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(last));
  });
}

async function residentBytes(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  try {
    // Not statm: it counts pages, whose size differs between kernels.
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
