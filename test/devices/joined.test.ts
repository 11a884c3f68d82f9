import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { processor, type Device } from '#engine/devices/device';
import { createJobs } from '#engine/jobs';
import { startStages } from '#engine/workers/stages';
import { createProject } from '#store/open';
import { writeQueueFolder } from '../queue/folder.ts';
import { digestOf } from '../queue/line.ts';

/** Whole imports with what waits for a device joined: the graph is the one that the processor makes. */

const standIn = fileURLToPath(new URL('stand-in.ts', import.meta.url));
const cuda: Device = { provider: 'cuda', precision: 'half' };
let scratch = '';
let folder = '';
vi.setConfig({ testTimeout: 240_000 });
beforeAll(() => {
  scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-joined-'));
  folder = writeQueueFolder(join(scratch, 'in'), 8, 800);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Imports the folder on a device of that kind; the processor's processes do well. */
async function importOn(kind?: string) {
  const own = mkdtempSync(join(scratch, 'p-'));
  const mark = join(own, 'mark');
  writeFileSync(mark, '');
  const lost: Device[] = [];
  const stages = startStages({
    folder: '',
    heads: ['news'],
    workers: 1,
    device: {
      choose: () => Promise.resolve(kind === undefined ? processor : cuda),
      start: ({ provider }) => ({
        argv: [
          '--disable-warning=ExperimentalWarning',
          ...[standIn, provider === 'cpu' ? 'well' : (kind ?? ''), '', mark],
        ],
        env: {},
      }),
      onLost: (device) => void lost.push(device),
      onSentences: () => undefined,
    },
  });
  const project = createProject(join(own, 'p.espalier'));
  const jobs = createJobs({
    project,
    getModel: () => Promise.resolve({ id: 'm/news@1', schemas: [], options: {} }),
    getStages: () => Promise.resolve(stages),
    announce: () => undefined,
  });
  const widthBefore = stages.width;
  const { state, imported } = await jobs.whenEnded(jobs.startImport({ paths: [folder] }));
  const found = {
    graph: digestOf(project),
    state,
    triples: imported?.triples.added,
    widths: [widthBefore, stages.width],
    lost,
    sizes: readFileSync(mark, 'utf8').trim().split('\n').map(Number),
  };
  await jobs.close();
  await stages.close();
  project.close();
  return found;
}

it('an import on a device asks for many batches at once, and makes the same graph', async () => {
  const plain = await importOn();
  expect(plain.state).toBe('done');
  expect(plain.triples).toBeGreaterThan(50);
  expect(plain.widths).toEqual([2, 2]);
  const joined = await importOn('well-noting');
  expect(joined.graph).toBe(plain.graph);
  // A batch of this folder has some 80 sentences.
  expect(Math.max(...joined.sizes)).toBeGreaterThan(200);
  expect(joined.lost).toEqual([]);
  expect(joined.widths).toEqual([2, 120]);
  const dead = await importOn('lost-when-joined');
  expect(dead.graph).toBe(plain.graph);
  expect(dead.lost).toEqual([cuda]);
  expect(dead.widths).toEqual([2, 2]);
});
