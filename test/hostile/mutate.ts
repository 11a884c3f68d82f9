import { unzipSync, zipSync } from 'fflate';

/** Bytes at the head that stay, so that a file still looks like its kind and the damage reaches deep code. */
const KEPT = 64;
/** Shares of damaged bytes, as zzuf takes them. */
const SHARES = [0.0005, 0.001, 0.004, 0.01, 0.02] as const;

/**
 * A damaged copy: bits flipped at one of five ratios; sometimes cut, or a piece doubled, moved or blanked. What is a zip inside
 * has, half of the time, the text of one part damaged before it is packed again: flips in a zip mostly stop at its check sum.
 */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip && random() < 0.5) return mutateInside(bytes, random);
  const kind = random();
  if (kind < 0.1) return bytes.slice(0, Math.floor(KEPT + random() * bytes.length));
  if (kind < 0.25) return moved(bytes, random);
  return flipped(bytes, random, KEPT);
}

function flipped(bytes: Uint8Array, random: () => number, kept: number): Uint8Array {
  const copy = bytes.slice();
  const share = SHARES[Math.floor(random() * SHARES.length)] ?? 0.01;
  const count = Math.max(1, Math.round((copy.length - kept) * share));
  for (let i = 0; i < count && copy.length > kept; i += 1) {
    const at = kept + Math.floor(random() * (copy.length - kept));
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return copy;
}

function moved(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = () => Math.floor(KEPT + random() * Math.max(0, bytes.length - KEPT));
  const [a = 0, b = 0] = [at(), at()].sort((x, y) => x - y);
  const [head, piece, tail] = [bytes.slice(0, a), bytes.slice(a, b), bytes.slice(b)];
  const kind = random();
  if (kind < 0.4) return Buffer.concat([head, piece, piece, tail]);
  if (kind < 0.7) return Buffer.concat([head, tail, piece]);
  return Buffer.concat([head, new Uint8Array(piece.length), tail]);
}

function mutateInside(bytes: Uint8Array, random: () => number): Uint8Array {
  try {
    const parts = unzipSync(bytes);
    const names = Object.keys(parts).filter((name) => name !== 'mimetype');
    const name = names[Math.floor(random() * names.length)] ?? '';
    const part = parts[name];
    if (!part) return flipped(bytes, random, KEPT);
    parts[name] = new Uint8Array(flipped(part, random, 0));
    return zipSync(parts, { level: 1, mtime: new Date('2026-01-02T03:04:05') });
  } catch {
    return flipped(bytes, random, KEPT);
  }
}
