import { existsSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServed, type Served } from './served.ts';

const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';

/** Everything an unfriendly page can try against a server of this machine, in one go; resolves when all of it is over. */
function attack(port: number): Promise<Record<string, string>> {
  const base = `http://127.0.0.1:${port}`;
  const tried = (name: string, work: Promise<unknown>) =>
    work.then(
      (value) => [name, String(value)],
      (error: unknown) => [name, `threw ${(error as Error).name}`],
    );
  const element = (tag: 'img' | 'script' | 'iframe', source: string) =>
    new Promise((resolve) => {
      const made = document.createElement(tag);
      made.addEventListener('load', () => resolve(tag === 'iframe' ? 'framed' : 'loaded'));
      made.addEventListener('error', () => resolve('error'));
      made.src = source;
      document.body.append(made);
    });
  const socket = (address: string) =>
    new Promise((resolve) => {
      const made = new WebSocket(address);
      made.addEventListener('open', () => resolve('open'));
      made.addEventListener('close', () => resolve('closed'));
    });
  const form = () =>
    new Promise((resolve) => {
      const made = document.createElement('form');
      const frame = document.createElement('iframe');
      frame.name = 'target';
      frame.addEventListener('load', () => resolve('sent'));
      made.method = 'post';
      made.action = `${base}/wire`;
      made.target = 'target';
      document.body.append(frame, made);
      made.submit();
    });
  const fetched = (init: RequestInit) => fetch(base, init).then((answer) => answer.type);
  return Promise.all([
    tried('socket', socket(`ws://127.0.0.1:${port}/wire`)),
    tried('socket by name', socket(`ws://localhost:${port}/wire`)),
    tried('fetch', fetched({ credentials: 'include' })),
    tried('opaque post', fetched({ method: 'POST', mode: 'no-cors', credentials: 'include' })),
    tried('opaque get', fetched({ mode: 'no-cors', credentials: 'include' })),
    tried('put', fetched({ method: 'PUT', credentials: 'include' })),
    tried('image', element('img', `${base}/`)),
    tried('script', element('script', `${base}/assets/page.js`)),
    tried('frame', element('iframe', `${base}/`)),
    tried('form', form()),
  ]).then((pairs) => Object.fromEntries(pairs) as Record<string, string>);
}

describe.skipIf(!existsSync(executablePath))('a real browser', () => {
  let browser: Browser;
  let evil: Server;
  let evilPort: number;
  let served: Served;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    evil = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><body>evil</body>');
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    evilPort = (evil.address() as AddressInfo).port;
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        // The browser's own guard is off, so that ours is what is tested.
        '--disable-features=LocalNetworkAccessChecks',
        '--host-resolver-rules=MAP evil.example 127.0.0.1',
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    evil.close();
  });
  beforeEach(async () => {
    served = await startServed();
    context = await browser.newContext();
    page = await context.newPage();
    return async () => {
      await context.close();
      await served.close();
    };
  });

  const state = (text: string, on = page) =>
    on.waitForFunction((wanted) => document.getElementById('state')?.textContent === wanted, text);

  it('gets in by the launch address, keeps no code, and asks nobody else for anything', async () => {
    const asked: string[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    const launch = served.createLaunchAddress();
    await page.goto(launch);
    await state('open');
    const own = `http://127.0.0.1:${served.port}`;
    expect(page.url()).toBe(`${own}/`);
    expect(await page.evaluate(() => [history.length, document.referrer])).toEqual([2, '']);
    expect(asked.map((url) => new URL(url).origin)).toEqual(asked.map(() => own));
    expect(asked.filter((url) => url.includes('code='))).toEqual([launch]);
    expect(complaints).toEqual([]);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect(
      await page.evaluate(
        () => getComputedStyle(document.querySelector('p') ?? document.body).color,
      ),
    ).toBe('rgb(1, 2, 3)');

    const tab = await context.newPage();
    await tab.goto(own);
    await state('open', tab);
    const stranger = await (await browser.newContext()).newPage();
    expect((await stranger.goto(own))?.status()).toBe(401);
    await stranger.context().close();
    expect(served.effects).toEqual({ connections: 2, calls: 0 });
  });

  for (const kind of ['another site', 'another port of this machine'] as const)
    it(`has no effect from ${kind}, with the cookie at hand`, async () => {
      await page.goto(served.createLaunchAddress());
      await state('open');
      const answers: number[] = [];
      const foe = await context.newPage();
      const note = (message: unknown) => {
        const { request, response } = message as {
          request: IncomingMessage;
          response: ServerResponse;
        };
        if (request.socket.localPort === served.port) answers.push(response.statusCode);
      };
      subscribe('http.server.response.finish', note);
      const host = kind === 'another site' ? 'evil.example' : '127.0.0.1';
      await foe.goto(`http://${host}:${evilPort}/`);
      const results = await foe.evaluate(attack, served.port);
      unsubscribe('http.server.response.finish', note);
      expect(results).toMatchObject({
        socket: 'closed',
        'socket by name': 'closed',
        fetch: 'threw TypeError',
        'opaque post': 'threw TypeError',
        'opaque get': 'threw TypeError',
        put: 'threw TypeError',
        image: 'error',
        script: 'error',
      });
      // They did arrive, and every one was refused.
      expect(answers.length).toBeGreaterThanOrEqual(8);
      expect(new Set(answers)).toEqual(new Set([403]));
      expect(served.effects).toEqual({ connections: 1, calls: 0 });
    });

  it('has no effect from a name that was rebound to this machine', async () => {
    await page.goto(served.createLaunchAddress());
    await state('open');
    const foe = await context.newPage();
    const { search } = new URL(served.createLaunchAddress());
    for (const path of ['/', `/launch${search}`, '/assets/page.js'])
      expect((await foe.goto(`http://evil.example:${served.port}${path}`))?.status()).toBe(421);
    const results = await foe
      .evaluate(async () => {
        const socket = new WebSocket(`ws://${location.host}/wire`);
        const end = await new Promise((resolve) => {
          socket.addEventListener('open', () => resolve('open'));
          socket.addEventListener('close', () => resolve('closed'));
        });
        return [end, (await fetch('/')).status];
      })
      .catch((error: unknown) => String(error));
    // The refusal itself carries the policy, so the page of a rebound name may not even try.
    expect(results).toEqual(['closed', 421]);
    expect(served.effects).toEqual({ connections: 1, calls: 0 });
    await page.goto(`http://127.0.0.1:${served.port}/launch${search}`);
    await state('open');
  });

  it('holds the page to its policy', async () => {
    await page.goto(served.createLaunchAddress());
    await state('open');
    const tried = await page.evaluate(async (foreign) => {
      const text = async (work: () => unknown) => {
        try {
          return String(await work());
        } catch (error) {
          return (error as Error).name;
        }
      };
      return {
        markup: await text(() => (document.body.innerHTML = '<img src=x onerror=alert(1)>')),
        // Later, since the inspector's own evaluation is let off the policy.
        eval: await new Promise((resolve) =>
          setTimeout(
            () => void text(() => Reflect.construct(Function, ['return 1'])).then(resolve),
          ),
        ),
        policy: await text(() =>
          (
            window as unknown as {
              trustedTypes: { createPolicy(name: string, rules: object): unknown };
            }
          ).trustedTypes.createPolicy('mine', {}),
        ),
        fetch: await text(() => fetch(foreign)),
        image: await text(
          () =>
            new Promise((resolve) => {
              const image = new Image();
              image.addEventListener('load', () => resolve('loaded'));
              image.addEventListener('error', () => resolve('refused'));
              image.src = `${foreign}/x.png`;
            }),
        ),
        beacon: await text(() => {
          const socket = new WebSocket(foreign.replace('http', 'ws'));
          return new Promise((resolve) => {
            socket.addEventListener('open', () => resolve('open'));
            socket.addEventListener('error', () => resolve('refused'));
          });
        }),
      };
    }, `http://127.0.0.1:${evilPort}`);
    expect(tried).toMatchObject({
      markup: 'TypeError',
      eval: 'EvalError',
      policy: 'TypeError',
      fetch: 'TypeError',
      image: 'refused',
    });
    expect(['refused', 'SecurityError']).toContain(tried.beacon);
  });
});
