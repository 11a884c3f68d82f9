import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const packages = ['linux-x64', 'linux-arm64', 'win-x64', 'darwin-x64'].map(
  (platform) => `node-${platform}/bin/node${platform.startsWith('win') ? '.exe' : ''}`,
);

/** Node that runs TypeScript by itself and has `node:sqlite` without a flag. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/**
 * The Node binary that came with `npm ci`; where none is packed for this machine (Apple silicon), the one that runs now.
 * Throws with a sentence for the user when that one is too old.
 */
export function carriedNode() {
  for (const path of packages) {
    const binary = join(root, 'node_modules', path);
    if (existsSync(binary)) return binary;
  }
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Error(
    `No Node is packed for ${process.platform}-${process.arch}, and ${process.version} is too old to stand in. Install Node 24.`,
  );
}

export function isCarriedNode() {
  return realpathSync(carriedNode()) === realpathSync(process.execPath);
}
