import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../engine/hosts/cli.ts', import.meta.url));

/** A worker as a person starts it on another machine. */
export interface TestWorker {
  readonly pid: number;
  /** What it said to the person so far. */
  said(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  isGone(): boolean;
}

/** `program` is the command line; tests start misbehaving ones in its place. */
export function startTestWorker(
  url: string,
  options: readonly string[] = [],
  { env = {}, program = cli }: { readonly env?: NodeJS.ProcessEnv; readonly program?: string } = {},
): TestWorker {
  const child: ChildProcess = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      program,
      ...['worker', '--queue', url, '--workers', '1', '--lease', '2', '--json', ...options],
    ],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => (text += piece.toString()));
  child.stderr?.on('data', (piece: Buffer) => (text += piece.toString()));
  return {
    pid: child.pid ?? 0,
    said: () => text,
    kill: (signal) => void child.kill(signal),
    isGone: () => child.exitCode !== null || child.signalCode !== null,
    ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
  };
}
