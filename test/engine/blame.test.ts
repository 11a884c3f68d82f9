import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { EngineError } from '#contract/errors';
import { processor } from '#engine/devices/device';
import { createSample } from '#engine/devices/sample';
import { createPardon, tryFile } from '#engine/workers/blame';
import { createExtractors } from '#engine/workers/extractors';
import { WorkerLost } from '#engine/workers/slot';

const standIn = fileURLToPath(new URL('../devices/stand-in.ts', import.meta.url));
const slot = { calls: () => 1, recent: () => [] };
const killed = () => new WorkerLost('killed', '', slot);

// Somebody, or a system without memory, ends every worker at once, and again: no text is to blame for it.
it('a batch whose extractors somebody kills is read in the end', { timeout: 60_000 }, async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'espalier-blame-'));
  const mark = join(scratch, 'mark');
  const argv = ['--disable-warning=ExperimentalWarning', standIn, 'killed-twice', '', mark];
  const extractors = createExtractors({
    workers: () => 1,
    device: () => Promise.resolve(processor),
    start: () => ({ argv, env: {} }),
  });
  onTestFinished(async () => {
    await extractors.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  const sample = createSample();
  const found = await extractors.extract(sample, new AbortController().signal);
  expect(found).toHaveLength(sample.sentences.length);
  expect(existsSync(mark) && readFileSync(mark, 'utf8')).toBe('xx');
});

it('a stranger is blamed five times, and for nothing but a kill', async () => {
  // Already aborted: nobody waits.
  const isPardoned = createPardon(AbortSignal.abort());
  expect(await isPardoned(new WorkerLost('crashed', '', slot))).toBe(false);
  const said: boolean[] = [];
  for (let i = 0; i < 7; i += 1) said.push(await isPardoned(killed()));
  expect(said).toEqual([true, true, true, true, true, false, false]);
});

it('a file that waits for its killer to go is stopped at once', async () => {
  const stop = new AbortController();
  let tries = 0;
  const attempt = () => {
    tries += 1;
    return Promise.reject(
      stop.signal.aborted ? new EngineError('cancelled', 'The work') : killed(),
    );
  };
  const tried = tryFile(attempt, stop.signal);
  // The third pause takes a second and a half.
  await expect.poll(() => tries, { timeout: 10_000, interval: 20 }).toBe(3);
  const began = performance.now();
  stop.abort();
  await expect(tried).rejects.toMatchObject({ code: 'cancelled' });
  expect(performance.now() - began).toBeLessThan(1000);
});
