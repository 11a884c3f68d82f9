import {
  findText,
  listBytes,
  listNumbers,
  listTexts,
  readFields,
  toMessage,
  toNumber,
  toText,
  writeFields,
  type Field,
} from './protobuf.ts';

/** Numbers of onnx.proto (ONNX 1.16, IR version 8): of a model, a graph, a node, an attribute, a tensor. */
export const MODEL = { opset: 8, graph: 7 } as const;
export const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 } as const;
export const ATTRIBUTE = { name: 1, integer: 3, tensor: 5, graph: 6 } as const;
const TENSOR = { dims: 1, type: 2, floats: 4, integers: 5, name: 8, raw: 9 } as const;

/** TensorProto.DataType */
export const TYPE = { float: 1, uint8: 2, int8: 3, half: 10 } as const;

export interface GraphNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes as their bytes. */
  readonly attributes: readonly Uint8Array[];
}

export interface GraphTensor {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly fields: readonly Field[];
}

export function toNode(bytes: Uint8Array): GraphNode {
  const fields = readFields(bytes);
  return {
    name: findText(fields, NODE.name),
    operator: findText(fields, NODE.operator),
    domain: findText(fields, NODE.domain),
    inputs: listTexts(fields, NODE.input),
    outputs: listTexts(fields, NODE.output),
    attributes: listBytes(fields, NODE.attribute),
  };
}

export function fromNode(node: GraphNode): Field {
  return toMessage(GRAPH.node, [
    ...node.inputs.map((name) => toText(NODE.input, name)),
    ...node.outputs.map((name) => toText(NODE.output, name)),
    toText(NODE.name, node.name),
    toText(NODE.operator, node.operator),
    ...node.attributes.map((value): Field => ({ number: NODE.attribute, wire: 2, value })),
    ...(node.domain ? [toText(NODE.domain, node.domain)] : []),
  ]);
}

export function toTensor(bytes: Uint8Array): GraphTensor {
  const fields = readFields(bytes);
  return {
    name: findText(fields, TENSOR.name),
    type: listNumbers(fields, TENSOR.type)[0] ?? 0,
    dims: listNumbers(fields, TENSOR.dims),
    fields,
  };
}

/** Values of a tensor of floats or small integers, as numbers. */
export function toValues({
  type,
  fields,
}: GraphTensor): Float32Array<ArrayBuffer> | Int8Array | Uint8Array {
  const raw = listBytes(fields, TENSOR.raw)[0];
  // A copy, since the field may stand at an odd offset; not by `slice`, which for Node's Buffer copies nothing.
  const bytes = new Uint8Array(raw ?? []);
  if (type === TYPE.float) {
    if (raw) return new Float32Array(bytes.buffer);
    return new Float32Array(readFloats(fields));
  }
  if (type === TYPE.int8)
    return raw ? new Int8Array(bytes.buffer) : Int8Array.from(listNumbers(fields, TENSOR.integers));
  if (type === TYPE.uint8)
    return raw ? bytes : Uint8Array.from(listNumbers(fields, TENSOR.integers));
  throw new RangeError(`a tensor of type ${type}`);
}

function readFloats(fields: readonly Field[]): number[] {
  return fields.flatMap(({ number, value }) => {
    if (number !== TENSOR.floats || typeof value === 'bigint') return [];
    return [...new Float32Array(new Uint8Array(value).buffer)];
  });
}

/** A tensor as the field `number` of what holds it; `bytes` as they stand in memory, little-endian. */
export function fromTensor(
  name: string,
  dims: readonly number[],
  bytes: Uint8Array,
  type: number,
  number: number,
): Field {
  return toMessage(number, [
    ...dims.map((size) => toNumber(TENSOR.dims, size)),
    toNumber(TENSOR.type, type),
    toText(TENSOR.name, name),
    { number: TENSOR.raw, wire: 2, value: bytes },
  ]);
}

/** The nodes, the constants and all else of a model's graph. */
export interface OpenGraph {
  readonly nodes: readonly GraphNode[];
  readonly tensors: ReadonlyMap<string, GraphTensor>;
  /** Names and element types of what goes in and comes out. */
  readonly inputs: ReadonlyMap<string, number>;
  readonly outputs: ReadonlyMap<string, number>;
  /** Model with another content of its graph. */
  rebuild(nodes: readonly GraphNode[], tensors: readonly Field[]): Uint8Array<ArrayBuffer>;
}

export function openGraph(model: Uint8Array): OpenGraph {
  const outer = readFields(model);
  const inner = readFields(listBytes(outer, MODEL.graph)[0] ?? new Uint8Array());
  const tensors = listBytes(inner, GRAPH.initializer).map(toTensor);
  const ends = (number: number) =>
    new Map(listBytes(inner, number).map((bytes) => toNameAndType(readFields(bytes))));
  return {
    nodes: listBytes(inner, GRAPH.node).map(toNode),
    tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    inputs: ends(GRAPH.input),
    outputs: ends(GRAPH.output),
    rebuild(nodes, constants) {
      const replaced: readonly number[] = [GRAPH.node, GRAPH.initializer, GRAPH.valueInfo];
      const graph = toMessage(MODEL.graph, [
        ...nodes.map(fromNode),
        ...inner.filter(({ number }) => !replaced.includes(number)),
        ...constants,
      ]);
      return writeFields(outer.map((field) => (field.number === MODEL.graph ? graph : field)));
    },
  };
}

/** ValueInfoProto: name = 1, type = 2 with tensor_type = 1 with elem_type = 1. */
function toNameAndType(fields: readonly Field[]): [string, number] {
  const within = (outer: readonly Field[], number: number) =>
    readFields(listBytes(outer, number)[0] ?? new Uint8Array());
  return [findText(fields, 1), listNumbers(within(within(fields, 2), 1), 1)[0] ?? 0];
}
