import type { LineBlock } from './pdf-blocks.ts';

/** A paragraph is looked for at most this many blocks further on: running heads, notes and figures stand between. */
const farthest = 12;

/**
 * Joins a paragraph that the end of a column or page has cut in two. It is cut if its last word is broken, or if
 * its sentence is not over and the next body block begins with a small letter. What stood between the two parts
 * (feet, heads, notes) is put before them, so that the text stays in the order of the pages.
 */
export function joinParagraphs(blocks: readonly LineBlock[]): LineBlock[] {
  const joined: LineBlock[] = [];
  const taken = new Set<number>();
  for (let i = 0; i < blocks.length; i++) {
    if (taken.has(i)) continue;
    let block = blocks[i]!;
    for (let at = findRest(blocks, i, block); at !== undefined; at = findRest(blocks, at, block)) {
      for (let between = i + 1; between < at; between++)
        if (!taken.has(between)) {
          joined.push(blocks[between]!);
          taken.add(between);
        }
      taken.add(at);
      block = { ...block, lines: [...block.lines, ...blocks[at]!.lines] };
    }
    joined.push(block);
  }
  return joined;
}

/** Position of the block that goes on where `block`, whose last part stands at `from`, was cut. */
function findRest(
  blocks: readonly LineBlock[],
  from: number,
  block: LineBlock,
): number | undefined {
  if (block.kind !== 'paragraph' && block.kind !== 'item') return undefined;
  const last = block.lines.at(-1)!;
  if (block.lines.length < 2 || /[.!?:;。！？…]["'”’»)\]\d]{0,3}\s*$/.test(last.text))
    return undefined;
  for (let at = from + 1; at < Math.min(blocks.length, from + farthest); at++) {
    const next = blocks[at]!;
    const first = next.lines[0]!;
    if (first.page > last.page + 1) return undefined;
    if (next.kind === 'frame' || first.size < 0.92 * last.size) continue;
    if (next.kind === 'heading') return undefined;
    const isElsewhere = first.page > last.page || first.bottom < last.top;
    const goesOn = last.isBroken || /^[\s“"‘'(]*\p{Ll}/u.test(first.text);
    if (
      next.kind === 'paragraph' &&
      isElsewhere &&
      goesOn &&
      Math.abs(first.size - last.size) < 0.08 * last.size
    )
      return at;
    // Captions and cells may float between; another body paragraph ends the search.
    if (next.kind === 'paragraph' && next.lines.length > 1) return undefined;
  }
  return undefined;
}
