// `npm test`: installs what is missing, builds, runs the tests. Arguments go on to vitest: `npm test -- test/read`.
import { spawnSync } from 'node:child_process';
import { dirname, delimiter, join } from 'node:path';
import { browserCommand, findBrowser, installPackages, mayInstallPackages } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { carriedNode } from './carried-node.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

function getBrowser() {
  const found = findBrowser();
  if (found !== undefined) return found;
  if (mayInstallPackages()) {
    process.stderr.write(
      'Installing chromium, because the tests drive a real browser and none is here …\n',
    );
    installPackages(['chromium', 'fonts-dejavu-core']);
  }
  return findBrowser();
}

ensureInstalled();
const browser = getBrowser();
if (browser === undefined) {
  process.stderr.write(
    `The tests drive a real browser, and none is here. Run this, then npm test again:\n\n    ${browserCommand()}\n\nOr set CHROME_PATH to one.\n`,
  );
  process.exit(1);
}
ensureBuilt();
const node = carriedNode();
const { status, signal } = spawnSync(
  node,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      CHROME_PATH: browser,
      PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
    },
  },
);
process.exitCode = signal ? 1 : (status ?? 1);
