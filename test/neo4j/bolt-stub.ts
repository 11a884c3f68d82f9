import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { countRows, readMessage, toMessage, type Packed } from './packstream.ts';
import { createStubGraph, type StubGraph } from './stub-graph.ts';

/** The nine steps at which a connection may break; the two commits: before it was applied, and after. */
export const steps = [
  'hello',
  'logon',
  'begin',
  'run',
  'pull',
  'commit-before',
  'commit-after',
  'rollback',
  'reset',
] as const;
export type Step = (typeof steps)[number];

/** What happens instead of the answer. */
export type Fault =
  | { readonly kind: 'lose' }
  | { readonly kind: 'fail'; readonly code: string }
  | { readonly kind: 'silence' };

export interface StubOptions {
  /** Asked at every step, with how often it came before; undefined goes on as a server does. */
  readonly onStep?: (step: Step, times: number, cypher: string) => Fault | undefined;
  /** Before every answer, in milliseconds. */
  readonly delay?: number;
  readonly agent?: string;
  /** Instead of rows: writes what it likes, for as long as it is wanted. */
  readonly onPull?: (socket: Socket, cypher: string) => boolean;
  readonly tls?: TlsOptions;
  /** Rows are counted and dropped: what is measured is the client. */
  readonly isSink?: boolean;
}

export interface BoltStub {
  readonly uri: string;
  readonly graph: StubGraph;
  /** Rows received for writing. */
  received(): number;
  /** Every byte that came in. */
  heard(): Buffer;
  close(): Promise<void>;
}

const MESSAGES: Readonly<Record<number, Step | 'goodbye' | 'commit'>> = {
  0x01: 'hello',
  0x6a: 'logon',
  0x11: 'begin',
  0x10: 'run',
  0x3f: 'pull',
  0x12: 'commit',
  0x13: 'rollback',
  0x0f: 'reset',
  0x02: 'goodbye',
};

/** A server that speaks Bolt 5.4 and keeps a graph; it breaks where it is told to. */
export async function startBoltStub(options: StubOptions = {}): Promise<BoltStub> {
  const graph = createStubGraph();
  const sockets = new Set<Socket>();
  const times = new Map<Step, number>();
  const heard: Buffer[] = [];
  let received = 0;

  function listen(socket: Socket): void {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let pending: Buffer = Buffer.alloc(0);
    let isGreeted = false;
    let chunks: Buffer[] = [];
    let rows: Packed[][] | undefined;
    let cypher = '';
    let isFailed = false;
    let transaction: (() => void)[] | undefined;
    let queue = Promise.resolve();

    const say = (bytes: Buffer): void => void (socket.destroyed || socket.write(bytes));
    const succeed = (about: Record<string, Packed> = {}): void => say(toMessage(0x70, about));
    const fail = (code: string): void => {
      isFailed = true;
      transaction = undefined;
      say(toMessage(0x7f, { code, message: 'a stub says so' }));
    };

    function isBroken(step: Step): boolean {
      const before = times.get(step) ?? 0;
      times.set(step, before + 1);
      const fault = options.onStep?.(step, before, cypher);
      if (fault?.kind === 'lose') socket.destroy();
      if (fault?.kind === 'fail') fail(fault.code);
      return fault !== undefined;
    }

    function run(text: string, parameters: Record<string, Packed>): void {
      cypher = text;
      if (isBroken('run')) return;
      const given = parameters['rows'];
      if (Array.isArray(given)) received += given.length;
      const done = graph.run(text, parameters);
      const fields = Object.keys(done.rows[0] ?? {});
      rows = done.rows.map((row) => fields.map((field) => row[field] ?? null));
      if (transaction) transaction.push(done.apply ?? (() => undefined));
      else done.apply?.();
      succeed({ fields, t_first: 0 });
    }

    function answer(message: Buffer): void {
      const dropped = options.isSink === true ? countRows(message) : undefined;
      if (dropped !== undefined) {
        received += dropped;
        rows = [[dropped]];
        return succeed({ fields: ['done'], t_first: 0 });
      }
      const { tag, fields } = readMessage(message);
      const name = MESSAGES[tag];
      if (name === 'goodbye') return void socket.end();
      if (isFailed && name !== 'reset') return say(toMessage(0x7e));
      if (name === 'commit') {
        if (isBroken('commit-before')) return;
        for (const apply of transaction ?? []) apply();
        transaction = undefined;
        if (isBroken('commit-after')) return;
        return succeed({ bookmark: 'stub:1' });
      }
      if (name === 'run') return run(fields[0] as string, fields[1] as Record<string, Packed>);
      if (name !== undefined && isBroken(name)) return;
      if (name === 'hello')
        return succeed({ server: options.agent ?? 'Neo4j/5.26.30', connection_id: 'stub' });
      if (name === 'begin') transaction = [];
      if (name === 'rollback' || name === 'reset') transaction = undefined;
      if (name === 'reset') isFailed = false;
      if (name === 'pull') {
        if (options.onPull?.(socket, cypher)) return;
        for (const row of rows ?? []) say(toMessage(0x71, row));
        return succeed({ type: 'rw', t_last: 0, db: 'neo4j' });
      }
      succeed();
    }

    function take(message: Buffer): void {
      if (options.delay === undefined) return answer(message);
      queue = queue.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, options.delay));
        if (!socket.destroyed) answer(message);
      });
    }

    socket.on('data', (bytes: Buffer) => {
      if (options.isSink !== true) heard.push(bytes);
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      if (!isGreeted) {
        if (pending.length < 20) return;
        pending = pending.subarray(20);
        isGreeted = true;
        say(Buffer.from([0, 0, 4, 5]));
      }
      while (pending.length >= 2 && !socket.destroyed) {
        const size = pending.readUInt16BE(0);
        if (pending.length < 2 + size) return;
        const chunk = pending.subarray(2, 2 + size);
        pending = pending.subarray(2 + size);
        if (size > 0) chunks.push(chunk);
        else if (chunks.length > 0) {
          const message = Buffer.concat(chunks);
          chunks = [];
          take(message);
        }
      }
    });
  }

  const server: Server = options.tls ? createTlsServer(options.tls, listen) : createServer(listen);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    uri: `bolt${options.tls ? '+s' : ''}://127.0.0.1:${port}`,
    graph,
    received: () => received,
    heard: () => Buffer.concat(heard),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
