// The command line in a clone: `npm run -s espalier -- COMMAND …`. Adds about a millisecond to the engine's own start.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { carriedNode, isCarriedNode } from './carried-node.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
// The only command that shows the page; the others run from the sources alone.
if (process.argv[2] === 'serve') ensureBuilt();
const cli = join(root, 'engine/hosts/cli.ts');
if (isCarriedNode()) {
  // npm puts the carried Node first on the path, so this process can be the engine: no second one, signals reach it.
  process.argv[1] = cli;
  await import(pathToFileURL(cli).href);
} else {
  const { status, signal } = spawnSync(
    carriedNode(),
    ['--disable-warning=ExperimentalWarning', cli, ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  if (signal) process.kill(process.pid, signal);
  process.exitCode = status ?? 1;
}
