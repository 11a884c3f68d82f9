import { spawn, type ChildProcess } from 'node:child_process';
import { createClient, type Client } from '#contract/client';
import { SHELL_CHANNEL, type PathUse, type ShellCalls } from '#contract/shell';
import { createTransport, type ByteCarrier } from '#contract/transports';
import { createChannels, type Channels } from './channels.ts';

/** The engine as main sees it: a process that answers channels, and that is there again after it died. */
export interface EngineProcess {
  /** A pipe of its own for a page. It ends when the engine dies; the page then asks for another. */
  openChannel(): { readonly channel: number; readonly carrier: ByteCarrier };
  grant(channel: number, path: string, use: PathUse): Promise<null>;
  openPath(path: string): Promise<null>;
  givePassword(uri: string, user: string, password: string): Promise<null>;
  /** Lets it finish what it is writing; kills it after five seconds. */
  stop(): Promise<void>;
}

export interface EngineStart {
  readonly node: string;
  readonly entry: string;
  /** The engine died again within a minute of being started anew. */
  readonly onGivenUp: () => void;
}

interface Running {
  readonly child: ChildProcess;
  readonly channels: Channels;
  readonly client: Client<ShellCalls, Record<string, never>>;
}

const RESTART_MS = 60_000;
const STOP_MS = 5000;

export function startEngine({ node, entry, onGivenUp }: EngineStart): EngineProcess {
  let last = SHELL_CHANNEL;
  let stopping = false;
  let restartedAt = -Infinity;
  let running = start([]);

  function start(more: readonly string[]): Running {
    const child = spawn(node, ['--disable-warning=ExperimentalWarning', entry, ...more], {
      stdio: ['pipe', 'pipe', 'inherit'],
      windowsHide: true,
    });
    const channels = createChannels(child.stdout, child.stdin);
    const client = createClient<ShellCalls, Record<string, never>>(
      createTransport(channels.open(SHELL_CHANNEL)),
    );
    let isOver = false;
    const onOver = () => {
      if (isOver) return;
      isOver = true;
      const now = performance.now();
      const isHopeless = now - restartedAt < RESTART_MS;
      if (!stopping && !isHopeless) {
        restartedAt = now;
        running = start(['--reopen']);
      }
      // Only now, so that a page that asks again at once meets the new one.
      channels.end();
      if (!stopping && isHopeless) onGivenUp();
    };
    child.once('error', onOver);
    child.once('close', onOver);
    return { child, channels, client };
  }

  return {
    openChannel() {
      last += 1;
      return { channel: last, carrier: running.channels.open(last) };
    },
    grant: (channel, path, use) => running.client.call('path.grant', { channel, path, use }),
    openPath: (path) => running.client.call('path.open', { path }),
    givePassword: (uri, user, password) =>
      running.client.call('password.give', { uri, user, password }),
    stop() {
      stopping = true;
      const { child } = running;
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        child.once('exit', () => (clearTimeout(timer), resolve()));
        child.stdin?.end();
      });
    },
  };
}
