import { createCipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ZipEntry } from './zip-directory.ts';

/** Key lengths by strength 1, 2, 3 (WinZip AE-1 and AE-2 specification, 2009). Bytes. */
const keyBytes = [16, 24, 32];

/** A member encrypted by WinZip's AES, or undefined with a wrong password or where it was tampered with. */
export function decryptAes(
  packed: Uint8Array,
  strength: number,
  password: string,
): Uint8Array | undefined {
  const length = keyBytes[strength - 1];
  if (length === undefined || packed.length < length / 2 + 12) return undefined;
  const salt = packed.subarray(0, length / 2);
  const keys = pbkdf2Sync(password, salt, 1000, 2 * length + 2, 'sha1');
  const verifier = packed.subarray(salt.length, salt.length + 2);
  if (!timingSafeEqual(keys.subarray(2 * length), verifier)) return undefined;
  const content = packed.subarray(salt.length + 2, packed.length - 10);
  const code = createHmac('sha1', keys.subarray(length, 2 * length))
    .update(content)
    .digest();
  if (!timingSafeEqual(code.subarray(0, 10), packed.subarray(-10))) return undefined;
  return countMode(content, keys.subarray(0, length));
}

/** Counter mode with the counter's low byte first, which OpenSSL does not offer: the key stream is made from blocks. */
function countMode(content: Uint8Array, key: Uint8Array): Uint8Array {
  const blocks = Math.ceil(content.length / 16);
  const counters = Buffer.alloc(16 * blocks);
  for (let i = 0; i < blocks; i++) counters.writeUInt32LE(i + 1, 16 * i);
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const stream = cipher.update(counters);
  const out = new Uint8Array(content.length);
  for (let i = 0; i < out.length; i++) out[i] = (content[i] ?? 0) ^ (stream[i] ?? 0);
  return out;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** PKWARE's traditional encryption (APPNOTE 6.1). One wrong password in 256 passes its check; the checksum then tells. */
export function decryptTraditional(
  packed: Uint8Array,
  { crc, flags, time, method }: ZipEntry,
  password: string,
): Uint8Array | undefined {
  if (packed.length < 12) return undefined;
  let [a, b, c] = [0x12345678, 0x23456789, 0x34567890];
  const step = (value: number, byte: number) => (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  const update = (byte: number) => {
    a = step(a, byte) >>> 0;
    b = (Math.imul((b + (a & 0xff)) >>> 0, 134775813) + 1) >>> 0;
    c = step(c, b >>> 24) >>> 0;
  };
  for (const byte of Buffer.from(password)) update(byte);
  const out = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) {
    const key = (c & 0xffff) | 2;
    const byte = (packed[i] ?? 0) ^ ((Math.imul(key, key ^ 1) >>> 8) & 0xff);
    out[i] = byte;
    update(byte);
  }
  const expected = (flags & 8) !== 0 ? time >>> 8 : crc >>> 24;
  if (out[11] !== expected) return undefined;
  const content = out.subarray(12);
  return method === 0 && crc32(content) !== crc ? undefined : content;
}
