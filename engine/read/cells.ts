/** A cell as its reader found it: where it stands in its table, and whether the source says that it is a heading. */
export interface RawCell {
  /** Tables of one document are told apart by this number. */
  readonly table: number;
  readonly row: number;
  readonly column: number;
  /** The source's own word; absent where the format has none. */
  readonly isHead?: boolean;
}

export interface Heads {
  /** Positions in the list that was given. */
  readonly rowHead?: number;
  readonly columnHead?: number;
}

type Cell = RawCell & { readonly text: string };

/**
 * For each cell of one table the cells that head its row and its column. Where the source marks headings they are believed:
 * those of a row of headings head columns, others head rows. Where it does not, the first row heads the columns if none of its
 * cells is a number and a lower one is or all differ, and the first column the rows if it holds no numbers.
 */
export function findHeads(cells: readonly Cell[]): readonly Heads[] {
  const rows = Map.groupBy(
    cells.map((cell, at) => ({ ...cell, at })),
    ({ row }) => row,
  );
  const isMarked = cells.some(({ isHead }) => isHead);
  const first = cells[0]?.row ?? 0;
  const headRows = new Set(
    [...rows]
      .filter(([row, inRow]) =>
        isMarked
          ? inRow.every(({ isHead }) => isHead) && inRow.length > 1
          : row === first && rows.size > 1 && isHeading(inRow.map(({ text }) => text)),
      )
      .map(([row]) => row),
  );
  const least = Math.min(...cells.map(({ column }) => column));
  const leads =
    !isMarked &&
    cells
      .filter(({ column, row }) => column === least && !headRows.has(row))
      .every(({ text }) => !isNumber(text));
  const above = new Map<number, number>();
  const heads: Heads[] = cells.map(() => ({}));
  for (const [row, inRow] of rows) {
    if (headRows.has(row)) {
      for (const { column, at } of inRow) above.set(column, at);
      continue;
    }
    const lead = inRow.find(({ column, isHead }) =>
      isMarked ? isHead : leads && column === least,
    );
    for (const { column, at } of inRow) {
      const columnHead = above.get(column);
      heads[at] = {
        ...(lead && lead.at !== at && lead.column !== column && { rowHead: lead.at }),
        ...(columnHead !== undefined && { columnHead }),
      };
    }
  }
  return heads;
}

/** A first row that is written like headings: words, each of its own. */
function isHeading(texts: readonly string[]): boolean {
  return (
    texts.length > 1 &&
    texts.every((text) => text !== '' && text.length <= 80 && !isNumber(text)) &&
    new Set(texts).size === texts.length
  );
}

function isNumber(text: string): boolean {
  return /^[\s\p{Sc}%+\-–−(]*\p{Nd}[\p{Nd}.,:/\s%\p{Sc})-]*$/u.test(text);
}
