import { lastOf, type LineBlock } from './pdf-blocks.ts';

/** A paragraph is looked for at most this many blocks further on: running heads, notes and figures stand between. */
const farthest = 12;

/**
 * Joins a paragraph that the end of a column or page has cut in two. It is cut if its last word is broken, or if
 * its sentence is not over and the next body block begins with a small letter. What stood between the two parts
 * (feet, heads, notes) is put before them, so that the text stays in the order of the pages.
 */
export function joinParagraphs(blocks: readonly LineBlock[]): LineBlock[] {
  const joined: LineBlock[] = [];
  const taken = new Set<LineBlock>();
  blocks.forEach((start, i) => {
    if (taken.has(start)) return;
    let block = start;
    for (let rest = findRest(blocks, i, block); rest; rest = findRest(blocks, rest.at, block)) {
      const between = blocks.slice(i + 1, rest.at).filter((one) => !taken.has(one));
      joined.push(...between);
      for (const one of [...between, rest.block]) taken.add(one);
      block = { ...block, lines: [...block.lines, ...rest.block.lines] };
    }
    joined.push(block);
  });
  return joined;
}

/** The block that goes on where `block`, whose last part stands at `from`, was cut. */
function findRest(
  blocks: readonly LineBlock[],
  from: number,
  block: LineBlock,
): { block: LineBlock; at: number } | undefined {
  if (block.kind !== 'paragraph' && block.kind !== 'item') return undefined;
  const last = lastOf(block.lines);
  if (block.lines.length < 2 || /[.!?:;。！？…]["'”’»)\]\d]{0,3}\s*$/.test(last.text))
    return undefined;
  for (const [ahead, next] of blocks.slice(from + 1, from + farthest).entries()) {
    const [first] = next.lines;
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
      return { block: next, at: from + 1 + ahead };
    // Captions and cells may float between; another body paragraph ends the search.
    if (next.kind === 'paragraph' && next.lines.length > 1) return undefined;
  }
  return undefined;
}
