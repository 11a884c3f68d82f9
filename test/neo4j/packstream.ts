/** PackStream 1 (neo4j.com/docs/bolt/current/packstream), as far as our statements need it. */
export type Packed =
  null | boolean | number | bigint | string | Packed[] | { [name: string]: Packed };

export interface Message {
  readonly tag: number;
  readonly fields: readonly Packed[];
}

export function readMessage(bytes: Buffer): Message {
  let at = 0;
  const length = (size: 1 | 2 | 4): number => {
    const value = bytes.readUIntBE(at, size);
    at += size;
    return value;
  };
  const text = (size: number): string => bytes.toString('utf8', at, (at += size));
  const list = (size: number): Packed[] => Array.from({ length: size }, () => read());
  const map = (size: number): { [name: string]: Packed } => {
    const entries: { [name: string]: Packed } = {};
    for (let n = 0; n < size; n += 1) {
      const name = read();
      if (typeof name !== 'string') throw new Error('a key that is no text');
      entries[name] = read();
    }
    return entries;
  };
  function read(): Packed {
    const marker = bytes.readUInt8(at++);
    const low = marker & 0x0f;
    if (marker < 0x80) return marker;
    if (marker >= 0xf0) return marker - 0x100;
    if (marker >> 4 === 0x8) return text(low);
    if (marker >> 4 === 0x9) return list(low);
    if (marker >> 4 === 0xa) return map(low);
    switch (marker) {
      case 0xc0:
        return null;
      case 0xc1:
        at += 8;
        return bytes.readDoubleBE(at - 8);
      case 0xc2:
      case 0xc3:
        return marker === 0xc3;
      case 0xc8:
        return bytes.readInt8(at++);
      case 0xc9:
        at += 2;
        return bytes.readInt16BE(at - 2);
      case 0xca:
        at += 4;
        return bytes.readInt32BE(at - 4);
      case 0xcb:
        at += 8;
        return Number(bytes.readBigInt64BE(at - 8));
      case 0xd0:
        return text(length(1));
      case 0xd1:
        return text(length(2));
      case 0xd2:
        return text(length(4));
      case 0xd4:
        return list(length(1));
      case 0xd5:
        return list(length(2));
      case 0xd6:
        return list(length(4));
      case 0xd8:
        return map(length(1));
      case 0xd9:
        return map(length(2));
      case 0xda:
        return map(length(4));
      default:
        throw new Error(`marker ${marker.toString(16)}`);
    }
  }
  const size = bytes.readUInt8(at++) & 0x0f;
  const tag = bytes.readUInt8(at++);
  return { tag, fields: Array.from({ length: size }, () => read()) };
}

/** How many `$rows` a RUN brings, without reading them: they are its first parameter. Undefined where they are not. */
export function countRows(bytes: Buffer): number | undefined {
  const at = bytes.subarray(0, 4000).indexOf('\x84rows', 0, 'latin1');
  if (bytes[1] !== 0x10 || at < 0) return undefined;
  const marker = bytes.readUInt8(at + 5);
  if (marker >> 4 === 0x9) return marker & 0x0f;
  if (marker === 0xd4) return bytes.readUInt8(at + 6);
  return marker === 0xd5 ? bytes.readUInt16BE(at + 6) : undefined;
}

/** A whole message in chunks, with its end. */
export function toMessage(tag: number, ...fields: readonly Packed[]): Buffer {
  const body = Buffer.concat([Buffer.from([0xb0 + fields.length, tag]), ...fields.map(pack)]);
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += 0xffff) {
    const chunk = body.subarray(at, at + 0xffff);
    const head = Buffer.alloc(2);
    head.writeUInt16BE(chunk.length);
    chunks.push(head, chunk);
  }
  return Buffer.concat([...chunks, Buffer.from([0, 0])]);
}

function pack(value: Packed): Buffer {
  if (value === null) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number' || typeof value === 'bigint') return packNumber(Number(value));
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    return Buffer.concat([toHead([0x80, 0xd0], bytes.length), bytes]);
  }
  if (Array.isArray(value))
    return Buffer.concat([toHead([0x90, 0xd4], value.length), ...value.map(pack)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    toHead([0xa0, 0xd8], entries.length),
    ...entries.flatMap(([name, item]) => [pack(name), pack(item)]),
  ]);
}

function packNumber(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  if (Number.isSafeInteger(value)) {
    if (value >= -16 && value < 128) return Buffer.from([value & 0xff]);
    bytes.writeUInt8(0xcb);
    bytes.writeBigInt64BE(BigInt(value), 1);
  } else {
    bytes.writeUInt8(0xc1);
    bytes.writeDoubleBE(value, 1);
  }
  return bytes;
}

function toHead([tiny, first]: readonly [number, number], size: number): Buffer {
  if (size < 16) return Buffer.from([tiny + size]);
  const bytes = Buffer.alloc(size < 0x100 ? 2 : size < 0x10000 ? 3 : 5);
  bytes.writeUInt8(first + (size < 0x100 ? 0 : size < 0x10000 ? 1 : 2));
  bytes.writeUIntBE(size, 1, bytes.length - 1);
  return bytes;
}
