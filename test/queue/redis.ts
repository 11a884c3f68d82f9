import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis of the test's own, that holds all in memory and forgets it when it stops. */
export interface TestRedis {
  readonly port: number;
  readonly url: string;
  /** As a cable that is pulled: connections stay, nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Gone until `launch`: nobody listens there any more. */
  kill(): Promise<void>;
  launch(): Promise<void>;
  /** Killed, and after a while there again with nothing in it. */
  restart(pause: number): Promise<void>;
  /** Keys that lie there, without those that only say who works. */
  keys(): Promise<readonly string[]>;
  ask(...command: readonly [string, ...string[]]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Where redis-server is missing: throws with `CI` set, otherwise says so loudly, and the tests that need it are skipped. */
export function hasRedis(): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true;
  const message =
    'THE QUEUE TESTS CANNOT RUN. Missing: redis-server (apt-get install redis-server)';
  if (process.env['CI'] !== undefined) throw new Error(message);
  console.error(`\n${'!'.repeat(78)}\n${message}\n${'!'.repeat(78)}\n`);
  return false;
}

export async function startRedis(...settings: readonly string[]): Promise<TestRedis> {
  const port = await findPort();
  let child = await launch(port, settings);
  const client = new Redis({ port, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill: () => end(child),
    async launch() {
      child = await launch(port, settings);
    },
    async restart(pause) {
      await end(child);
      await wait(pause);
      child = await launch(port, settings);
    },
    keys: async () => (await client.keys('*')).filter((key) => !key.endsWith(':workers')),
    ask: (name, ...rest) => client.call(name, ...rest),
    async stop() {
      client.disconnect();
      await end(child);
    },
  };
}

async function launch(port: number, settings: readonly string[]): Promise<ChildProcess> {
  const child = spawn('redis-server', [
    ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    ...settings,
  ]);
  for await (const piece of child.stdout) if (String(piece).includes('Ready to accept')) break;
  child.stdout.resume();
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
