import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createGate } from '#engine/hosts/loopback/gate';
import { enter, sendRaw, startServed, type Served } from './served.ts';

const running: Served[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((served) => served.close()));
});
async function start(): Promise<Served> {
  const served = await startServed();
  running.push(served);
  return served;
}

const get = (served: Served, target: string, ...more: string[]) =>
  sendRaw(served.port, [
    `GET ${target} HTTP/1.1`,
    `Host: 127.0.0.1:${served.port}`,
    ...more,
    'Connection: close',
  ]);

describe('the launch code', () => {
  it('is 256 bits, good once, and leaves the address', async () => {
    const served = await start();
    const address = new URL(served.createLaunchAddress());
    expect(address.hostname).toBe('127.0.0.1');
    expect(Buffer.from(address.searchParams.get('code') ?? '', 'base64url')).toHaveLength(32);
    const first = await get(served, `/launch${address.search}`);
    expect(first.status).toBe(303);
    expect(first.headers.get('location')).toBe('/');
    expect(first.headers.get('referrer-policy')).toBe('no-referrer');
    expect(first.headers.get('set-cookie')).toMatch(
      new RegExp(`^espalier-${served.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    expect((await get(served, `/launch${address.search}`)).status).toBe(403);
  });

  it('is not spent by a look ahead, nor by another page', async () => {
    const served = await start();
    const { search } = new URL(served.createLaunchAddress());
    expect((await get(served, `/launch${search}`, 'Sec-Purpose: prefetch')).status).toBe(405);
    expect((await get(served, `/launch${search}`, 'Sec-Fetch-Site: cross-site')).status).toBe(403);
    expect((await get(served, `/launch${search}`)).status).toBe(303);
  });

  it('lets several browsers in, each with a session of its own', async () => {
    const served = await start();
    const cookies = [await enter(served), await enter(served)];
    expect(new Set(cookies).size).toBe(2);
    for (const cookie of cookies)
      expect((await get(served, '/', `Cookie: other=1; ${cookie}`)).status).toBe(200);
    const planted = `espalier-${served.port}=planted`;
    expect((await get(served, '/', `Cookie: ${planted}; ${cookies[0]}`)).status).toBe(200);
    expect((await get(served, '/', `Cookie: ${planted}`)).status).toBe(401);
  });

  it('gives nothing away over 10,000 guesses, and locks until the terminal asks again', () => {
    const gate = createGate();
    const code = gate.issueCode();
    const answers = new Map<string, number>();
    for (let guess = 0; guess < 10_000; guess += 1) {
      const answer = gate.redeem(randomBytes(32).toString('base64url'));
      const kind = typeof answer === 'string' ? answer : 'in';
      answers.set(kind, (answers.get(kind) ?? 0) + 1);
    }
    expect(Object.fromEntries(answers)).toEqual({ wrong: 10, locked: 9990 });
    expect(gate.redeem(code)).toBe('locked');
    const next = gate.issueCode();
    expect(gate.redeem(code)).toBe('wrong');
    expect(gate.redeem(next)).toHaveProperty('session');
  });

  it('locks over the wire too, and leaves who is in alone', async () => {
    const served = await start();
    const cookie = await enter(served);
    const { search } = new URL(served.createLaunchAddress());
    for (let guess = 0; guess < 10; guess += 1)
      expect((await get(served, `/launch?code=${guess}`)).status).toBe(403);
    expect((await get(served, `/launch${search}`)).status).toBe(429);
    expect((await get(served, '/', `Cookie: ${cookie}`)).status).toBe(200);
    expect(await enter(served)).toMatch(/=[\w-]{43}$/);
  });
});
