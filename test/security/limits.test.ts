import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createClient } from '#contract/client';
import { createTransport, fromWebSocket } from '#contract/transports';
import { enter, sendRaw, startServed, type Served } from './served.ts';

const running: Served[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((served) => served.close()));
});
async function start(limits: Parameters<typeof startServed>[0]): Promise<Served> {
  const served = await startServed(limits);
  running.push(served);
  return served;
}

function open(served: Served, cookie: string): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${served.port}/wire`, {
    headers: { cookie, origin: `http://127.0.0.1:${served.port}` },
  });
}
const closed = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));
const opened = (socket: WebSocket) =>
  new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });

/** Milliseconds until the server hangs up on a client that sends a byte now and then. */
function trickle(served: Served, head: string): Promise<number> {
  const started = performance.now();
  const socket = connect(served.port, '127.0.0.1');
  socket.write(head);
  const timer = setInterval(() => socket.write('x'), 50);
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(performance.now() - started);
    });
    socket.resume();
  });
}

describe('limits', () => {
  it('hang up on headers that never end, and on ones that are too long', async () => {
    const served = await start({ headerMs: 400, requestMs: 600 });
    expect(await trickle(served, 'GET / HTTP/1.1\r\nX-Slow: ')).toBeLessThan(3000);
    const long = `X-Long: ${'x'.repeat(17 * 1024)}`;
    expect((await sendRaw(served.port, ['GET / HTTP/1.1', long])).status).toBe(431);
  });

  it('turn further connections away and recover', async () => {
    const served = await start({ connections: 8, headerMs: 500 });
    const held = Array.from({ length: 40 }, () => connect(served.port, '127.0.0.1'));
    for (const socket of held) socket.on('error', () => undefined).resume();
    await Promise.all(
      held.map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    expect(await enter(served)).toMatch(/=/);
  });

  it('close a socket over a frame that is too large, a text frame, or bytes that are no message', async () => {
    const served = await start({ frameBytes: 1000 });
    const cookie = await enter(served);
    const sent: [number, string | Uint8Array][] = [
      [1009, new Uint8Array(1001)],
      [1003, 'text'],
      [1005, new Uint8Array(3).fill(0xc1)],
    ];
    for (const [code, data] of sent) {
      const socket = open(served, cookie);
      await opened(socket);
      const end = closed(socket);
      socket.send(data);
      expect(await end).toBe(code);
    }
    expect(served.effects).toEqual({ connections: 3, calls: 0 });
  });

  it('keep the number of sockets, and drop one that answers no ping', async () => {
    const served = await start({ sockets: 2, pingMs: 200 });
    const cookie = await enter(served);
    const [first, second] = [open(served, cookie), open(served, cookie)];
    await Promise.all([opened(first), opened(second)]);
    await expect(opened(open(served, cookie))).rejects.toThrow('503');
    // A paused stream is a page that hangs: it answers no ping.
    first.pause();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const third = open(served, cookie);
    await opened(third);
    expect(second.readyState).toBe(WebSocket.OPEN);
    first.terminate();
  });

  it('let a page call, each tab over a socket of its own', async () => {
    const served = await start({});
    const cookie = await enter(served);
    const call = async () => {
      const socket = open(served, cookie);
      const client = createClient<{ 'effect.have': { input: object; output: number } }, object>(
        createTransport(fromWebSocket(socket as unknown as globalThis.WebSocket)),
      );
      const count = await client.call('effect.have', {});
      client.close();
      return count;
    };
    expect(await Promise.all([call(), call(), call()])).toHaveLength(3);
    expect(served.effects).toEqual({ connections: 3, calls: 3 });
  });
});
