/** What the page may do, the same on the desktop and served: both shells send exactly these headers. */

const directives = [
  "default-src 'none'",
  "script-src 'self'",
  // PDF pages and picture exports are drawn by the page itself and shown as blobs.
  "img-src 'self' blob:",
  "style-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // Svelte's own templates are the only markup that is ever made from a string; the second policy gives out one
  // address, that of the graph's layout worker, and nothing else.
  'trusted-types svelte-trusted-html espalier-worker',
] as const;

export const contentSecurityPolicy: string = directives.join('; ');

const refusedFeatures =
  'accelerometer autoplay camera display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid idle-detection local-fonts magnetometer microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock serial usb xr-spatial-tracking';

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': refusedFeatures
    .split(' ')
    .map((feature) => `${feature}=()`)
    .join(', '),
};

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
};

export interface Asset {
  /** Relative to the folder of the built page. */
  readonly file: string;
  readonly mediaType: string;
}

/**
 * The exact paths that are answered and the file behind each: a request is looked up here and never joined to a
 * folder, so no spelling of a path leads out. `files` is a listing with `/` or `\` between names; kinds of file that
 * a page has no use for are left out.
 */
export function createManifest(files: readonly string[]): ReadonlyMap<string, Asset> {
  const manifest = new Map<string, Asset>();
  for (const file of files) {
    const mediaType = mediaTypes[/\.([a-z0-9]+)$/.exec(file)?.[1] ?? ''];
    if (!mediaType) continue;
    manifest.set(`/${file.replaceAll('\\', '/')}`, { file, mediaType });
  }
  const page = manifest.get('/index.html');
  if (page) manifest.set('/', page);
  return manifest;
}
