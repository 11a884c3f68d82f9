import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carriedNode } from './carried-node.mjs';
import { root } from './root.mjs';

const PROBE_MS = 4_000;
const DOWNLOAD_MS = 5 * 60_000;
const folder = join(root, 'node_modules/electron');

/** Read from the package's files: importing `electron` would start a download by itself, without a limit. */
function findInstalled() {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const binary = join(dist, name);
  return existsSync(binary) ? binary : undefined;
}

/** Whether the place Electron is fetched from answers at all; a download without that would hang for minutes. */
async function canFetch() {
  const place = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/';
  try {
    await fetch(place, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return true;
  } catch {
    return false;
  }
}

/** `{ binary }`, or `{ reason }` why there is no window on this machine. */
export async function getElectron() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { reason: 'this machine has no display' };
  const installed = findInstalled();
  if (installed !== undefined) return { binary: installed };
  if (!(await canFetch())) return { reason: 'Electron’s binary is not here and cannot be fetched' };
  process.stderr.write('Fetching Electron’s binary, once (about 110 MB) …\n');
  spawnSync(carriedNode(), [join(folder, 'install.js')], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    timeout: DOWNLOAD_MS,
  });
  const fetched = findInstalled();
  return fetched === undefined
    ? { reason: 'Electron’s binary could not be fetched' }
    : { binary: fetched };
}
