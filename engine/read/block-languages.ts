import type { Block } from '#domain/document';

/** A shorter block says too little to tell its language by. Letters. */
const leastLetters = 60;
/** What is looked at of a block. UTF-16 units. */
const sampleUnits = 240;
/** Detections in one document, some 0.2 ms each: a book in one language needs a handful. */
const mostDetections = 500;
/** Its most common short words make up a good part of any text in a language. */
const commonWords = 24;
/** So much text known to be in the document's language shows which they are. UTF-16 units. */
const enoughUnits = 3000;

/**
 * Marks the blocks that are in another language than their document. Once enough blocks are known to be in its language, one
 * that has several of their most common short words is taken to be so too. Frames and code have none.
 */
export async function markLanguages(
  text: string,
  blocks: readonly Block[],
  language: string | undefined,
): Promise<readonly Block[]> {
  let known = '';
  let common: ReadonlySet<string> = new Set();
  const { eld } = await import('eld/small');
  let left = mostDetections;
  return blocks.map((block) => {
    if (block.kind === 'frame' || block.kind === 'code' || left === 0) return block;
    if (block.end - block.start < leastLetters) return block;
    const sample = text.slice(block.start, Math.min(block.end, block.start + sampleUnits));
    if (hasCommonWords(sample, common)) return block;
    if ((sample.match(/\p{L}/gu)?.length ?? 0) < leastLetters) return block;
    left--;
    const found = eld.detect(sample);
    if (found.language === language && common.size === 0) {
      known += `${sample} `;
      if (known.length >= enoughUnits) common = findCommonWords(known);
    }
    const isOther = found.language !== '' && found.language !== language && found.isReliable();
    return isOther ? { ...block, language: found.language } : block;
  });
}

function findCommonWords(text: string): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const [word] of text
    .slice(0, 100_000)
    .toLowerCase()
    .matchAll(/(?<!\p{L})\p{L}{1,4}(?!\p{L})/gu))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return new Set(sorted.slice(0, commonWords).map(([word]) => word));
}

/** One in six words, and at least three of them different. */
function hasCommonWords(sample: string, common: ReadonlySet<string>): boolean {
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  const found = words.filter((word) => common.has(word));
  return found.length >= words.length / 6 && new Set(found).size >= 3;
}
