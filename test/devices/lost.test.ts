import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

/** Often enough for more calls than there are processes. */
const TIMES = 40;

/** Extracts the sample so often on a device of that kind. */
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
  const batches = Array.from({ length: TIMES }, () => extractors.extract(createSample(), never));
  const found = await Promise.all(batches);
  const isMarked = existsSync(mark);
  const sizes = isMarked ? readFileSync(mark, 'utf8').trim().split('\n').map(Number) : [];
  return { found, lost, isMarked, sizes };
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
  expect(found).toHaveLength(TIMES);
  expect(lost).toHaveLength(1);
  expect(lost[0]).toContain('cuda');
});

it('batches that wait for a device are joined, and are lost with it as one', async () => {
  const plain = await extractOn();
  const { found, lost, sizes } = await extractOn('well-noting');
  expect(found).toEqual(plain.found);
  expect(lost).toEqual([]);
  expect(sizes.reduce((a, b) => a + b)).toBe(plain.found.flat().length);
  expect(Math.max(...sizes)).toBeGreaterThan(50);
  const dead = await extractOn('lost-when-joined');
  expect(dead.found).toEqual(plain.found);
  expect(dead.lost).toHaveLength(1);
  // One joined call was its end: none was tried a second time.
  expect(dead.sizes.filter((size) => size > 50).length).toBeLessThanOrEqual(2);
});
