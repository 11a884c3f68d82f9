/** The page's own address. A custom scheme, since a file's would let the page read others. */
export const SCHEME = 'app';
export const ORIGIN = 'app://espalier';

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

/** Whether a window may show this address: ours alone. A parser decides, never a comparison of beginnings. */
export function isOwnAddress(address: string): boolean {
  const url = parse(address);
  return (
    url?.protocol === `${SCHEME}:` &&
    url.host === 'espalier' &&
    url.username === '' &&
    url.password === ''
  );
}

/** Whether a request may leave the page at all: its own files, and pictures it drew itself. */
export function isOwnRequest(address: string): boolean {
  return isOwnAddress(address.startsWith('blob:') ? address.slice('blob:'.length) : address);
}

/** Whether a link may be shown to the person to be opened in their browser: https, without a name and a password. */
export function isOpenableLink(address: string): boolean {
  const url = parse(address);
  return (
    url?.protocol === 'https:' && url.hostname !== '' && url.username === '' && url.password === ''
  );
}

/**
 * Whether a path may be shown in the file manager. Absolute, and on this machine: on Windows merely looking at a
 * network path sends the person's password hash to that host.
 */
export function isRevealable(path: string, platform: NodeJS.Platform): boolean {
  if (path.includes('\0')) return false;
  if (platform === 'win32') return /^[a-z]:[\\/]/i.test(path);
  return path.startsWith('/');
}
