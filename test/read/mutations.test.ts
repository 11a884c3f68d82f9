import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read } from '#read/read';
import { checkDocument } from './check-document.ts';
import { chooseSeed, createRandom } from '../random.ts';

const folder = new URL('../fixtures/read/', import.meta.url).pathname;
const seed = chooseSeed();
const rounds = Number(process.env['MUTATIONS'] ?? 40);

/** Flips bytes, cuts, doubles or moves a piece; the first bytes stay, so that the file still looks like its format. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = bytes.slice();
  const at = () => Math.floor(random() * bytes.length);
  const kind = random();
  if (kind < 0.15) return copy.slice(0, 8 + Math.floor(random() * bytes.length));
  if (kind < 0.3) {
    const [a, b] = [at(), at()].sort((x, y) => x - y) as [number, number];
    return new Uint8Array([...copy.slice(0, b), ...copy.slice(a)]);
  }
  const flips = 1 + Math.floor(random() * Math.max(2, bytes.length * 0.01));
  for (let i = 0; i < flips; i++)
    copy[8 + Math.floor(random() * Math.max(1, bytes.length - 8))] = Math.floor(random() * 256);
  return copy;
}

describe(`damaged files are results, never exceptions (ESPALIER_SEED=${seed}, MUTATIONS=${rounds} each)`, () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const random = createRandom(seed);
    const input =
      readdirSync(join(folder, name)).find((file) => file.startsWith('input.')) ?? 'input';
    const bytes = new Uint8Array(readFileSync(join(folder, name, input)));
    for (let round = 0; round < rounds; round++) {
      const mutated = mutate(bytes, random);
      const reading = await read({ name: input, bytes: mutated });
      if ('document' in reading) checkDocument(reading.document);
      else expect(reading.detail).not.toBe('');
      if (round % 10 === 0) expect(await read({ name: input, bytes: mutated })).toEqual(reading);
    }
  });
});
