import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManifest } from '#contract/policy';
import { hostilePaths } from './paths.ts';
import { enter, sendRaw, startServed, type Served } from './served.ts';

let served: Served;
let cookie: string;
beforeAll(async () => {
  served = await startServed();
  cookie = await enter(served);
});
afterAll(() => served.close());

const get = (target: string) =>
  sendRaw(served.port, [
    `GET ${target} HTTP/1.1`,
    `Host: 127.0.0.1:${served.port}`,
    `Cookie: ${cookie}`,
    'Connection: close',
  ]);

describe('paths', () => {
  it(`answers none of ${hostilePaths.length} hostile spellings with a file`, async () => {
    expect(hostilePaths.length).toBeGreaterThan(300);
    const answered: string[] = [];
    for (const path of hostilePaths) {
      const { status, body } = await get(path);
      const isRefused = status === 400 || status === 404;
      if (!isRefused || /root:|"name"|<!doctype|espalier/.test(body)) answered.push(path);
    }
    expect(answered).toEqual([]);
  });

  it('answers the listed ones, with or without a query', async () => {
    expect((await get('/')).body).toContain('A small page');
    expect((await get('/?view=facts')).status).toBe(200);
    expect((await get('/index.html')).headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect((await get('/assets/page.js')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it('lists only kinds of file that a page has a use for', () => {
    const manifest = createManifest([
      'index.html',
      'a.js.map',
      '.env',
      'x',
      'sub\\b.css',
      'key.pem',
    ]);
    expect([...manifest.keys()].toSorted()).toEqual(['/', '/index.html', '/sub/b.css']);
  });
});
