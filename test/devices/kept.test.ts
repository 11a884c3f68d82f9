import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processor, toArgument, type Device } from '#engine/devices/device';
import { createSample } from '#engine/devices/sample';
import { startStages } from '#engine/workers/stages';
import { openExtractionCache, type ExtractionCache } from '#store/extraction-cache';

const folder = fileURLToPath(new URL('../../models/minilm', import.meta.url));
const standIn = fileURLToPath(new URL('stand-in.ts', import.meta.url));
let scratch = '';
let cache: ExtractionCache;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'espalier-kept-'));
  cache = openExtractionCache(join(scratch, 'cache'), 2 ** 22);
});
afterAll(() => {
  cache.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Sentences of the sample that a device is asked for, the cache before it. */
async function countAsked(device: Device): Promise<number> {
  const mark = join(scratch, 'mark');
  writeFileSync(mark, '');
  const argv = ['--disable-warning=ExperimentalWarning', standIn, 'well-noting', '', mark];
  const stages = startStages({
    folder,
    heads: ['news'],
    workers: 1,
    cache,
    device: {
      choose: () => Promise.resolve(device),
      start: () => ({ argv, env: {} }),
      onLost: () => undefined,
      onSentences: () => undefined,
    },
  });
  await stages.extract(createSample(), new AbortController().signal);
  await stages.close();
  const lines = readFileSync(mark, 'utf8').trim().split('\n');
  return lines.reduce((sum, line) => sum + Number(line), 0);
}

it('what one counted in half is not given for what another counts in single, or a processor in int8', async () => {
  const all = createSample().sentences.length;
  const devices: readonly Device[] = [
    { provider: 'webgpu', precision: 'half' },
    { provider: 'webgpu', precision: 'single' },
    processor,
  ];
  for (const device of devices)
    expect([toArgument(device), await countAsked(device)]).toEqual([toArgument(device), all]);
  // And each is given what it said itself, or what another said that counts in the same.
  for (const device of [...devices, { provider: 'cuda', precision: 'half' } as const])
    expect([toArgument(device), await countAsked(device)]).toEqual([toArgument(device), 0]);
});
