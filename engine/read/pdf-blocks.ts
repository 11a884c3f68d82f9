import type { BlockKind } from '#domain/document';
import type { Line } from './pdf-lines.ts';

/** At least one line. */
export type Lines = readonly [Line, ...Line[]];

export function lastOf(lines: Lines): Line {
  return lines.at(-1) ?? lines[0];
}

/** Lines that belong together; all on one page until paragraphs are joined over page ends. */
export interface LineBlock {
  readonly kind: BlockKind;
  readonly level?: number;
  readonly lines: Lines;
  /** A cell's place in its row. */
  readonly separator?: '\t' | '\n';
}

/** How many lines up and down tell where a column ends. */
const reach = 12;
const bullet = /^\s*(?:[•‣◦▪●○■□–—∙·*-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+\S/u;
const sentenceEnd = /[.!?:;。！？…]["'”’»)\]\d]{0,3}\s*$/;

/** Groups the lines of a page into blocks: where one line goes on in the next, they are one. */
export function toBlocks(lines: readonly Line[]): LineBlock[] {
  const blocks: LineBlock[] = [];
  const rightEdges = findRightEdges(lines);
  let open: Lines | undefined;
  const close = () => {
    if (open)
      blocks.push({
        ...(bullet.test(open[0].text) ? { kind: 'item', level: 1 } : { kind: 'paragraph' }),
        lines: open,
      });
    open = undefined;
  };
  lines.forEach((line, i) => {
    if (line.followsInRow || lines[i + 1]?.followsInRow) {
      close();
      blocks.push({ kind: 'cell', lines: [line], separator: line.followsInRow ? '\t' : '\n' });
      return;
    }
    if (open && !goesOn(open, line, rightEdges.get(lastOf(open)) ?? Infinity)) close();
    open = open ? [...open, line] : [line];
  });
  close();
  return blocks;
}

/** For each line, how far right the lines around it reach that start near it: the right edge of its column. */
function findRightEdges(lines: readonly Line[]): Map<Line, number> {
  return new Map(
    lines.map((line, i) => {
      let edge = line.right;
      for (const other of lines.slice(Math.max(0, i - reach), i + reach))
        if (
          other.right > edge &&
          Math.abs(other.left - line.left) < 2 * line.size &&
          Math.abs(other.size - line.size) < 0.1 * line.size &&
          Math.abs(other.top - line.top) < reach * line.size
        )
          edge = other.right;
      return [line, edge];
    }),
  );
}

/** Whether `line` continues the block, judged by distance, size, indent, and the room left on the line before. */
function goesOn(open: Lines, line: Line, rightEdge: number): boolean {
  const last = lastOf(open);
  const [first] = open;
  const { size } = last;
  const pitch = line.base - last.base;
  if (pitch <= 0.3 * size || pitch > 1.75 * size) return false;
  if (Math.max(line.size, size) > 1.15 * Math.min(line.size, size)) return false;
  if (
    last.isBold !== line.isBold &&
    (last.isBold ? open.every((one) => one.isBold) : line.text.trim().length > 3)
  )
    return false;
  if (Math.min(line.right, last.right) - Math.max(line.left, last.left) <= 0) return false;
  if (last.isBroken) return true;
  if (bullet.test(line.text) && (bullet.test(first.text) || sentenceEnd.test(last.text)))
    return false;
  const usualPitch = open.length > 1 ? (last.base - first.base) / (open.length - 1) : pitch;
  if (pitch > 1.25 * usualPitch + 1) return false;
  const isCentred =
    Math.abs(line.left + line.right - last.left - last.right) < size &&
    Math.abs(line.left - last.left) > 0.5 * size;
  if (isCentred) return true;
  if (isRightToLeft(line.text))
    return !(sentenceEnd.test(last.text) && last.left > line.left + 4 * size);
  const left = open.length > 1 ? Math.min(...open.slice(1).map((one) => one.left)) : last.left;
  if (
    line.left - left > 0.6 * size &&
    !bullet.test(first.text) &&
    (open.length > 1 || sentenceEnd.test(last.text))
  )
    return false;
  const word = /^\S+/.exec(line.text.trimStart())?.[0].length ?? 1;
  const needed = (word + 1) * ((line.right - line.left) / Math.max(1, line.text.length));
  const room = rightEdge - last.right;
  if (room <= needed + 1.2 * size) return true;
  // The next word had room on the line before: the line was ended on purpose, unless its sentence plainly goes on.
  if (sentenceEnd.test(last.text)) return false;
  return /^\p{Ll}/u.test(line.text.trimStart()) || room < 0.25 * (rightEdge - last.left);
}

export function isRightToLeft(text: string): boolean {
  return (text.match(/[\u0590-\u08ff\ufb1d-\ufefc]/g)?.length ?? 0) > text.length / 3;
}

/**
 * Finds headings: short blocks in type larger than the document's body, or bold ones between regular text.
 * Levels follow the sizes found, the largest first.
 */
export function markHeadings(blocks: readonly LineBlock[]): LineBlock[] {
  const body = findBodySize(blocks);
  const bodyIsBold = share(blocks, (line) => line.isBold) > 0.5;
  const isLarge = (block: LineBlock) => isShort(block, 4) && meanSize(block) > 1.13 * body;
  const isBoldHead = (block: LineBlock) =>
    !bodyIsBold &&
    isShort(block, 3) &&
    block.lines.every((line) => line.isBold) &&
    !/[.,;]\s*$/.test(lastOf(block.lines).text);
  const sizes = [
    ...new Set(blocks.filter(isLarge).map((block) => Math.round(meanSize(block)))),
  ].sort((a, b) => b - a);
  return blocks.map((block) => {
    if (block.kind === 'cell' || block.kind === 'frame') return block;
    if (isLarge(block))
      return {
        kind: 'heading',
        lines: block.lines,
        level: Math.min(5, sizes.indexOf(Math.round(meanSize(block))) + 1),
      };
    if (isBoldHead(block))
      return { kind: 'heading', lines: block.lines, level: Math.min(6, sizes.length + 1) };
    return block;
  });
}

function isShort(block: LineBlock, lines: number): boolean {
  const length = block.lines.reduce((sum, line) => sum + line.text.length, 0);
  return (
    block.lines.length <= lines &&
    length <= 200 &&
    block.lines.some((line) => /\p{L}{2}/u.test(line.text))
  );
}

function meanSize(block: LineBlock): number {
  return block.lines.reduce((sum, line) => sum + line.size, 0) / block.lines.length;
}

/** The size in which most characters are set, to half a point. */
function findBodySize(blocks: readonly LineBlock[]): number {
  const counts = new Map<number, number>();
  for (const { lines } of blocks)
    for (const { size, text } of lines) {
      const key = Math.round(size * 2) / 2;
      counts.set(key, (counts.get(key) ?? 0) + text.length);
    }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

function share(blocks: readonly LineBlock[], has: (line: Line) => boolean): number {
  const lines = blocks.flatMap((block) => block.lines);
  return lines.filter(has).length / Math.max(1, lines.length);
}
