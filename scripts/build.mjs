import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { carriedNode } from './carried-node.mjs';
import { root } from './root.mjs';

/** What the built files are made of. The engine is not built in a clone: it runs from its sources. */
const inputs = [
  'renderer',
  'electron',
  'build',
  'engine/domain',
  'engine/contract',
  'package-lock.json',
];
const stamp = join(root, 'out/.built');

/** Newest change among the inputs, in milliseconds. */
function newestInput() {
  const files = inputs.flatMap((input) => {
    const path = join(root, input);
    if (!existsSync(path)) return [];
    if (statSync(path).isFile()) return [path];
    return [path, ...readdirSync(path, { recursive: true }).map((file) => join(path, file))];
  });
  return Math.max(...files.map((path) => statSync(path).mtimeMs));
}

/** Builds page, main and preload where a source is newer than the last build. Ends the process with 1 when that fails. */
export function ensureBuilt() {
  const start = Date.now();
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newestInput()) return;
  process.stderr.write('Building the app …\n');
  const { status, stdout, stderr } = spawnSync(carriedNode(), [join(root, 'build/build.mjs')], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}The build failed; what it said stands above.\n`);
    process.exit(1);
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stamp, '');
  process.stderr.write(`Built in ${((Date.now() - start) / 1000).toFixed(1)} s.\n`);
}
