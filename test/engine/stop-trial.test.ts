import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { EngineError } from '#contract/errors';
import { createDevices } from '#engine/devices/devices';
import { processor } from '#engine/devices/device';
import { recall } from '#engine/devices/remember';
import { createSample } from '#engine/devices/sample';
import { lineFor } from '#engine/pipeline';
import type { Stages } from '#engine/workers/asking';
import { createExtractors } from '#engine/workers/extractors';
import { startStages } from '#engine/workers/stages';

const folder = fileURLToPath(new URL('../../models/minilm', import.meta.url));
const standIn = fileURLToPath(new URL('../devices/stand-in.ts', import.meta.url));
const start = () => ({
  argv: ['--disable-warning=ExperimentalWarning', standIn, 'well'],
  env: {},
});

let scratch = '';
beforeEach(() => {
  scratch = mkdtempSync(join(realpathSync(tmpdir()), 'espalier-trial-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
});

/** A trial that takes longer than anybody waits, and ends only where it is told to. */
function createTrial() {
  const signals: AbortSignal[] = [];
  const run = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new EngineError('cancelled', 'The search')));
    });
  };
  return { run, signals };
}

it('a document that waits for a trial stops at once, and the trial ends with the stages', async () => {
  const trial = createTrial();
  const nothing = () => undefined;
  const device = { choose: trial.run, start, onLost: nothing, onSentences: nothing };
  const stages = startStages({ folder, heads: ['news'], workers: 1, device });
  onTestFinished(() => stages.close());
  const waits = Promise.withResolvers<void>();
  const watched: Stages = {
    ...stages,
    ready(signal) {
      waits.resolve();
      return stages.ready(signal);
    },
  };
  const stop = new AbortController();
  const bytes = Buffer.from('Ida Lund left Bergen 🛫 with Marit Solheim.');
  const asking = { signal: stop.signal };
  const line = lineFor({ name: 'a.txt', bytes }, watched, asking, nothing);
  const ended = line.catch((error: unknown) => error);
  await waits.promise;
  const begun = performance.now();
  stop.abort();
  expect(await ended).toMatchObject({ code: 'cancelled' });
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(trial.signals.map(({ aborted }) => aborted)).toEqual([false]);
  await stages.close();
  expect(trial.signals.map(({ aborted }) => aborted)).toEqual([true]);
}, 60_000);

it('who stops waiting for a trial leaves it to others', async () => {
  const found = Promise.withResolvers<typeof processor>();
  const extractors = createExtractors({ workers: () => 1, device: () => found.promise, start });
  onTestFinished(() => extractors.close());
  const stop = new AbortController();
  const never = new AbortController().signal;
  const stopped = [
    extractors.ready(stop.signal),
    extractors.extract(createSample(), stop.signal),
    extractors.ready(AbortSignal.abort()),
  ];
  const other = extractors.extract(createSample(), never);
  stop.abort();
  for (const one of await Promise.allSettled(stopped))
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
  found.resolve(processor);
  expect(await other).toHaveLength(createSample().sentences.length);
});

it('a trial that was stopped is told to its end, and nothing of it is remembered', async () => {
  vi.stubEnv('ESPALIER_DEVICE', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  const devices = createDevices({ data: scratch, workers: 1 });
  devices.allowWebGpu(true);
  const choosing = devices.choiceFor({ folder, heads: ['news'] }).choose(AbortSignal.timeout(50));
  await expect(choosing).rejects.toMatchObject({ code: 'cancelled' });
  expect(recall(scratch).verdicts).toEqual({});
  expect(devices.list().isTrying).toBe(false);
}, 60_000);
