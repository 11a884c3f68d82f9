import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { countDifferences } from '#engine/devices/agree';
import { toFloating } from '#engine/devices/floating';
import { openGraph, toValues } from '#engine/devices/graph';
import { readFields, writeFields } from '#engine/devices/protobuf';
import { toRefusal } from '#engine/devices/reasons';
import { toWorkers } from '#engine/workers/load';
import { fc } from '../random.ts';

const head = readFileSync(
  fileURLToPath(new URL('../../models/minilm/news/head.onnx', import.meta.url)),
);

describe('bringing a graph to floating point', () => {
  it.each(['half', 'single'] as const)(
    'leaves no quantised operator and no int8: %s',
    (precision) => {
      const graph = openGraph(toFloating(head, precision));
      const operators = new Set(graph.nodes.map(({ operator }) => operator));
      expect([...operators].filter((one) => /quant|Integer/iu.test(one))).toEqual([]);
      expect(operators).toContain('MatMul');
      const float = precision === 'half' ? 10 : 1;
      const types = new Set([...graph.tensors.values()].map(({ type }) => type));
      expect([...types].filter((type) => type !== 7)).toEqual([float]);
      // What goes in and out is as it was.
      const before = openGraph(head);
      expect([graph.inputs, graph.outputs]).toEqual([before.inputs, before.outputs]);
      const names = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
      for (const name of graph.outputs.keys()) expect(names).toContain(name);
    },
  );

  it('makes each weight the number that the processor multiplies by', () => {
    const before = openGraph(head);
    const quantised = before.tensors.get('head.row_quantized');
    const scale = before.tensors.get('head.row_scale');
    const made = openGraph(toFloating(head, 'single')).tensors.get('head.row_quantized');
    if (!quantised || !scale || !made) throw new Error('the head has no row weights');
    const [integers, scales, floats] = [quantised, scale, made].map(toValues);
    expect(made.dims).toEqual(quantised.dims);
    const columns = scales?.length ?? 1;
    for (let i = 0; i < 5000; i += 7)
      expect(floats?.[i]).toBe(Math.fround((integers?.[i] ?? 0) * (scales?.[i % columns] ?? 0)));
  });

  it('refuses what is no graph, or one it does not know', () => {
    expect(() => toFloating(Uint8Array.from([0xff, 0xff]), 'half')).toThrow(RangeError);
    const strange = Buffer.from(
      head.toString('latin1').replaceAll('MatMulInteger', 'ConvIntegerXY'),
      'latin1',
    );
    expect(() => toFloating(strange, 'half')).toThrow('ConvIntegerXY');
  });

  it('reads and writes any message unchanged', () => {
    const field = fc.oneof(
      fc.record({
        number: fc.integer({ min: 1, max: 5000 }),
        wire: fc.constant(0 as const),
        value: fc.bigInt(0n, 2n ** 64n - 1n),
      }),
      fc.record({
        number: fc.integer({ min: 1, max: 5000 }),
        wire: fc.constant(2 as const),
        value: fc.uint8Array({ maxLength: 300 }),
      }),
      fc.record({
        number: fc.integer({ min: 1, max: 20 }),
        wire: fc.constant(5 as const),
        value: fc.uint8Array({ minLength: 4, maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
        const bytes = writeFields(fields);
        expect(writeFields(readFields(bytes))).toEqual(bytes);
        expect(readFields(bytes).map(({ number }) => number)).toEqual(
          fields.map(({ number }) => number),
        );
      }),
    );
  });
});

describe('agreeing with the processor', () => {
  const said = (score: number, end = 5) => [
    { start: 0, end: 9, mentions: [{ start: 0, end, type: 'Peop', score }], relations: [] },
  ];

  it('counts what one is sure of and the other does not report', () => {
    expect(countDifferences(said(0.9), said(0.7)).differing).toBe(0);
    expect(countDifferences(said(0.9), said(0.9, 6)).differing).toBe(2);
    expect(countDifferences(said(0.5), said(0.5, 6)).differing).toBe(0);
    expect(countDifferences(said(0.9), []).differing).toBe(2);
  });
});

describe('why a provider is not used', () => {
  it.each([
    ['libonnxruntime_providers_shared.so: cannot open shared object file', 'gpu:install'],
    ['with error: libcuda.so.1: cannot open shared object file', 'no NVIDIA driver'],
    ['libnvinfer.so.10: cannot open shared object file', 'TensorRT is not installed'],
    ['libcudnn.so.9: cannot open shared object file', 'libcudnn.so.9'],
    ['CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version', 'too old'],
    ['CUDA failure 100: no CUDA-capable device is detected', 'finds no card'],
    ['CUDA failure 2: out of memory', 'memory is full'],
    ['Failed to get a WebGPU adapter: No supported adapters', 'No graphics processor'],
    [
      '\u001b[1;31m[E:onnxruntime] something failed\u001b[m\n    at foo (bar.js:1)\n\nNode.js v24',
      'something failed',
    ],
  ])('%s', (says, words) => {
    const reason = toRefusal('refused', says);
    expect(reason).toContain(words);
    expect(reason).not.toMatch(/[\u001b]|\n/u);
  });
});

it('a busy machine gets fewer workers, never fewer than half', () => {
  expect(toWorkers(8, 0, 0)).toBe(8);
  expect(toWorkers(8, 8, 8)).toBe(8);
  expect(toWorkers(8, 8, 5)).toBe(5);
  expect(toWorkers(8, 8, 0)).toBe(4);
  expect(toWorkers(2, 2, 0)).toBe(1);
  expect(toWorkers(1, 1, 0)).toBe(1);
});
