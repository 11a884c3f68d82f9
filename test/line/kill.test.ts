import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ImportReport } from '#domain/views';
import { createEngine } from '#engine/engine';
import {
  askJson,
  getGraphDigest,
  hasProc,
  isAlive,
  listChildren,
  startCommand,
  type ChildRow,
} from './command.ts';
import { writeFolder } from './folder.ts';
import { chooseSeed, createRandom } from '../random.ts';

// Every test starts several engines; on a busy machine one start alone takes ten seconds.
vi.setConfig({ testTimeout: 300_000 });

const DOCUMENTS = 12;
const crashPoint = fileURLToPath(new URL('crash-point.mjs', import.meta.url));
const seed = chooseSeed();
const random = createRandom(seed);

let scratch = '';
let folder = '';
let undisturbed = { digest: '', seconds: 0, writes: 0 };

beforeAll(async () => {
  console.log(`seed ${seed} (ESPALIER_SEED repeats it)`);
  scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-kill-'));
  folder = writeFolder(join(scratch, 'in'), DOCUMENTS);
  const project = join(scratch, 'undisturbed.espalier');
  const { code, seconds, stderr } = await startImport(project, { COUNT_WRITES: '1' }).ended;
  if (code !== 0) throw new Error(stderr);
  const writes = Number(/(\d+) writes/.exec(stderr)?.[1]);
  undisturbed = { digest: await getGraphDigest(project), seconds, writes };
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function startImport(project: string, env: NodeJS.ProcessEnv = {}) {
  return startCommand(['import', folder, '--project', project, '--json'], {
    nodeArgs: ['--import', crashPoint],
    env,
  });
}

/** Imports again until one ends by itself, as a user would; its report. */
async function finish(project: string): Promise<ImportReport> {
  return askJson<ImportReport>('import', folder, '--project', project);
}

async function checkWhole(project: string): Promise<void> {
  expect(await askJson('verify', project)).toEqual({ ok: true, problems: [] });
  expect(await getGraphDigest(project)).toBe(undisturbed.digest);
}

/** How many times slower than at rest this machine is just now, by the start of a bare process; at least 1. */
function measureSlowness(): number {
  const start = performance.now();
  execFileSync(process.execPath, ['-e', '0']);
  return Math.max(1, (performance.now() - start) / 60);
}

/** Waits until `find` gives something; undefined when the process ended before. */
async function waitFor<Found>(
  pid: number,
  find: () => Found | undefined,
): Promise<Found | undefined> {
  while (isAlive(pid)) {
    const found = find();
    if (found !== undefined) return found;
    await wait(10);
  }
  return undefined;
}

function findWorker(pid: number, kind: 'reader' | 'extractor'): ChildRow | undefined {
  return listChildren(pid).find((child) => child.command.includes(`worker.ts ${kind}`));
}

describe('the engine is killed', () => {
  test('twice, at any time, and the graph is the one of an undisturbed import', async () => {
    const project = join(scratch, 'twice.espalier');
    let kills = 0;
    let span = undisturbed.seconds * 900;
    while (kills < 2) {
      const started = startImport(project);
      await wait(span * (0.3 + 0.7 * random()));
      started.child.kill('SIGKILL');
      if ((await started.ended).signal === 'SIGKILL') {
        kills += 1;
        continue;
      }
      // It was done before the blow: from the start again, and sooner.
      [kills, span] = [0, span * 0.7];
      rmSync(project, { force: true });
    }
    await finish(project);
    await checkWhole(project);
  });

  test('before any write of any transaction', async () => {
    const project = join(scratch, 'points.espalier');
    // Each life gets a little further than the one before; the last finishes.
    let kills = 0;
    for (const share of [0.1, 0.35, 0.6]) {
      const at = Math.ceil(undisturbed.writes * (share + 0.2 * random()) * 0.6);
      const ended = await startImport(project, { CRASH_AT: String(at) }).ended;
      if (ended.code === 0) continue;
      expect(ended.signal).toBe('SIGKILL');
      kills += 1;
    }
    expect(kills).toBeGreaterThan(0);
    await finish(project);
    await checkWhole(project);
  });

  test('and the import goes on by itself when the project is opened', async () => {
    const project = join(scratch, 'opened.espalier');
    const crash = { CRASH_AT: String(Math.ceil(undisturbed.writes * (0.2 + 0.6 * random()))) };
    expect((await startImport(project, crash).ended).signal).toBe('SIGKILL');
    const engine = createEngine();
    try {
      const { jobs } = await engine.open(project);
      const left = jobs.list().filter((job) => job.state === 'running');
      expect(left).toHaveLength(1);
      for (const { id } of left)
        expect(await jobs.whenEnded(id)).toMatchObject({ state: 'done', error: null });
    } finally {
      await engine.close();
    }
    await checkWhole(project);
  });

  test('and the harness sees a store whose writes are not one transaction', async () => {
    // The planted bug breaks when the death falls inside what should be a transaction; a few points make that sure.
    let seen = false;
    for (let tries = 0; tries < 6 && !seen; tries += 1) {
      const project = join(scratch, `planted-${tries}.espalier`);
      const at = Math.ceil(undisturbed.writes * (0.3 + 0.5 * random()));
      await startImport(project, { PLANTED_BUG: '1', CRASH_AT: String(at) }).ended;
      await startImport(project, { PLANTED_BUG: '1' }).ended;
      const digest = await getGraphDigest(project).catch(() => 'unreadable');
      const report = await askJson<{ ok: boolean }>('verify', project).catch(() => ({ ok: false }));
      seen ||= digest !== undisturbed.digest || !report.ok;
    }
    expect(seen).toBe(true);
  });

  test.runIf(hasProc)('and its workers end with it', async () => {
    const project = join(scratch, 'orphans.espalier');
    const started = startImport(project);
    const worker = await waitFor(started.pid, () => findWorker(started.pid, 'extractor'));
    const workers = listChildren(started.pid).map((child) => child.pid);
    expect(worker).toBeDefined();
    started.child.kill('SIGKILL');
    await started.ended;
    // A worker that is still loading its model notices when it has loaded it.
    await expect.poll(() => workers.filter(isAlive), { timeout: 60_000 }).toEqual([]);
  });
});

describe.runIf(hasProc)('a worker is killed', () => {
  test.each(['extractor', 'reader'] as const)('an %s: nothing is lost or doubled', async (kind) => {
    const project = join(scratch, `worker-${kind}.espalier`);
    const started = startImport(project);
    const worker = await waitFor(started.pid, () => findWorker(started.pid, kind));
    expect(worker).toBeDefined();
    // Some way into its work, not into its start.
    await wait(undisturbed.seconds * 1000 * 0.4 * random());
    if (worker && isAlive(worker.pid)) process.kill(worker.pid, 'SIGKILL');
    expect((await started.ended).code).toBe(0);
    await checkWhole(project);
  });
});

describe('a running import', () => {
  test('stops within a second, keeps what was done, and goes on later', async () => {
    // Once it was done before it was asked; then it is asked earlier.
    let attempt = await cancelAfter(600);
    for (let pause = 300; attempt.ended.code === 0 && pause > 20; pause /= 2)
      attempt = await cancelAfter(pause);
    const { project, workers, stopped, ended } = attempt;
    expect(stopped).toBeLessThan(1000 * measureSlowness());
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('kept');
    expect(workers.filter(isAlive)).toEqual([]);
    await finish(project);
    await checkWhole(project);
  });

  /** So many milliseconds after its extractor was started: before that it is not running yet. Where processes cannot be looked at, so many thousandths of an import. */
  async function cancelAfter(milliseconds: number) {
    const project = join(scratch, `cancelled-${Math.round(milliseconds)}.espalier`);
    const started = startImport(project);
    if (hasProc) await waitFor(started.pid, () => findWorker(started.pid, 'extractor'));
    await wait(hasProc ? milliseconds : undisturbed.seconds * milliseconds);
    const workers = listChildren(started.pid).map((child) => child.pid);
    const asked = performance.now();
    started.child.kill('SIGINT');
    const ended = await started.ended;
    return { project, workers, ended, stopped: performance.now() - asked };
  }

  test('over an unchanged folder does no work and says so', async () => {
    const project = join(scratch, 'undisturbed.espalier');
    const started = startImport(project);
    const workers = new Set<number>();
    const poll = setInterval(
      () => listChildren(started.pid).forEach(({ pid }) => workers.add(pid)),
      20,
    );
    const { code, stdout } = await started.ended;
    clearInterval(poll);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as ImportReport;
    expect(report.documents).toMatchObject({
      done: 0,
      unchanged: DOCUMENTS + 2,
      changed: 0,
      removed: 0,
    });
    expect(report.triples).toMatchObject({ added: 0, removed: 0 });
    expect(workers.size).toBe(0);
    await checkWhole(project);
  });
});
