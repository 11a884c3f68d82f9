import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomScheme, Protocol } from 'electron';
import { createManifest, securityHeaders } from '#contract/policy';
import { isOwnAddress, SCHEME } from './policy.ts';

/** To be registered before the app is ready: afterwards Chromium takes the scheme for a stranger's. */
export const schemes: CustomScheme[] = [
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
];

/** Answers `app://espalier/…` out of the built page's folder. */
export function servePage(protocol: Protocol, folder: string): void {
  const manifest = createManifest(readdirSync(folder, { recursive: true, encoding: 'utf8' }));
  protocol.handle(SCHEME, async (request) => {
    const { pathname } = new URL(request.url);
    const asset = isOwnAddress(request.url) ? manifest.get(pathname) : undefined;
    if (!asset)
      return new Response('Nothing is here.\n', { status: 404, headers: securityHeaders });
    const bytes = await readFile(join(folder, asset.file));
    return new Response(bytes, {
      headers: { ...securityHeaders, 'content-type': asset.mediaType },
    });
  });
}
