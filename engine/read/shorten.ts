import type { Block } from '#domain/document';
import { limits } from './limits.ts';
import type { Draft } from './reader.ts';

/** How far before the limit a white space is looked for, so that no word is cut. */
const wordSearch = 1000;

/**
 * A draft of at most `most` UTF-16 units: its beginning, with what lies behind told as missing. The limit stands before
 * languages, sentences and facts are looked for, whose work and memory grow with the text, and is one for every format.
 */
export function shorten(draft: Draft, most: number = limits.textCharacters): Draft {
  const length = draft.text.length;
  if (length <= most) return draft;
  const end = findEnd(draft.text, most);
  const told = toDamage(end, length);
  return {
    ...draft,
    text: draft.text.slice(0, end),
    blocks: draft.blocks
      .filter(({ start }) => start < end)
      .map((block) => withKeptHeads({ ...block, end: Math.min(block.end, end) }, draft, end)),
    // A page behind the end is kept with nothing on it: the document has not fewer pages.
    pages: draft.pages.map((page) => ({
      ...page,
      start: Math.min(page.start, end),
      end: Math.min(page.end, end),
      ...(page.places && { places: page.places.filter((place) => place[1] <= end) }),
    })),
    damage: draft.damage
      ? { ...draft.damage, detail: `${draft.damage.detail} ${told.detail}`.trim() }
      : told,
  };
}

/** The same for a source that is nothing but its text: what is behind the limit is not even taken apart. */
export function shortenSource(
  text: string,
  most: number = limits.textCharacters,
): Pick<Draft, 'text' | 'damage'> {
  if (text.length <= most) return { text };
  const end = findEnd(text, most);
  return { text: text.slice(0, end), damage: toDamage(end, text.length) };
}

function toDamage(end: number, length: number): NonNullable<Draft['damage']> {
  return {
    code: 'too-large',
    detail: `Only the first ${end} of ${length} characters were read.`,
  };
}

/** The last place that cuts no word, or, of a very long word, no pair of surrogates; never behind a white space. */
function findEnd(text: string, most: number): number {
  const from = Math.max(0, most - wordSearch);
  const space = text.slice(from, most + 1).search(/\s\S*$/);
  if (space >= 0 && from + space > 0) return from + text.slice(from, from + space).trimEnd().length;
  const unit = text.charCodeAt(most);
  return unit >= 0xdc00 && unit <= 0xdfff ? most - 1 : most;
}

/** A cell whose head was cut away has none. */
function withKeptHeads(block: Block, { blocks }: Draft, end: number): Block {
  if (!block.cell) return block;
  const { row, column, rowHead, columnHead } = block.cell;
  const isKept = (head: number | undefined): head is number =>
    head !== undefined && (blocks[head]?.start ?? end) < end;
  return {
    ...block,
    cell: {
      row,
      column,
      ...(isKept(rowHead) && { rowHead }),
      ...(isKept(columnHead) && { columnHead }),
    },
  };
}
