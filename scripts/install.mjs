import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './root.mjs';

const modules = join(root, 'node_modules');
const stamp = join(modules, '.espalier-installed');

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Packages npm says it laid down are those the lockfile asks for; so an `npm ci` run by hand counts too. */
function matchesLock() {
  const hidden = read(join(modules, '.package-lock.json'));
  if (hidden === '') return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(hidden).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      (present[path] === undefined
        ? entry.optional === true
        : present[path].version === entry.version),
  );
}

/** Undefined when nothing is to do, else why an install is needed. */
function findReason() {
  if (!existsSync(modules)) return 'nothing is installed yet';
  if (read(stamp) === lockDigest()) return undefined;
  if (matchesLock()) {
    markInstalled();
    return undefined;
  }
  return 'package-lock.json has changed since the last install';
}

/** Called by npm itself at the end of an install (postinstall), and after one that we started. */
export function markInstalled() {
  if (existsSync(modules)) writeFileSync(stamp, lockDigest());
}

/** npm by the path it gave us, so that the same npm is used and no shell is needed; else the one on the path. */
function runNpm(options) {
  const cli = process.env.npm_execpath ?? '';
  if (basename(cli) === 'npm-cli.js')
    return spawnSync(process.execPath, [cli, ...options.args], options);
  return spawnSync('npm', options.args, { ...options, shell: process.platform === 'win32' });
}

/**
 * Makes `node_modules` what package-lock.json says; costs about a millisecond when it is so already.
 * All it prints goes to stderr: stdout may be somebody's JSON. Ends the process with 1 when npm fails.
 */
export function ensureInstalled() {
  const reason = findReason();
  if (reason === undefined) return;
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) {
    // npm ci would empty the folder behind the link, which another checkout is using.
    process.stderr.write(`node_modules is a link and ${reason}: run npm ci where it points.\n`);
    process.exit(1);
  }
  process.stderr.write(`Installing, because ${reason} (npm ci, about half a minute) …\n`);
  const { status } = runNpm({
    args: ['ci', '--loglevel=error'],
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  if (status !== 0) {
    process.stderr.write('npm ci failed; what it said stands above. Mend that and start again.\n');
    process.exit(1);
  }
  markInstalled();
}
