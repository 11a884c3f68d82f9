import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { processor, type Device } from '#engine/devices/device';
import { createSample } from '#engine/devices/sample';
import { createExtractors } from '#engine/workers/extractors';

const standIn = fileURLToPath(new URL('stand-in.ts', import.meta.url));
const cuda: Device = { provider: 'cuda', precision: 'half' };
const never = new AbortController().signal;

/** Extracts the sample five times over on a device of that kind. */
async function extractOn(kind?: string) {
  const scratch = mkdtempSync(join(tmpdir(), 'espalier-lost-'));
  const mark = join(scratch, 'mark');
  const lost: string[] = [];
  const toStart = (how: string) => ({
    argv: ['--disable-warning=ExperimentalWarning', standIn, how, '', mark],
    env: {},
  });
  const extractors = createExtractors({
    workers: () => 2,
    device: () => Promise.resolve(kind === undefined ? processor : cuda),
    start: ({ provider }) => toStart(provider === 'cpu' ? 'well' : (kind ?? '')),
    onLost: ({ provider }, said) => void lost.push(`${provider}: ${said}`),
  });
  onTestFinished(async () => {
    await extractors.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  const batches = Array.from({ length: 5 }, () => extractors.extract(createSample(), never));
  return { found: await Promise.all(batches), lost, isMarked: existsSync(mark) };
}

it('a device that is lost in mid-run costs nothing: the processor finds the same', async () => {
  const plain = await extractOn();
  expect(plain.found[0]?.flatMap(({ mentions }) => mentions).length).toBeGreaterThan(10);
  for (const kind of ['lost-with-an-error', 'lost-with-a-crash']) {
    const { found, lost } = await extractOn(kind);
    expect(found).toEqual(plain.found);
    // Told once, however many batches were on it.
    expect(lost).toHaveLength(1);
  }
  const killed = await extractOn('killed-once');
  expect(killed.found).toEqual(plain.found);
  expect(killed.isMarked).toBe(true);
  // Somebody killed its process: that says nothing against the device.
  expect(killed.lost).toEqual([]);
});

it('a device whose process does not come up any more is lost as well', async () => {
  const { found, lost } = await extractOn('missing-library');
  expect(found).toHaveLength(5);
  expect(lost).toHaveLength(1);
  expect(lost[0]).toContain('cuda');
});
