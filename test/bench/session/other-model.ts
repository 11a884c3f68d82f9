import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDice } from '../../store/crowd.ts';

/**
 * A model that reads otherwise: the shipped one with its head's weights shaken and its types called by other names, under
 * a name of its own. It is written to `folder`; the shipped one stays as it is.
 */
export function makeOtherModel(
  shipped: string,
  folder: string,
  { seed, shake, types }: { seed: number; shake: number; types: Readonly<Record<string, string>> },
): void {
  cpSync(shipped, folder, { recursive: true });
  const head = join(folder, 'news/head.onnx');
  writeFileSync(head, shakeWeights(readFileSync(head), createDice(seed), shake));
  const schema = join(folder, 'news/schema.json');
  let text = readFileSync(schema, 'utf8');
  for (const [old, now] of Object.entries(types)) text = text.replaceAll(`"${old}"`, `"${now}"`);
  writeFileSync(schema, text);
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as {
    name: string;
    files: Record<string, { sha256: string; bytes: number }>;
  };
  manifest.name = 'shaken';
  for (const name of Object.keys(manifest.files)) {
    const bytes = readFileSync(join(folder, name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    manifest.files[name] = { sha256, bytes: bytes.length };
  }
  writeFileSync(path, JSON.stringify(manifest, null, 2));
}

interface Field {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

/** Fields of a protobuf message that lies between two offsets; onnx.proto names them. */
function* eachField(bytes: Buffer, start: number, stop: number): Generator<Field> {
  let at = start;
  const varint = (): number => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) return Number(value);
    }
  };
  while (at < stop) {
    const tag = varint();
    const [number, wire] = [tag >> 3, tag & 7];
    if (wire === 0) yield { number, start: at, end: at, value: varint() };
    else {
      const length = wire === 2 ? varint() : wire === 5 ? 4 : 8;
      yield { number, start: at, end: at + length, value: 0 };
      at += length;
    }
  }
}

const [GRAPH, INITIALIZER, DATA_TYPE, RAW_DATA] = [7, 5, 2, 9];
const [FLOAT, INT8] = [1, 3];

/** In place: no length changes. Weights in float by a share of themselves, those in int8 by some steps. */
function shakeWeights(bytes: Buffer, dice: () => number, shake: number): Buffer {
  const normal = () => Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice());
  for (const graph of eachField(bytes, 0, bytes.length)) {
    if (graph.number !== GRAPH) continue;
    for (const tensor of eachField(bytes, graph.start, graph.end)) {
      if (tensor.number !== INITIALIZER) continue;
      const fields = [...eachField(bytes, tensor.start, tensor.end)];
      const type = fields.find(({ number }) => number === DATA_TYPE)?.value;
      const raw = fields.find(({ number }) => number === RAW_DATA);
      if (!raw) continue;
      if (type === FLOAT)
        for (let at = raw.start; at < raw.end; at += 4)
          bytes.writeFloatLE(bytes.readFloatLE(at) * (1 + normal() * shake), at);
      else if (type === INT8 && raw.end - raw.start > 1000)
        for (let at = raw.start; at < raw.end; at += 1) {
          const value = Math.round(bytes.readInt8(at) + normal() * shake * 30);
          bytes.writeInt8(Math.max(-127, Math.min(127, value)), at);
        }
    }
  }
  return bytes;
}
