import type { Block, Span } from '#domain/document';
import type { DocumentText } from '#domain/views';

/** A piece of the reader's page: one block, a table of cells, or the mark where a page begins. */
export type Item =
  | ({ readonly kind: 'block'; readonly block: Block } & Span)
  | ({ readonly kind: 'table'; readonly rows: readonly (readonly Block[])[] } & Span)
  | ({ readonly kind: 'page'; readonly number: number } & Span);

/** Blocks as they are typeset: cells that stand together become a table, page changes are marked. */
export function toItems({
  text,
  blocks,
  pages,
}: Pick<DocumentText, 'text' | 'blocks' | 'pages'>): Item[] {
  const items: Item[] = [];
  let page = 0;
  let rows: Block[][] = [];
  let last: Block | undefined;

  function endTable(): void {
    const [first] = rows[0] ?? [];
    if (first && last) items.push({ kind: 'table', rows, start: first.start, end: last.end });
    rows = [];
  }

  for (const block of blocks) {
    // The reader writes a tab between cells of a row, one line break between rows, two before a table.
    const between = last ? text.slice(last.end, block.start) : '\n\n';
    if (block.kind !== 'cell' || between.includes('\n\n')) endTable();
    if (pages.length > 1 && block.page !== undefined && block.page > page) {
      page = block.page;
      endTable();
      items.push({ kind: 'page', number: page, start: block.start, end: block.start });
    }
    if (block.kind === 'cell') {
      if (rows.length > 0 && between.includes('\t')) rows.at(-1)?.push(block);
      else rows.push([block]);
    } else items.push({ kind: 'block', block, start: block.start, end: block.end });
    last = block;
  }
  endTable();
  return items;
}

/** Position of the item that holds an offset, or of the last one before it. Items are ordered. */
export function findItem(items: readonly Item[], offset: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Of spans that are ordered by start and do not overlap, those that touch a stretch. */
export function slice<Kind extends Span>(
  sorted: readonly Kind[],
  start: number,
  end: number,
): Kind[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const found: Kind[] = [];
  for (let k = low; k < sorted.length; k++) {
    const span = sorted[k];
    if (!span || span.start >= end) break;
    found.push(span);
  }
  return found;
}
