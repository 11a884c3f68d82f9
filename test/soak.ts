import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `node test/soak.ts [--rounds 20] [NAME …]`: the random tests again and again, each round from a new seed; NAME narrows
 * to files whose path holds it. A seed that fails is printed, with what failed; `ESPALIER_SEED` has it again.
 */
const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '20' } },
  allowPositionals: true,
});
const root = join(import.meta.dirname, '..');
const files = globSync('test/**/*.test.ts', { cwd: root })
  .filter((file) => /\bfc\.assert|\bchooseSeed\(/.test(readFileSync(join(root, file), 'utf8')))
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(name)));
console.log(`${files.length} files, ${values.rounds} rounds`);

let failed = 0;
for (let round = 0; round < Number(values.rounds); round++) {
  const seed = String(Math.floor(Math.random() * 2 ** 28));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'rooms', ...files],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ESPALIER_SEED: seed, NO_COLOR: '1' },
      maxBuffer: 2 ** 28,
    },
  );
  if (status === 0) continue;
  failed++;
  console.log(
    `ESPALIER_SEED=${seed} failed\n${/Failed Tests[\s\S]*/.exec(stdout)?.[0] ?? stdout + stderr}`,
  );
}
console.log(`${values.rounds} rounds, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
