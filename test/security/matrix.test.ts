import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, sendRaw, startServed, type Served } from './served.ts';

let served: Served;
let cookie: string;
beforeAll(async () => {
  served = await startServed();
  cookie = await enter(served);
});
afterAll(() => served.close());

/** `PORT` stands for the server's own. */
const hosts = [
  '127.0.0.1:PORT',
  'localhost:PORT',
  '[::1]:PORT',
  '127.0.0.1',
  'localhost:1',
  'LOCALHOST:PORT',
  'localhost.:PORT',
  'evil.example:PORT',
  'localhost:PORT.evil.example',
  '127.0.0.1:PORT@evil.example',
  '0.0.0.0:PORT',
  '',
];
const origins = [
  undefined,
  'OWN',
  'null',
  'http://evil.example',
  'https://127.0.0.1:PORT',
  'http://127.0.0.1:1',
  'http://localhost:PORT/',
];
const sites = [undefined, 'none', 'same-origin', 'same-site', 'cross-site', 'nonsense'];
const ownHosts = hosts.slice(0, 3);

interface Row {
  readonly kind: 'read' | 'write' | 'socket';
  readonly host: string;
  readonly origin: string | undefined;
  readonly site: string | undefined;
}

/** Every host against every origin, then every origin against every site on a right host. */
const rows: Row[] = (['read', 'write', 'socket'] as const).flatMap((kind) => [
  ...hosts.flatMap((host) =>
    origins.map((origin) => ({ kind, host, origin, site: undefined as string | undefined })),
  ),
  ...origins.flatMap((origin) =>
    sites.map((site) => ({ kind, host: '127.0.0.1:PORT', origin, site })),
  ),
]);

/** Written out, not computed by the code under test: which rows may pass at all. */
function isAllowed({ kind, host, origin, site }: Row): boolean {
  if (!ownHosts.includes(host)) return false;
  if (kind === 'read')
    return (
      (origin === undefined || origin === 'OWN') &&
      (site === undefined || site === 'none' || site === 'same-origin')
    );
  if (kind === 'socket') return origin === 'OWN' && (site === undefined || site === 'same-origin');
  return false;
}

async function ask(row: Row, withCookie: boolean): Promise<number> {
  const host = row.host.replaceAll('PORT', String(served.port));
  const origin = row.origin
    ?.replace('OWN', `http://${host}`)
    .replaceAll('PORT', String(served.port));
  const { status } = await sendRaw(served.port, [
    `${row.kind === 'write' ? 'POST' : 'GET'} ${row.kind === 'socket' ? '/wire' : '/'} HTTP/1.1`,
    `Host: ${host}`,
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...(row.site === undefined ? [] : [`Sec-Fetch-Site: ${row.site}`]),
    ...(withCookie ? [`Cookie: ${cookie}`] : []),
    ...(row.kind === 'socket'
      ? [
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        ]
      : ['Connection: close']),
  ]);
  return status;
}

describe('Host, Origin and Sec-Fetch-Site', () => {
  it(`lets exactly the allowed of ${rows.length} rows pass`, async () => {
    expect(rows.length).toBeGreaterThan(200);
    const statuses: number[] = [];
    for (const row of rows) statuses.push(await ask(row, true));
    const passed = rows.filter((_, at) => statuses[at] === 200 || statuses[at] === 101);
    expect(passed).toEqual(rows.filter(isAllowed));
    expect(passed.length).toBeGreaterThan(10);
    expect(new Set(statuses)).toEqual(new Set([101, 200, 403, 405, 421]));
  });

  it('answers a foreign host with 421 before anything else', async () => {
    for (const host of hosts.filter((host) => host !== '' && !ownHosts.includes(host)))
      for (const kind of ['read', 'write', 'socket'] as const)
        expect(await ask({ kind, host, origin: 'OWN', site: 'same-origin' }, true)).toBe(421);
  });

  it('lets nobody pass without a session', async () => {
    for (const row of rows.filter(isAllowed)) expect(await ask(row, false)).toBe(401);
  });

  it('refuses two Host headers, foreign request targets and bodies', async () => {
    const own = `127.0.0.1:${served.port}`;
    const lines = ['Connection: close', `Cookie: ${cookie}`];
    const status = async (...head: string[]) =>
      (await sendRaw(served.port, [...head, ...lines])).status;
    expect(await status('GET / HTTP/1.1', `Host: ${own}`, 'Host: evil.example')).not.toBe(200);
    expect(await status('GET / HTTP/1.1', 'Host: evil.example', `Host: ${own}`)).not.toBe(200);
    expect(await status('GET http://evil.example/ HTTP/1.1', `Host: ${own}`)).toBe(404);
    expect(await status('GET / HTTP/1.1', `Host: ${own}`, 'Content-Length: 5')).toBe(413);
    expect(await status('GET / HTTP/1.1', `Host: ${own}`, 'Transfer-Encoding: chunked')).toBe(413);
    expect(await status('GET / HTTP/1.1')).toBe(400);
  });

  it('sends no CORS header, to anyone', async () => {
    for (const method of ['GET', 'OPTIONS', 'POST'])
      for (const origin of ['http://evil.example', `http://127.0.0.1:${served.port}`]) {
        const { headers } = await sendRaw(served.port, [
          `${method} / HTTP/1.1`,
          `Host: 127.0.0.1:${served.port}`,
          `Origin: ${origin}`,
          `Cookie: ${cookie}`,
          'Access-Control-Request-Method: POST',
          'Connection: close',
        ]);
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
  });
});
