// `npm run check`: types, rules of the rooms, lint, dead code, format. Every step runs, so one look shows all there is to mend.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carriedNode } from './carried-node.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();

/** Rooms of the root tsconfig that hold a source file; tsc refuses an empty one. */
function listRooms() {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const hasSource = (path) =>
    existsSync(join(root, path)) &&
    readdirSync(join(root, path), { recursive: true }).some((file) => /\.(ts|svelte)$/.test(file));
  return references.map((reference) => reference.path).filter(hasSource);
}

const rooms = listRooms();
const sources = ['engine', 'electron', 'renderer', 'scripts', 'build', 'test', 'samples'];

/** Each step is a tool of node_modules with its arguments; all of them run under the carried Node. */
const steps = [
  ['types', 'typescript/bin/tsc', ['-b', ...rooms]],
  ...(rooms.includes('renderer')
    ? [
        [
          'types of the page',
          'svelte-check/bin/svelte-check',
          ['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
        ],
      ]
    : []),
  [
    'rules of the rooms',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    [
      '--config',
      'build/import-rules.cjs',
      '--output-type',
      'err-long',
      ...sources.filter((path) => existsSync(join(root, path))),
    ],
  ],
  ['lint', 'oxlint/bin/oxlint', ['--deny-warnings']],
  ['dead code', 'knip/bin/knip.js', ['--no-progress', '--treat-config-hints-as-errors']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
];

function run([name, tool, args]) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    carriedNode(),
    [join(root, 'node_modules', tool), ...args],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${status === 0 ? 'ok     ' : 'FAILED '} ${name.padEnd(20)} ${seconds.padStart(5)} s`,
  );
  if (status !== 0) console.log(`${stdout}${stderr}`.trimEnd());
  return status === 0;
}

const failed = steps.map(run).filter((ok) => !ok).length;
console.log(`check: ${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
