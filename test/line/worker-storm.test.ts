import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createEngine } from '#engine/engine';
import { findPlaces } from '#engine/places';
import { getGraphDigest } from './command.ts';
import { writeFolder } from './folder.ts';
import { chooseSeed, createRandom } from '../random.ts';

const seed = chooseSeed();
const random = createRandom(seed);
/** Milliseconds; ESPALIER_STORM makes it longer. */
const STORM = Number(process.env['ESPALIER_STORM'] ?? 5000);

/** Imports the folder with the real model and nothing kept from before; `disturb` runs beside it. */
async function importInto(
  scratch: string,
  name: string,
  disturb: (pids: () => readonly number[]) => Promise<void>,
): Promise<string> {
  const path = join(scratch, `${name}.espalier`);
  const places = { ...findPlaces(), data: join(scratch, 'data') };
  const engine = createEngine({ places, workers: 2, cacheBytes: 0 });
  try {
    const { jobs } = await engine.open(path, { create: true });
    const job = jobs.startImport({ paths: [join(scratch, 'in')] });
    await disturb(engine.pids);
    const ended = await jobs.whenEnded(job);
    expect(ended).toMatchObject({ state: 'done', imported: { documents: { quarantined: 0 } } });
  } finally {
    await engine.close();
  }
  return getGraphDigest(path);
}

// F12 with the model: whoever is killed, reader or extractor, while it loads or while it works.
test('a storm of kills leaves no trace in the graph', { timeout: 240_000 }, async () => {
  console.log(`seed ${seed} (ESPALIER_SEED repeats it)`);
  const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-storm-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  writeFolder(join(scratch, 'in'), 10);
  const undisturbed = await importInto(scratch, 'undisturbed', () => Promise.resolve());
  let kills = 0;
  const stormy = await importInto(scratch, 'stormy', async (pids) => {
    const until = performance.now() + STORM;
    while (performance.now() < until) {
      await wait(100 + 500 * random());
      const all = pids().filter((pid) => pid > 0);
      const victim = all[Math.floor(random() * all.length)];
      if (victim === undefined) continue;
      try {
        process.kill(victim, 'SIGKILL');
        kills += 1;
      } catch {
        // It went by itself meanwhile.
      }
    }
  });
  console.log(`${kills} workers killed`);
  expect(kills).toBeGreaterThan(3);
  expect(stormy).toBe(undisturbed);
});
