import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { eachLogLine, replayText } from '#engine/curation-file';
import { toNaming } from '#resolve/name';
import { digest } from '#store/digest';
import { countEntries } from '#store/log';
import { createProject, openProject } from '#store/open';
import { verify } from '#store/verify';
import { createDice } from '../store/crowd.ts';
import { makePath } from '../store/make.ts';
import { makeFiles, makeInMemory, storeAll } from './algebra.ts';
import { chooseSeed } from '../random.ts';

const POINTS = Number(process.env['ESPALIER_POINTS'] ?? 200);
const KILLS = Number(process.env['ESPALIER_KILLS'] ?? 10);
const seed = chooseSeed();
const child = fileURLToPath(new URL('kill-child.mjs', import.meta.url));

const files = makeFiles(createDice(11));

function makeStored(): string {
  const path = makePath();
  const project = createProject(path);
  storeAll(project, files);
  project.close();
  return path;
}

/** Problems of the log and the view together; every one is a fault of ours. */
function listFaults(path: string, promised: number): readonly string[] {
  const project = openProject(path);
  try {
    const faults = [...verify(project, toNaming).problems];
    const entries = countEntries(project);
    if (entries < promised) faults.push(`${promised} entries were promised, ${entries} are there`);
    // The rows are not only sound: they are what the log says over these documents.
    const fresh = makeInMemory();
    storeAll(fresh, files);
    replayText(fresh, [...eachLogLine(project)].join('\n'));
    if (digest(fresh) !== digest(project)) faults.push('log and view disagree');
    fresh.close();
    return faults;
  } finally {
    project.close();
  }
}

function takeSnapshots(path: string, count: number, more: Record<string, string> = {}) {
  const env = { ...process.env, SNAPSHOTS: String(count), ...more };
  spawnSync(process.execPath, [child, path, String(seed), '100000'], { env, stdio: 'ignore' });
  return readdirSync(`${path}.killed`).map((name) => ({
    at: join(`${path}.killed`, name, 'p.espalier'),
    promised: Number(name.split('-')[1]),
  }));
}

it(
  `log and view agree at ${POINTS} points inside and between decisions`,
  { timeout: 600_000 },
  () => {
    const taken = takeSnapshots(makeStored(), POINTS);
    expect(taken).toHaveLength(POINTS);
    for (const { at, promised } of taken)
      expect(listFaults(at, promised), `seed ${seed}, ${at}`).toEqual([]);
  },
);

it('would see a decision that is not one transaction', { timeout: 120_000 }, () => {
  const taken = takeSnapshots(makeStored(), 30, { PLANTED_BUG: '1' });
  const faulty = taken.filter(({ at, promised }) => {
    try {
      return listFaults(at, promised).length > 0;
    } catch {
      return true;
    }
  });
  expect(faulty.length).toBeGreaterThan(5);
});

it(
  `log and view agree after each of ${KILLS} kills in the middle of curation, and nothing promised is lost`,
  { timeout: 3_600_000 },
  async () => {
    const path = makeStored();
    const dice = createDice(seed);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const curator = spawn(process.execPath, [child, path, String(seed + kill), '100000'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      curator.stdout.on('data', (piece: Buffer) => (printed += piece.toString()));
      const exit = once(curator, 'exit');
      await once(curator.stdout, 'data');
      await setTimeout(dice() * 120);
      curator.kill('SIGKILL');
      await exit;
      const promised = Number(printed.trimEnd().split('\n').at(-1));
      expect(listFaults(path, promised), `seed ${seed}, kill ${kill}`).toEqual([]);
    }
  },
);
