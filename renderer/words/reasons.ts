import type { LinkReason } from '#domain/linking';

/** Bits of evidence in words: a bit is twice as likely, ten are a thousand times. */
export function toWeight(bits: number): string {
  const weight = Math.abs(bits);
  if (weight >= 8) return 'very strong';
  if (weight >= 4) return 'strong';
  return weight >= 1.5 ? 'fair' : 'slight';
}

export function toReasonText({ kind, left, right }: LinkReason): string {
  const compared = [left, right].filter((text) => text !== undefined).map((text) => `“${text}”`);
  return `${kind}: ${compared.join(' and ')}`;
}
