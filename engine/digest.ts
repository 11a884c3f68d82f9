import { createHash } from 'node:crypto';
import type { Digest } from '#domain/ids';

/** SHA-256 of the UTF-8 bytes, 64 lower-case hexadecimal digits. */
export const digest: Digest = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

export function toSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
