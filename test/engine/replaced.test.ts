import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DocumentId } from '#domain/ids';
import { processor, type Device } from '#engine/devices/device';
import { createDevices } from '#engine/devices/devices';
import { createSample } from '#engine/devices/sample';
import { createEngine, type Engine } from '#engine/engine';
import { getModelFacts } from '#engine/model';
import { findPlaces } from '#engine/places';
import { startStages } from '#engine/workers/stages';
import { eachDocument } from '#store/documents';
import { openExtractionCache } from '#store/extraction-cache';
import { getSummary } from '#store/summary';

vi.setConfig({ testTimeout: 60_000 });
const { signal } = new AbortController();
let [scratch, folder, engine]: [string, string, Engine?] = ['', ''];
beforeEach(() => {
  scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-replaced-'));
  folder = join(scratch, 'mine');
  cpSync(join(findPlaces().models, 'minilm'), folder, { recursive: true });
  mkdirSync(join(scratch, 'in'));
});
afterEach(async () => {
  await engine?.close();
  engine = undefined;
  rmSync(scratch, { recursive: true, force: true });
});

/** Another model takes the place of the one that was there: it is sure of no name where `mention` is above 1. */
function replace(mention: number): void {
  const [path, manifestPath] = ['news/calibration.json', join(folder, 'manifest.json')];
  const calibration = JSON.parse(readFileSync(join(folder, path), 'utf8')) as {
    threshold: object;
  };
  const threshold = { ...calibration.threshold, mention };
  const text = JSON.stringify({ ...calibration, threshold });
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { files: object };
  const sha256 = createHash('sha256').update(text).digest('hex');
  const files = { ...manifest.files, [path]: { sha256, bytes: Buffer.byteLength(text) } };
  writeFileSync(join(folder, path), text);
  writeFileSync(manifestPath, JSON.stringify({ ...manifest, files }));
}

const open = async () => {
  const places = { ...findPlaces(), data: join(scratch, 'data') };
  engine = createEngine({ places, workers: 1, model: folder, heads: ['news'] });
  return engine.open(join(scratch, 'p.espalier'), { create: true });
};

describe('a model that took the place of another under one path', () => {
  it('is what the next import reads with, and what is kept of sentences is its own', async () => {
    writeFileSync(join(scratch, 'in/one.txt'), 'Ida Lund worked for Alta Railway 🛤 in Bergen.\n');
    const { jobs, project } = await open();
    const count = async () => {
      const job = await jobs.whenEnded(jobs.startImport({ paths: [join(scratch, 'in')] }));
      expect(job).toMatchObject({ state: 'done', error: null });
      return getSummary(project).mentions;
    };
    replace(0);
    const found = await count();
    expect(found).toBeGreaterThan(0);
    replace(2);
    expect(await count()).toBe(0);
    // Once more the first: nothing was kept under its name by the other.
    replace(0);
    expect(await count()).toBe(found);
  });

  it('answers whoever looks through a sentence', async () => {
    writeFileSync(join(scratch, 'in/one.txt'), 'Ida Lund worked for Alta Railway 🛤 in Bergen.\n');
    const { jobs, project } = await open();
    await jobs.whenEnded(jobs.startImport({ paths: [join(scratch, 'in')] }));
    const [{ id: document = null } = {}] = eachDocument(project);
    const look = async () => {
      const asked = { document: document as DocumentId, start: 0, window: 0 };
      return (await engine?.xray.table(engine.get(), asked, signal))?.names.length;
    };
    expect(await look()).toBeGreaterThan(0);
    replace(2);
    expect(await look()).toBe(0);
  });
});

describe('a process that finds another model than the one it was started for', () => {
  let own: { folder: string; heads: string[]; id: string };
  beforeEach(async () => {
    own = { folder, heads: ['news'], id: (await getModelFacts(folder, ['news'])).id };
  });

  it.each<Device>([processor, { provider: 'cuda', precision: 'half' }])(
    'refuses the work at once, and blames neither sentences nor device: $provider',
    async (device) => {
      const lost: unknown[] = [];
      const choice = createDevices({ data: join(scratch, 'data'), workers: 1 }).choiceFor(own);
      const stages = startStages({
        ...own,
        workers: 1,
        device: {
          ...choice,
          choose: () => Promise.resolve(device),
          // What counts here is how its end is told of, wherever it runs.
          start: () => choice.start(processor),
          onLost: (...words) => void lost.push(words),
        },
      });
      try {
        expect(await stages.extract(createSample(), signal)).not.toEqual([]);
        replace(2);
        // Its place is taken by a process that has to load what is there now.
        for (const pid of stages.pids()) process.kill(pid, 'SIGKILL');
        const began = performance.now();
        const refused = stages.extract(createSample(), signal);
        await expect(refused).rejects.toMatchObject({ code: 'model-replaced' });
        expect(performance.now() - began).toBeLessThan(6000);
        expect(lost).toEqual([]);
      } finally {
        await stages.close();
      }
    },
  );

  it('keeps nothing under the other’s name', async () => {
    const cache = openExtractionCache(join(scratch, 'cache'), 2 ** 22);
    replace(2);
    const stages = startStages({ ...own, workers: 1, cache });
    const refused = stages.extract(createSample(), signal);
    await expect(refused).rejects.toMatchObject({ code: 'model-replaced' });
    await stages.close();
    cache.close();
  });
});
