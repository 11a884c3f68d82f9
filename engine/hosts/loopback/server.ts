import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { securityHeaders } from '#contract/policy';
import { createTransport, MAX_CALL_BYTES, wirePath } from '#contract/transports';
import type { Transport } from '#contract/wire';
import { readAssets } from './assets.ts';
import { createGate } from './gate.ts';
import { refusalOf, type Knock } from './rules.ts';
import { fromServerSocket, watchSocket } from './sockets.ts';

/** Figures of the reliability guide. Times in milliseconds, sizes in bytes. */
export const limits = {
  headerBytes: 16 * 1024,
  headerMs: 10_000,
  requestMs: 15_000,
  idleMs: 30_000,
  connections: 128,
  sockets: 32,
  frameBytes: MAX_CALL_BYTES,
  pingMs: 30_000,
};

export interface ServedPage {
  readonly port: number;
  /** An address that lets one browser in, once. */
  createLaunchAddress(): string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Folder of the built page. */
  readonly page: string;
  /** Called for every page that got in. */
  readonly onConnect: (transport: Transport) => void;
  readonly limits?: Partial<typeof limits>;
}

/**
 * Serves the page and its WebSocket on 127.0.0.1 and a port of the system's choice, to whoever holds a launch code
 * and to nobody else.
 */
export async function servePage(options: ServeOptions): Promise<ServedPage> {
  const bounds = { ...limits, ...options.limits };
  const assets = readAssets(options.page);
  const gate = createGate();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: bounds.frameBytes,
    perMessageDeflate: false,
  });
  let port = 0;
  // Browsers keep cookies by host and not by port, so two servers on one machine need two names.
  const cookieName = () => `espalier-${port}`;

  const server = createServer({
    maxHeaderSize: bounds.headerBytes,
    headersTimeout: bounds.headerMs,
    requestTimeout: bounds.requestMs,
    connectionsCheckingInterval: Math.min(1000, bounds.headerMs),
  });
  server.maxConnections = bounds.connections;
  server.maxHeadersCount = 100;
  server.timeout = bounds.idleMs;

  server.on('request', (request, response) => {
    const refusal = refusalOf(toKnock(request, false), port);
    if (refusal) return answer(response, refusal.status, refusal.sentence);
    const { path, query } = toParts(request.url ?? '');
    if (path === '/launch') return launch(request, response, query.get('code') ?? '');
    if (!gate.hasSession(toCookies(request, cookieName())))
      return answer(response, 401, 'Open the address that Espalier printed in its terminal.');
    const asset = assets.get(path);
    if (!asset) return answer(response, 404, 'There is nothing at this address.');
    response.writeHead(200, { ...fixedHeaders, 'content-type': asset.mediaType });
    response.end(request.method === 'HEAD' ? undefined : asset.bytes);
  });

  function launch(request: IncomingMessage, response: ServerResponse, code: string): void {
    // A browser that fetches ahead, or a tool that only looks, must not spend the code.
    if (request.method !== 'GET' || request.headers['sec-purpose'] !== undefined)
      return answer(response, 405, 'This address opens in a browser, once.');
    const redeemed = gate.redeem(code);
    if (redeemed === 'locked')
      return answer(response, 429, 'Too many wrong codes. Ask for a new address in the terminal.');
    if (redeemed === 'wrong')
      return answer(
        response,
        403,
        'This address was used already. Ask for a new one in the terminal.',
      );
    const cookie = `${cookieName()}=${redeemed.session}; Path=/; HttpOnly; SameSite=Strict`;
    // On to an address without the code, so that it stays in no history, bookmark or Referer.
    response.writeHead(303, { ...fixedHeaders, location: '/', 'set-cookie': cookie });
    response.end();
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refusal = refusalOf(toKnock(request, true), port);
    if (refusal) return refuse(socket, refusal.status);
    if (!gate.hasSession(toCookies(request, cookieName()))) return refuse(socket, 401);
    if (request.url !== wirePath) return refuse(socket, 404);
    if (sockets.clients.size >= bounds.sockets) return refuse(socket, 503);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      watchSocket(opened, bounds.pingMs);
      options.onConnect(createTransport(fromServerSocket(opened)));
    });
  });

  port = await listen(server);
  return {
    port,
    createLaunchAddress: () => `http://127.0.0.1:${port}/launch?code=${gate.issueCode()}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const fixedHeaders = { ...securityHeaders, 'cache-control': 'no-store' };

function answer(response: ServerResponse, status: number, sentence: string): void {
  // Closed after every refusal: what else was sent on the connection is not worth reading.
  response.writeHead(status, {
    ...fixedHeaders,
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
  });
  response.end(`${sentence}\n`);
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function toKnock(request: IncomingMessage, upgrade: boolean): Knock {
  const { headers, rawHeaders } = request;
  const header = (name: string) => [headers[name]].flat()[0];
  return {
    method: request.method ?? '',
    upgrade,
    hosts: rawHeaders.filter(
      (_, at) => rawHeaders[at - 1]?.toLowerCase() === 'host' && at % 2 === 1,
    ),
    origin: header('origin'),
    fetchSite: header('sec-fetch-site'),
    hasBody:
      headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0',
  };
}

/** Not decoded: an asset has one spelling. */
function toParts(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = target.indexOf('?');
  if (at < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) };
}

/** All of that name: another port of this machine may have planted one beside ours. */
function toCookies(request: IncomingMessage, name: string): string[] {
  return (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, () =>
      resolve((server.address() as AddressInfo).port),
    );
  });
}
