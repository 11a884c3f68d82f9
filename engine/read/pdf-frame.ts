import type { Box } from '#domain/document';
import type { LineBlock } from './pdf-blocks.ts';

/** One page's blocks; sizes in points. */
export interface LaidPage {
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** Size of the page as its text is read. */
  readonly uprightWidth: number;
  readonly uprightHeight: number;
  readonly toShown: (box: Box) => Box;
  readonly origin?: 'picture' | 'ocr';
  readonly blocks: readonly LineBlock[];
}

/** Running heads and feet stand in these outer parts of a page. */
const margin = 0.13;
const leastPages = 3;
const pageNumber =
  /^[\s\-–—|[(]*(?:page|seite|p\.)?\s*(?:\d{1,4}|[ivxlcdm]{1,7})(?:\s*(?:\/|of|von|de)\s*\d{1,4})?[\s\-–—|\])]*$/iu;

/**
 * Marks running heads, running feet and page numbers as `frame`: in the outer margin, and either a bare number
 * or words that, digits aside, come back on several pages. What a printer wrote outside the page is `frame` too.
 */
export function markFrames(pages: readonly LaidPage[]): LaidPage[] {
  const seen = new Map<string, Set<number>>();
  for (const page of pages)
    for (const block of page.blocks)
      if (isMarginal(block, page)) {
        const key = toKey(block, page);
        seen.set(key, (seen.get(key) ?? new Set()).add(page.number));
      }
  const needed = Math.min(leastPages, Math.max(2, Math.ceil(pages.length / 2)));
  const isFrame = (block: LineBlock, page: LaidPage) =>
    isOutside(block, page) ||
    (isMarginal(block, page) &&
      (pageNumber.test(toText(block)) ||
        (pages.length > 1 && (seen.get(toKey(block, page))?.size ?? 0) >= needed)));
  return pages.map((page) => ({
    ...page,
    blocks: page.blocks.map((block) =>
      isFrame(block, page) ? { kind: 'frame', lines: block.lines } : block,
    ),
  }));
}

function isOutside({ lines }: LineBlock, { uprightWidth, uprightHeight }: LaidPage): boolean {
  return lines.every(
    ({ left, top, right, bottom }) =>
      right < 0 || bottom < 0 || left > uprightWidth || top > uprightHeight,
  );
}

function isMarginal({ lines }: LineBlock, { uprightHeight: height }: LaidPage): boolean {
  return (
    lines.length <= 3 &&
    (lines.every((line) => line.bottom < margin * height) ||
      lines.every((line) => line.top > (1 - margin) * height))
  );
}

function toText({ lines }: LineBlock): string {
  return lines.map((line) => line.text.trim()).join(' ');
}

/** Same words, digits aside, in the same margin. */
function toKey(block: LineBlock, { uprightHeight: height }: LaidPage): string {
  const side = (block.lines[0]?.top ?? 0) < height / 2 ? 'top' : 'bottom';
  return `${side} ${toText(block).toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ')}`;
}
