import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { serve } from '#contract/server';
import { servePage, type ServeOptions, type ServedPage } from '#engine/hosts/loopback/server';

export const pageFolder = fileURLToPath(new URL('../fixtures/page', import.meta.url));

export interface Served extends ServedPage {
  /** How often a page got in, and how often one had a command carried out. */
  readonly effects: { connections: number; calls: number };
}

/** The real server over the small page, with one command that counts. */
export async function startServed(limits: ServeOptions['limits'] = {}): Promise<Served> {
  const effects = { connections: 0, calls: 0 };
  const page = await servePage({
    page: pageFolder,
    limits,
    onConnect(transport) {
      effects.connections += 1;
      serve(transport, new Map([['effect.have', { handle: () => ++effects.calls }]]));
    },
  });
  return { ...page, effects };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends exactly these bytes, since every client library mends what we want to send broken. Status 0: hung up without a word. */
export function sendRaw(port: number, lines: readonly string[], body = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const done = () => {
      socket.destroy();
      resolve(toAnswer(text));
    };
    socket.setEncoding('latin1');
    socket.setTimeout(5000, () => reject(new Error(`no end of the answer to ${lines[0]}`)));
    socket.on('data', (piece: string) => {
      text += piece;
      // A socket that was let in stays open: its head is all there is to wait for.
      if (text.startsWith('HTTP/1.1 101') && text.includes('\r\n\r\n')) done();
    });
    socket.on('end', done);
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done() : reject(error),
    );
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
}

function toAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') };
}

/** Walks in through a launch address and gives the cookie to send, as `name=value`. */
export async function enter(served: ServedPage): Promise<string> {
  const address = new URL(served.createLaunchAddress());
  const { headers } = await sendRaw(served.port, [
    `GET ${address.pathname}${address.search} HTTP/1.1`,
    `Host: ${address.host}`,
    'Connection: close',
  ]);
  return (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
