import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';
import { securityHeaders } from '#contract/policy';
import { createTransport } from '#contract/transports';
import { serveFake, type FakeOptions } from './fake-engine.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const page = join(import.meta.dirname, '../../out/renderer');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://local').pathname;
  const name = path === '/' ? '/index.html' : path;
  const body = await readFile(join(page, name)).catch(() => undefined);
  response.statusCode = body ? 200 : 404;
  response.setHeader('Content-Type', types[extname(name)] ?? 'application/octet-stream');
  for (const [header, value] of Object.entries(securityHeaders)) response.setHeader(header, value);
  response.end(body);
}

interface FakeServer {
  readonly url: string;
  /** Ends every pipe; the server goes on. */
  cut(): void;
  close(): void;
}

/** The built page over the fake engine, on a loopback port of its own. */
export async function startFake(options: FakeOptions): Promise<FakeServer> {
  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ server, path: '/wire' });
  sockets.on('connection', (socket) => {
    serveFake(
      createTransport({
        send: (bytes) => socket.send(bytes),
        onBytes: (listener) =>
          void socket.on('message', (data: Buffer) => listener(new Uint8Array(data))),
        onClose: (listener) => void socket.on('close', listener),
        close: () => socket.close(),
      }),
      options,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    cut,
    close() {
      cut();
      server.close();
    },
  };
}
