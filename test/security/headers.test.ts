import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from '#contract/policy';
import { enter, sendRaw, startServed, type Served } from './served.ts';

let served: Served;
let cookie: string;
beforeAll(async () => {
  served = await startServed();
  cookie = await enter(served);
});
afterAll(() => served.close());

describe('headers', () => {
  it('are the same on every answer, refusals too', async () => {
    const own = `Host: 127.0.0.1:${served.port}`;
    const asked: [number, string[]][] = [
      [200, ['GET / HTTP/1.1', own, `Cookie: ${cookie}`]],
      [200, ['GET /assets/page.js HTTP/1.1', own, `Cookie: ${cookie}`]],
      [303, [`GET /launch${new URL(served.createLaunchAddress()).search} HTTP/1.1`, own]],
      [401, ['GET / HTTP/1.1', own]],
      [403, ['GET /launch?code=x HTTP/1.1', own]],
      [404, ['GET /nothing HTTP/1.1', own, `Cookie: ${cookie}`]],
      [405, ['PUT / HTTP/1.1', own, `Origin: http://127.0.0.1:${served.port}`]],
      [421, ['GET / HTTP/1.1', 'Host: evil.example']],
    ];
    for (const [expected, lines] of asked) {
      const { status, headers } = await sendRaw(served.port, [...lines, 'Connection: close']);
      expect(status).toBe(expected);
      expect(headers.get('cache-control')).toBe('no-store');
      for (const [name, value] of Object.entries(securityHeaders))
        expect([status, name, headers.get(name)]).toEqual([status, name, value]);
    }
  });

  it('hold the policy of the reliability guide', () => {
    const directives = new Map(
      contentSecurityPolicy
        .split('; ')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
    );
    expect(Object.fromEntries(directives)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' blob:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'worker-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'svelte-trusted-html espalier-worker',
    });
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:|data:/);
  });
});
