import { fork, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { readSources, root } from './sources.ts';
import type { Parts } from './stand-in/control.ts';

/** The real main and preload, bundled as they are shipped; nothing is done where no source is newer. */
export async function buildShell(): Promise<void> {
  const newest = Math.max(
    ...readSources('electron', 'engine/contract').map(({ file }) => changedAt(join(root, file))),
  );
  for (const [part, file] of [
    ['main', 'main.mjs'],
    ['preload', 'preload.cjs'],
  ] as const)
    if (changedAt(join(root, 'out/electron', file)) < newest)
      await build({ configFile: join(root, `build/vite.${part}.ts`), logLevel: 'error' });
}

/** Milliseconds; 0 for a file that is not there. */
const changedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

export interface ShellSettings {
  /** Folder of the built page. */
  readonly page: string;
  /** Entry of the engine. */
  readonly engine: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Main, running in a process of its own with the stand-in for Electron. */
export interface RunningShell {
  readonly process: ChildProcess;
  readonly folder: string;
  /** Runs a function inside main's process. It is sent as text: it may use its two arguments and nothing else. */
  run<Argument, Output>(
    work: (parts: Parts, argument: Argument) => Output | Promise<Output>,
    argument?: Argument,
  ): Promise<Output>;
  /** What the echo engine wrote down. */
  log(): readonly string[];
  /** Resolves with the exit code. */
  readonly gone: Promise<number | null>;
  /** Ends it if it still runs, and takes its folder away. */
  dispose(): Promise<void>;
}

export async function startShell(settings: ShellSettings): Promise<RunningShell> {
  const folder = mkdtempSync(join(tmpdir(), 'shell-'));
  mkdirSync(join(folder, 'out'));
  mkdirSync(join(folder, 'engine', 'hosts'), { recursive: true });
  symlinkSync(join(root, 'out', 'electron'), join(folder, 'out', 'electron'));
  symlinkSync(settings.page, join(folder, 'out', 'renderer'));
  symlinkSync(settings.engine, join(folder, 'engine', 'hosts', 'desktop.ts'));
  const logFile = join(folder, 'engine.log');

  const child = fork(join(root, 'out', 'electron', 'main.mjs'), settings.args ?? [], {
    execArgv: ['--import', join(root, 'test/electron/stand-in/register.ts')],
    env: {
      ...process.env,
      STAND_IN_ROOT: folder,
      STAND_IN_LOG: logFile,
      ESPALIER_NODE: process.execPath,
      ESPALIER_DATA: join(folder, 'data'),
      ...settings.env,
    },
  });
  const open = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const gone = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      for (const call of open.values()) call.reject(new Error('main has ended'));
      resolve(code);
    }),
  );
  const ready = new Promise<void>((resolve, reject) => {
    child.on(
      'message',
      (message: { ready?: true; id?: number; output?: unknown; error?: string }) => {
        if (message.ready) return resolve();
        const call = open.get(message.id ?? 0);
        if (message.error === undefined) call?.resolve(message.output);
        else call?.reject(new Error(message.error));
      },
    );
    void gone.then((code) => reject(new Error(`main ended with ${code} before it was ready`)));
  });
  await ready;

  return {
    process: child,
    folder,
    gone,
    run<Argument, Output>(
      work: (parts: Parts, argument: Argument) => Output | Promise<Output>,
      argument?: Argument,
    ) {
      const id = (last += 1);
      return new Promise<Output>((resolve, reject) => {
        open.set(id, { resolve: (output) => resolve(output as Output), reject });
        child.send({ id, source: work.toString(), argument });
      });
    },
    log: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n') : []),
    async dispose() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
      await gone;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until `probe` gives something true; the last answer is in the message where it never does. */
export async function waitFor<Value>(
  probe: () => Value | Promise<Value>,
  ms = 10_000,
): Promise<Value> {
  const end = performance.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (performance.now() > end)
      throw new Error(`never came true within ${ms} ms: ${String(probe)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended but was not yet reaped counts as gone.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
