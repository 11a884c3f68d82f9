import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processor, toArgument, type Device } from '#engine/devices/device';
import { createSample } from '#engine/devices/sample';
import { startStages, type Elsewhere, type StageOptions } from '#engine/workers/stages';
import { openExtractionCache, type ExtractionCache } from '#store/extraction-cache';
import { extractMock } from './mock-extractor.ts';

/** Extraction by others that hands work back: what is done here is kept as done here, whatever the others count in. */

const folder = fileURLToPath(new URL('../../models/minilm', import.meta.url));
const mockExtractor = fileURLToPath(new URL('mock-extractor.ts', import.meta.url));
const argv = ['--disable-warning=ExperimentalWarning', mockExtractor, 'mock-extractor'];
const half: Device = { provider: 'cuda', precision: 'half' };
const heads = ['news', 'general'];
const never = new AbortController().signal;
const sample = createSample();
let scratch = '';
let cache: ExtractionCache;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'espalier-queue-kept-'));
  cache = openExtractionCache(join(scratch, 'cache'), 2 ** 22);
});
afterAll(() => {
  cache.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Extracts the sample; tells what came of it, and which devices of this machine worked for it. */
async function extractWith(own: Device, elsewhere?: StageOptions['elsewhere']) {
  const used = new Set<string>();
  let on = '';
  const stages = startStages({
    folder,
    heads,
    workers: 1,
    cache,
    device: {
      choose: () => Promise.resolve(own),
      start(device) {
        // The processor's are made ready in any case; a card's only where it is to be used.
        on = toArgument(device);
        return { argv, env: {} };
      },
      onLost: () => undefined,
      onSentences: () => void used.add(on),
    },
    ...(elsewhere && { elsewhere }),
  });
  const found = await stages.extract(sample, never);
  await stages.close();
  return { found, used: [...used] };
}

/** Others that count in `device`: they do it all (and find nothing), or none of it. */
function others(device: Device, does: 'all' | 'none') {
  let asked = 0;
  const elsewhere = (here: Elsewhere['extract']): Elsewhere => ({
    device,
    width: () => 2,
    waitsFor: () => undefined,
    close: () => Promise.resolve(),
    extract(input, signal) {
      if (does === 'none') return here(input, signal);
      asked += input.sentences.length;
      return Promise.resolve(
        extractMock(input).map((one) => ({ ...one, mentions: [], relations: [] })),
      );
    },
  });
  return { elsewhere, asked: () => asked };
}

const count = sample.sentences.length;
const names = extractMock(sample).map(({ mentions }) => mentions.length);

it('what cards hand back to a machine without one is kept as the processor’s, each sentence its own', async () => {
  const back = await extractWith(processor, others(half, 'none').elsewhere);
  expect(back.used).toEqual(['cpu/single']);
  expect(back.found.map(({ mentions }) => mentions.length)).toEqual(names);
  const cards = others(half, 'all');
  await extractWith(processor, cards.elsewhere);
  expect(cards.asked()).toBe(count);
  // Found where this machine keeps its own.
  const again = await extractWith(processor);
  expect(again).toEqual({ found: back.found, used: [] });
});

it('what processors hand back is done by the processor, though there is a card', async () => {
  cache.close();
  cache = openExtractionCache(join(scratch, 'other'), 2 ** 22);
  const back = await extractWith(half, others(processor, 'none').elsewhere);
  expect(back.used).toEqual(['cpu/single']);
  // The card has nothing of it.
  expect((await extractWith(half)).used).toEqual(['cuda/half']);
});
