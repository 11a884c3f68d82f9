// `npm start -- FOLDER`: installs and builds what is missing, then opens the app: a window, or the same app in the browser.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt } from './build.mjs';
import { carriedNode } from './carried-node.mjs';
import { getElectron } from './electron-binary.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

const usage = `npm start                 opens the welcome view
npm start -- FOLDER       imports FOLDER into a new project and opens it`;

/** Absolute path of the one argument, or undefined; npm runs scripts in the clone, INIT_CWD is where the user stands. */
function parseFolder(args) {
  if (args.includes('--help') || args.length > 1) {
    console.log(usage);
    process.exit(args.length > 1 ? 2 : 0);
  }
  if (args.length === 0) return undefined;
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), args[0]);
  if (!existsSync(folder)) {
    console.error(`${folder} does not exist. Check the name, or start without a folder.`);
    process.exit(1);
  }
  return folder;
}

/** Keeps this process as the one the terminal talks to: it ends with its child, and the child with it. */
function follow(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
}

function openWindow(binary, folder) {
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...sandbox, root, ...(folder === undefined ? [] : ['--import', folder])];
  console.log('Opening the Electron window.');
  follow(
    spawn(binary, args, {
      stdio: 'inherit',
      env: { ...process.env, ESPALIER_NODE: carriedNode() },
    }),
  );
}

/** False where there is nobody to see it: the address is printed in any case. */
function openBrowser(address) {
  if (process.env.ESPALIER_NO_BROWSER) return;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const [command, ...args] = {
    darwin: ['open', address],
    win32: ['cmd', '/c', 'start', '', address.replaceAll('&', '^&')],
  }[process.platform] ?? ['xdg-open', address];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  opener.on('error', () => {});
  opener.unref();
}

function serve(folder, reason) {
  console.log(`Opening Espalier in the browser on this machine’s own address, because ${reason}.`);
  const args = ['serve', ...(folder === undefined ? [] : ['--import', folder])];
  const child = spawn(carriedNode(), [join(root, 'engine/hosts/cli.ts'), ...args], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let opened = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    const address = line.match(/http:\/\/(127\.0\.0\.1|localhost|\[::1\])\S*/)?.[0];
    if (address === undefined || opened) return;
    opened = true;
    openBrowser(address);
  });
  follow(child);
}

const folder = parseFolder(process.argv.slice(2));
ensureInstalled();
ensureBuilt();
const { binary, reason } = await getElectron();
if (binary === undefined) serve(folder, reason);
else openWindow(binary, folder);
