/**
 * One field of a protobuf message (Protocol Buffers, "Encoding"): its number and its value, a whole number for wire type 0, else
 * its bytes. Messages inside stay bytes until somebody reads them, so that what we do not know passes through unharmed.
 */
export interface Field {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 5;
  readonly value: bigint | Uint8Array;
}

const WIDTH = { 1: 8, 5: 4 } as const;
const text = { to: new TextEncoder(), from: new TextDecoder() };

/** @throws RangeError where the bytes are no message. */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number that does not end');
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new RangeError('a field longer than its message');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = Number(readVarint());
    const wire = key & 7;
    const number = key >>> 3;
    if (wire === 0) fields.push({ number, wire, value: readVarint() });
    else if (wire === 1 || wire === 5) fields.push({ number, wire, value: take(WIDTH[wire]) });
    else if (wire === 2) fields.push({ number, wire, value: take(Number(readVarint())) });
    else throw new RangeError(`wire type ${wire}`);
  }
  return fields;
}

export function writeFields(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const { number, wire, value } of fields) {
    parts.push(toVarint(BigInt((number << 3) | wire)));
    if (typeof value === 'bigint') parts.push(toVarint(value));
    else {
      if (wire === 2) parts.push(toVarint(BigInt(value.length)));
      parts.push(value);
    }
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function toVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

export const toText = (number: number, value: string): Field => ({
  number,
  wire: 2,
  value: text.to.encode(value),
});

export const toNumber = (number: number, value: number): Field => ({
  number,
  wire: 0,
  value: BigInt(value),
});

export const toMessage = (number: number, fields: readonly Field[]): Field => ({
  number,
  wire: 2,
  value: writeFields(fields),
});

/** Bytes of every field of that number. */
export function listBytes(fields: readonly Field[], number: number): Uint8Array[] {
  return fields.flatMap((field) =>
    field.number === number && typeof field.value !== 'bigint' ? [field.value] : [],
  );
}

export function listTexts(fields: readonly Field[], number: number): string[] {
  return listBytes(fields, number).map((bytes) => text.from.decode(bytes));
}

export function findText(fields: readonly Field[], number: number): string {
  return listTexts(fields, number)[0] ?? '';
}

/** The whole numbers of a field that may stand packed or one by one. */
export function listNumbers(fields: readonly Field[], number: number): number[] {
  return fields.flatMap((field) => {
    if (field.number !== number) return [];
    if (typeof field.value === 'bigint') return [Number(BigInt.asIntN(64, field.value))];
    // Packed: the same numbers without their keys, which a message of one-field keys reads as well.
    const out: number[] = [];
    let shift = 0n;
    let sum = 0n;
    for (const byte of field.value) {
      sum |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) {
        out.push(Number(BigInt.asIntN(64, sum)));
        [shift, sum] = [0n, 0n];
      }
    }
    return out;
  });
}
