// `npm run gpu:install [-- --from FOLDER]`: gets the libraries that NVIDIA cards need, each verified by its hash, tries every provider
// and reports. Whatever goes wrong, the processor is left.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { carriedNode } from './carried-node.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
const { status } = spawnSync(
  carriedNode(),
  [join(root, 'engine/hosts/cli.ts'), 'devices', '--install', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
