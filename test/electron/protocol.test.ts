import { fileURLToPath } from 'node:url';
import type { Protocol } from 'electron';
import { describe, expect, it } from 'vitest';
import { securityHeaders } from '#contract/policy';
import { servePage } from '../../electron/main/protocol.ts';
import { hostilePaths } from '../security/paths.ts';

const page = fileURLToPath(new URL('../fixtures/page', import.meta.url));

/** Main's handler, called as Chromium would. */
function createHandler(): (url: string) => Promise<Response> {
  let handle: ((request: Request) => Response | Promise<Response>) | undefined;
  const protocol = {
    handle: (scheme: string, given: typeof handle) => {
      expect(scheme).toBe('app');
      handle = given;
    },
  };
  servePage(protocol as unknown as Protocol, page);
  return async (url) => (await handle?.(new Request(url))) ?? Response.error();
}

describe('app://', () => {
  it('answers the listed files with exactly the headers of the served page', async () => {
    const get = createHandler();
    for (const [path, type] of [
      ['/', 'text/html; charset=utf-8'],
      ['/index.html', 'text/html; charset=utf-8'],
      ['/assets/page.js', 'text/javascript; charset=utf-8'],
      ['/assets/page.css?x', 'text/css; charset=utf-8'],
    ] as const) {
      const response = await get(`app://espalier${path}`);
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toEqual({
        ...securityHeaders,
        'content-type': type,
      });
    }
    expect(await (await get('app://espalier/')).text()).toContain('A small page 🧵');
  });

  it(`leads nowhere by ${hostilePaths.length} hostile spellings, nor by another host`, async () => {
    const get = createHandler();
    const answered: string[] = [];
    for (const path of hostilePaths) {
      const url = `app://espalier${path.startsWith('/') ? '' : '/'}${path}`;
      // The parser that Chromium has as well folds `..` and `%2e%2e`: what is left may be a listed path, and no other.
      const { pathname } = new URL(url);
      const response = await get(url);
      if (response.status !== 404 && !/^\/(index\.html|assets\/page\.js)?$/.test(pathname))
        answered.push(path);
      for (const [name, value] of Object.entries(securityHeaders))
        expect(response.headers.get(name)).toBe(value);
    }
    expect(answered).toEqual([]);
    for (const host of ['other', 'espalier.example', 'user@espalier'])
      expect((await get(`app://${host}/index.html`).catch(() => ({ status: 404 }))).status).toBe(
        404,
      );
  });
});
