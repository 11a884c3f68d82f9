import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { toNaming } from '#resolve/name';
import { digest } from '#store/digest';
import { listJobs } from '#store/jobs';
import { countSources } from '#store/journal';
import { openProject } from '#store/open';
import type { Project } from '#store/project';
import { verify } from '#store/verify';
import { createDice } from './crowd.ts';
import { makePath } from './make.ts';
import { chooseSeed } from '../random.ts';

const KILLS = 40;
const FILES = 600;
const child = fileURLToPath(new URL('kill-child.ts', import.meta.url));

/** Gives the exit code, or null where it was killed first. */
async function write(path: string, patience: number): Promise<number | null> {
  const writer = spawn(process.execPath, [child, path, String(FILES)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(writer, 'exit') as Promise<[number | null]>;
  if (!writer.stdout) throw new Error('no stdout');
  await once(writer.stdout, 'data');
  if (Number.isFinite(patience)) {
    await setTimeout(patience);
    writer.kill('SIGKILL');
  }
  return (await exit)[0];
}

/** Every source is either waiting, without a trace in the graph, or ended, with all of it. */
function expectWhole(project: Project): number {
  expect(verify(project, toNaming)).toEqual({ ok: true, problems: [] });
  const [job] = listJobs(project);
  if (!job) return 0;
  const { done, queued, reading, quarantined } = countSources(project, job.id);
  expect([0, FILES]).toContain(done + queued + reading + quarantined);
  expect(reading).toBeLessThanOrEqual(1);
  expect(
    project.get<{ documents: number }>('SELECT count(*) AS documents FROM document').documents,
  ).toBe(done);
  return done + quarantined;
}

it(
  `survives ${KILLS} kills in the middle of writing with nothing lost, doubled or halved`,
  { timeout: 300_000 },
  async () => {
    const seed = chooseSeed();
    const dice = createDice(seed);
    const path = makePath();
    let ended = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const code = await write(path, dice() ** 2 * 120);
      const project = openProject(path);
      const now = expectWhole(project);
      project.close();
      expect(now).toBeGreaterThanOrEqual(ended);
      ended = now;
      if (code === 0) break;
    }
    expect(await write(path, Infinity)).toBe(0);
    const straight = makePath();
    expect(await write(straight, Infinity)).toBe(0);
    const digests = [path, straight].map((each) => {
      const project = openProject(each);
      expect(expectWhole(project)).toBe(FILES);
      const found = digest(project);
      project.close();
      return found;
    });
    expect(digests[0], `seed ${seed}`).toBe(digests[1]);
    console.info(
      `kills: seed ${seed}, ${ended} of ${FILES} files were stored before the last kill`,
    );
  },
);
