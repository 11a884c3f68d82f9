import {
  readFields,
  writeFields,
  toMessage,
  listNumbers,
  listBytes,
  findText,
} from './protobuf.ts';
import { ATTRIBUTE, GRAPH, fromTensor, openGraph, toTensor, toValues, TYPE } from './graph.ts';
import type { GraphNode, GraphTensor, OpenGraph } from './graph.ts';

/** What a graph counts in on a graphics processor. */
export type Precision = 'half' | 'single';

/** A graph that holds something which this conversion does not know. */
export class UnknownGraph extends Error {}

type Values = Float32Array<ArrayBuffer>;

/** IEEE 754 binary16 */
const LARGEST_HALF = 65_504;

/**
 * The same graph in floating point: our graphs ship as int8 with activations that are scaled on the way (quantize_dynamic), for
 * which only processors have operators. Each int8 weight becomes `(w - zero point) * scale`, that is the very number the processor
 * multiplies by, rounded to half (11 bits) where asked; what differs is that activations are no longer rounded to 8 bits.
 * Inputs and outputs stay float32 and int32. Pure, some 0.3 s for 22 million weights; so no second file is shipped,
 * and the hash that was verified stays that of the model.
 * @throws UnknownGraph for a quantised operator that is not one of ours, or a graph within the graph.
 */
export function toFloating(model: Uint8Array, precision: Precision): Uint8Array<ArrayBuffer> {
  const graph = openGraph(model);
  const { nodes, weights } = dequantise(graph);
  const float = precision === 'half' ? TYPE.half : TYPE.float;
  const kept = [...graph.tensors.values()].filter(({ name }) => !weights.has(name));
  const tensors = [
    ...kept.map((tensor) =>
      tensor.type === TYPE.float
        ? fromTensor(
            tensor.name,
            tensor.dims,
            toPacked(toFloats(tensor), float),
            float,
            GRAPH.initializer,
          )
        : toMessage(GRAPH.initializer, tensor.fields),
    ),
    ...[...weights].map(([name, { dims, values }]) =>
      fromTensor(name, dims, toPacked(values, float), float, GRAPH.initializer),
    ),
  ];
  const used = new Set([...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.keys()]);
  const needed = tensors.filter(({ value }) =>
    typeof value === 'bigint' ? false : used.has(toTensor(value).name),
  );
  const converted = float === TYPE.half ? toHalfNodes(nodes, graph) : nodes;
  return graph.rebuild(converted, needed);
}

interface Weight {
  readonly dims: readonly number[];
  readonly values: Values;
}

/** The graph without its quantised operators, and the weights that stand for them, by the name they had as int8. */
function dequantise(graph: OpenGraph): {
  readonly nodes: readonly GraphNode[];
  readonly weights: ReadonlyMap<string, Weight>;
} {
  const { nodes, tensors } = graph;
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const consumers = Map.groupBy(
    nodes.flatMap((node) => node.inputs.map((name) => ({ name, node }))),
    ({ name }) => name,
  );
  const onlyConsumer = (name: string) => {
    const all = consumers.get(name) ?? [];
    if (all.length !== 1 || !all[0]) throw new UnknownGraph(`${name} is read ${all.length} times`);
    return all[0].node;
  };
  const tensorOf = (name: string | undefined) => {
    const tensor = tensors.get(name ?? '');
    if (!tensor) throw new UnknownGraph(`${name} is no constant`);
    return tensor;
  };
  /** Quantised values, and what each is called that stands for it unquantised; what only moves them moves these then. */
  const sources = new Map<string, string>();
  /** What a value was before it was quantised. */
  const sourceOf = (name: string | undefined) => {
    const source = sources.get(name ?? '');
    if (source === undefined) throw new UnknownGraph(`${name} is no quantised activation`);
    return source;
  };
  const weights = new Map<string, Weight>();
  const replaced = new Map<GraphNode, readonly GraphNode[]>();
  const addWeight = (name: string, scale: string | undefined, zero: string | undefined) => {
    const zeroPoint = zero ? toValues(tensorOf(zero)) : undefined;
    weights.set(name, toWeight(tensorOf(name), toFloats(tensorOf(scale)), zeroPoint));
  };

  for (const node of nodes) {
    const [a = '', b = '', c, d, e, f, , g, h = ''] = node.inputs;
    if (/^(?:Dynamic)?QuantizeLinear$/u.test(node.operator)) {
      sources.set(node.outputs[0] ?? '', a);
      replaced.set(node, []);
    } else if (/^(?:Pad|Slice|Concat)$/u.test(node.operator) && sources.has(a)) {
      const inputs = node.inputs.map((name) => sources.get(name) ?? name);
      // It was filled up with what stands for 0; without a value it is filled up with 0.
      if (node.operator === 'Pad') inputs[2] = '';
      for (const name of node.outputs) sources.set(name, name);
      replaced.set(node, [{ ...node, inputs }]);
    } else if (node.operator === 'MatMulInteger') {
      const cast = onlyConsumer(node.outputs[0] ?? '');
      const product = onlyConsumer(cast.outputs[0] ?? '');
      const scales = producers.get(product.inputs.find((name) => name !== cast.outputs[0]) ?? '');
      const scale = scales?.inputs.find((name) => tensors.has(name));
      if (cast.operator !== 'Cast' || product.operator !== 'Mul' || scales?.operator !== 'Mul')
        throw new UnknownGraph(`${node.name} is not followed by its scales`);
      addWeight(b, scale, d);
      for (const spent of [cast, product, scales]) replaced.set(spent, []);
      const inputs = [sourceOf(a), b];
      replaced.set(node, [{ ...node, operator: 'MatMul', inputs, outputs: product.outputs }]);
    } else if (node.operator === 'MatMulIntegerToFloat') {
      // x, weight, scale of x, scale of weight, zero point of x, zero point of weight, bias
      addWeight(b, d, f);
      const product = { ...node, operator: 'MatMul', domain: '', inputs: [sourceOf(a), b] };
      const sum = `${node.name}/product`;
      const [bias] = node.inputs.slice(6);
      const add = { ...product, name: `${node.name}/bias`, operator: 'Add' };
      const both = [
        { ...product, outputs: [sum] },
        { ...add, inputs: [sum, bias ?? ''] },
      ];
      replaced.set(node, bias ? both : [product]);
    } else if (node.operator === 'QAttention') {
      // x, weight, bias, scale of x, scale of weight, mask, zero point of x, zero point of weight, past
      if (h !== '') throw new UnknownGraph(`${node.name} has a past`);
      addWeight(b, e, g);
      const inputs = [sourceOf(a), b, c ?? '', f ?? ''];
      replaced.set(node, [{ ...node, operator: 'Attention', inputs }]);
    } else if (node.operator === 'DequantizeLinear') {
      const gather = producers.get(a);
      const [table = '', ...rest] = gather?.inputs ?? [];
      if (gather?.operator !== 'Gather') throw new UnknownGraph(`${node.name} follows no table`);
      addWeight(table, b, c);
      replaced.set(gather, [{ ...gather, inputs: [table, ...rest], outputs: node.outputs }]);
      replaced.set(node, []);
    } else if (/quant|Integer|^QLinear/iu.test(node.operator))
      throw new UnknownGraph(`the operator ${node.operator} is not known`);
    else if (node.attributes.some((bytes) => listBytes(readFields(bytes), ATTRIBUTE.graph).length))
      throw new UnknownGraph(`${node.name} holds a graph`);
  }
  return {
    nodes: nodes.flatMap((node) => replaced.get(node) ?? [node]),
    weights,
  };
}

/** `(w - zero point) * scale`; both may stand for the whole or for each of the last axis. */
function toWeight(tensor: GraphTensor, scale: Values, zero: ArrayLike<number> | undefined): Weight {
  const from = toValues(tensor);
  const values = new Float32Array(from.length);
  const columns = Math.max(scale.length, zero?.length ?? 1);
  for (let column = 0; column < columns; column++) {
    const factor = scale[scale.length === 1 ? 0 : column] ?? 0;
    const offset = zero?.[zero.length === 1 ? 0 : column] ?? 0;
    for (let i = column; i < values.length; i += columns)
      values[i] = ((from[i] ?? 0) - offset) * factor;
  }
  return { dims: tensor.dims, values };
}

function toFloats(tensor: GraphTensor): Values {
  const values = toValues(tensor);
  if (!(values instanceof Float32Array)) throw new UnknownGraph(`${tensor.name} is no float`);
  return values;
}

/** Bytes as they stand in a tensor. What does not fit into half (a mask of -1e9) becomes the largest that does. */
function toPacked(values: Values, type: number): Uint8Array<ArrayBuffer> {
  if (type === TYPE.float) return new Uint8Array(values.buffer, 0, values.byteLength);
  const half = new Float16Array(values);
  half.forEach((value, i) => {
    if (Math.abs(value) === Infinity) half[i] = Math.sign(value) * LARGEST_HALF;
  });
  return new Uint8Array(half.buffer);
}

/** Casts to float become casts to half, float constants half ones; what goes in and out as float is cast at the border. */
function toHalfNodes(nodes: readonly GraphNode[], { inputs, outputs }: OpenGraph): GraphNode[] {
  const isFloat = ([, type]: readonly [string, number]) => type === TYPE.float;
  const renamed = new Map(
    [...inputs, ...outputs].filter(isFloat).map(([name]) => [name, `${name}/half`]),
  );
  const rename = (name: string) => renamed.get(name) ?? name;
  const toCast = (from: string, to: string, type: number): GraphNode => ({
    name: `${to}/cast`,
    operator: 'Cast',
    domain: '',
    inputs: [from],
    outputs: [to],
    attributes: [toCastAttribute(type)],
  });
  return [
    ...[...inputs].filter(isFloat).map(([name]) => toCast(name, rename(name), TYPE.half)),
    ...nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
      attributes: node.attributes.map((bytes) => toHalfAttribute(bytes, node.operator)),
    })),
    ...[...outputs].filter(isFloat).map(([name]) => toCast(rename(name), name, TYPE.float)),
  ];
}

/** AttributeProto: name = 1, i = 3, type = 20 (INT = 2). */
function toCastAttribute(type: number): Uint8Array {
  return writeFields([
    { number: ATTRIBUTE.name, wire: 2, value: new TextEncoder().encode('to') },
    { number: ATTRIBUTE.integer, wire: 0, value: BigInt(type) },
    { number: 20, wire: 0, value: 2n },
  ]);
}

function toHalfAttribute(bytes: Uint8Array, operator: string): Uint8Array {
  const fields = readFields(bytes);
  const isCast = operator === 'Cast' && findText(fields, ATTRIBUTE.name) === 'to';
  if (isCast && listNumbers(fields, ATTRIBUTE.integer)[0] === TYPE.float)
    return toCastAttribute(TYPE.half);
  const [held] = listBytes(fields, ATTRIBUTE.tensor);
  const tensor = held && toTensor(held);
  if (tensor?.type !== TYPE.float) return bytes;
  const half = fromTensor(
    tensor.name,
    tensor.dims,
    toPacked(toFloats(tensor), TYPE.half),
    TYPE.half,
    ATTRIBUTE.tensor,
  );
  return writeFields(fields.map((field) => (field.number === ATTRIBUTE.tensor ? half : field)));
}
