import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionFactory } from '#engine/session';
import { toInputs } from '#extract/batch';
import type { Session, Tensor } from '#extract/tensor';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = process.env['ESPALIER_MODEL'] ?? at('models/minilm');

/** Words of one to three pieces by a fixed rule: 60 sentences of 1 to 77 words, and the same again in part. */
const sentences = Array.from({ length: 60 }, (_, i) => {
  const length = 1 + ((i * 29) % 78);
  return Array.from({ length }, (_, k) =>
    Array.from({ length: 1 + ((i + k) % 3) }, (_, p) => 1 + ((i * 31 + k * 7 + p * 3) % 100)),
  );
});
const inputs = sentences.map((pieces) =>
  toInputs(
    pieces.map((_, k) => (k % 4 === 0 ? 'Word' : 'word')),
    pieces,
    { start: 101, end: 102 },
  ),
);

describe.each([
  [
    'in floating point',
    at('test/fixtures/graphs/encoder.onnx'),
    at('test/fixtures/graphs/head.onnx'),
  ],
  ['as shipped', `${folder}/encoder.onnx`, `${folder}/news/head.onnx`],
])('a graph %s', (_, encoderPath, headPath) => {
  let [encoder, head]: Session[] = [];
  beforeAll(async () => {
    const create = createSessionFactory();
    encoder = await create(readFileSync(encoderPath), 'encoder');
    head = await create(readFileSync(headPath), 'head');
  });
  afterAll(() => Promise.all([encoder?.close(), head?.close()]));

  type Tensors = Readonly<Record<string, Tensor>>;

  async function run(input: Tensors): Promise<Tensors> {
    if (!encoder || !head) throw new Error('no graphs');
    const { words } = await encoder.run(input);
    const counts = input['word_count'];
    if (!words || !counts) throw new Error('no words');
    return { words, ...(await head.run({ words, word_count: counts })) };
  }

  it('says the same to the last bit of a sentence alone, in any company and in any order', async () => {
    const alone: Tensors[] = [];
    for (const input of inputs) alone.push(await run(input));
    expect(await Promise.all(inputs.map(run))).toEqual(alone);
    const few = [3, 59, 17, 4, 40, 22, 8];
    const some = await Promise.all(few.map((i) => run(inputs[i] ?? {})));
    expect(some).toEqual(few.map((i) => alone[i]));
    const cells = alone.reduce((sum, one) => sum + (one['cells']?.dims[0] ?? 0), 0);
    expect(alone.every(({ words }, i) => words?.dims[1] === sentences[i]?.length)).toBe(true);
    expect(cells).toBeGreaterThan(0);
  });
});
