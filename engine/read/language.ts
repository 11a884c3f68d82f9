import type { Block } from '#domain/document';

/** Enough for a sure answer; longer samples cost time and change nothing. */
const sampleUnits = 3000;
const leastLetters = 12;

/**
 * BCP 47 primary tag of the language most of the text is in, or undefined where it is too short or too mixed.
 * Frames and code are left out. The detector's tables take some 100 ms to load, hence at the first use.
 */
export async function findLanguage(
  text: string,
  blocks: readonly Block[],
): Promise<string | undefined> {
  let sample = '';
  for (const block of blocks) {
    if (block.kind === 'frame' || block.kind === 'code') continue;
    sample += text.slice(block.start, Math.min(block.end, block.start + sampleUnits)) + '\n';
    if (sample.length >= sampleUnits) break;
  }
  if ((sample.match(/\p{L}/gu)?.length ?? 0) < leastLetters) return undefined;
  const { eld } = await import('eld/small');
  const found = eld.detect(sample);
  return found.language !== '' && found.isReliable() ? found.language : undefined;
}
