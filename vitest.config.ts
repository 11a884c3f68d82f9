import { execFileSync } from 'node:child_process';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * One seed for all random tests, the commit's own: a commit that passed passes again, one that failed fails anywhere,
 * and each commit tries other cases. `test/soak.ts` draws new ones as long as one likes.
 */
function chooseSeed(): string {
  const given = process.env['ESPALIER_SEED'];
  if (given) return given;
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return String(parseInt(commit.slice(0, 7), 16));
  } catch {
    // A copy without its history.
    return '1';
  }
}

const seed = chooseSeed();

/** The engine's tests are processes of real Node; a slow machine must not turn a slow start into a failure. */
const limits = {
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 180_000,
  // What is waited for until it is so. Where how soon is the claim, the test measures it.
  expect: { poll: { timeout: 15_000 } },
  // No test leaves its projects among the user's recent ones.
  // And none finds what another extracted: a worker that is to be killed must have work.
  env: {
    ESPALIER_DATA: join(tmpdir(), 'espalier-tests'),
    ESPALIER_CACHE_MB: '0',
    ESPALIER_SEED: seed,
  },
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: 'rooms',
          // One less than there are cores is the usual; on two that would leave one of them idle.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/bench/**'],
        },
      },
      {
        test: {
          ...limits,
          // The whole app in a real browser: one file at a time, so that a figure or a time-out means something.
          name: 'app',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
