import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { countDifferences, MARGIN } from '#engine/devices/agree';
import { toFloating } from '#engine/devices/floating';
import { extractBatch, segmentText } from '#engine/pipeline';
import { createSessionFactory } from '#engine/session';
import { loadModel, type Model } from '#extract/model';

/**
 * What another precision may change: the shipped graphs as they are, int8, beside the same in floating point, as a graphics
 * processor has them but run here. Whatever either is sure of (0.8 and more) the other says too; below that they may differ.
 */
const folder =
  process.env['ESPALIER_MODEL'] ?? fileURLToPath(new URL('../../models/minilm', import.meta.url));
const people = ['Mary Smith', 'John F. Kennedy', 'Ana Souza', 'Li Wei', "Conan O'Brien"];
const places = ['Geneva', 'São Paulo 🛫', 'Cork', 'the Red River valley'];
const firms = ['Acme Inc.', 'the United Nations', 'Red River Bank'];
const paragraphs = people.flatMap((person, i) =>
  places.map((place, j) =>
    [
      `${person}, who lives in ${place}, works for ${firms[(i + j) % 3]}.`,
      `It rained in ${place} all day, and nobody came.`,
      `${firms[j % 3]} of ${place} said on Monday that ${person} was shot by ${people[(i + 2) % 5]} near the harbour.`,
    ].join(' '),
  ),
);
const input = segmentText(paragraphs.join('\n\n'));
const models: Model[] = [];
afterAll(() => Promise.all(models.map((model) => model.close())));

async function extractIn(change: (graph: Uint8Array) => Uint8Array) {
  const create = createSessionFactory();
  const model = await loadModel(folder, ['news'], (graph, name) => create(change(graph), name));
  models.push(model);
  return extractBatch(model, input);
}

it('int8 and floating point say the same of what either is sure of', async () => {
  const int8 = await extractIn((graph) => graph);
  const floating = await extractIn((graph) => toFloating(graph, 'single'));
  const { differing, of } = countDifferences(int8, floating, MARGIN);
  expect(of).toBeGreaterThan(150);
  expect(differing).toBe(0);
  // They are two: otherwise nothing would have been compared.
  expect(floating).not.toEqual(int8);
}, 60_000);
