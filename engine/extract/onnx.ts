/**
 * As much of ONNX's protocol buffers as it takes to change a few nodes of a graph and copy the rest byte by byte
 * (onnx.proto 1.19: ModelProto.graph = 7; GraphProto.node = 1, input = 11, output = 12; NodeProto.input = 1, output = 2,
 * op_type = 4, attribute = 5). Refused: a protocol buffer library and the schema, half a megabyte for forty lines.
 */

interface Field {
  readonly number: number;
  readonly wire: number;
  /** The field with its tag, as it stood. */
  readonly raw: Uint8Array;
  /** What a length-delimited field holds; empty for the others. */
  readonly body: Uint8Array;
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly raw: Uint8Array;
}

export interface Graph {
  readonly nodes: readonly Node[];
  /** Its parts beside the nodes, as they stood: what is added goes behind them. */
  readonly rest: readonly Uint8Array[];
  readonly before: readonly Uint8Array[];
}

const text = new TextDecoder();
const LENGTH = 2;

function readVarint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let scale = 1, i = at; ; scale *= 128, i++) {
    const byte = bytes[i];
    if (byte === undefined || i - at > 9) throw new Error('no graph');
    value += (byte & 127) * scale;
    if (byte < 128) return [value, i + 1];
  }
}

function* eachField(bytes: Uint8Array): Generator<Field> {
  for (let at = 0; at < bytes.length;) {
    const start = at;
    const [tag, next] = readVarint(bytes, at);
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    let body = bytes.subarray(0, 0);
    if (wire === LENGTH) {
      const [length, begin] = readVarint(bytes, next);
      at = begin + length;
      body = bytes.subarray(begin, at);
    } else if (wire === 0) [, at] = readVarint(bytes, next);
    else if (wire === 1 || wire === 5) at = next + (wire === 1 ? 8 : 4);
    else throw new Error('no graph');
    if (at > bytes.length) throw new Error('no graph');
    yield { number, wire, raw: bytes.subarray(start, at), body };
  }
}

function toVarint(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function toField(number: number, body: Uint8Array | string): Uint8Array {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return join([
    Uint8Array.from([...toVarint(number * 8 + LENGTH), ...toVarint(bytes.length)]),
    bytes,
  ]);
}

const toNumber = (number: number, value: number) =>
  Uint8Array.from([...toVarint(number * 8), ...toVarint(value)]);

function toNode(raw: Uint8Array, body: Uint8Array): Node {
  const fields = [...eachField(body)];
  const list = (number: number) =>
    fields.filter((field) => field.number === number).map((field) => text.decode(field.body));
  return { op: list(4)[0] ?? '', inputs: list(1), outputs: list(2), raw };
}

/** The graph of a model. @throws Error where the bytes are none */
export function readGraph(model: Uint8Array): Graph {
  const before: Uint8Array[] = [];
  let graph: Uint8Array | undefined;
  for (const field of eachField(model)) {
    if (field.number === 7) graph = field.body;
    else before.push(field.raw);
  }
  if (!graph) throw new Error('no graph');
  const nodes: Node[] = [];
  const rest: Uint8Array[] = [];
  for (const field of eachField(graph)) {
    if (field.number === 1) nodes.push(toNode(field.raw, field.body));
    else rest.push(field.raw);
  }
  return { nodes, rest, before };
}

export function writeGraph({ nodes, rest, before }: Graph): Uint8Array {
  return join([...before, toField(7, join([...nodes.map(({ raw }) => raw), ...rest]))]);
}

/** A node of one input and one output; `to` is the type a Cast gives (TensorProto.DataType). */
export function createNode(op: string, input: string, output: string, to?: number): Node {
  const attribute =
    to === undefined
      ? []
      : [toField(5, join([toField(1, 'to'), toNumber(3, to), toNumber(20, 2)]))];
  const body = join([toField(1, input), toField(2, output), toField(4, op), ...attribute]);
  return { op, inputs: [input], outputs: [output], raw: toField(1, body) };
}

/** A further input or output of the graph, with free dimensions. Element types: 1 float32, 6 int32. */
export function createPort(
  side: 'input' | 'output',
  name: string,
  element: 1 | 6,
  dimensions: number,
): Uint8Array {
  const shape = Array.from({ length: dimensions }, (_, k) =>
    toField(1, toField(2, `${name}_${k}`)),
  );
  const tensor = toField(1, join([toNumber(1, element), toField(2, join(shape))]));
  return toField(side === 'input' ? 11 : 12, join([toField(1, name), toField(2, tensor)]));
}
