/** A column of a table; `width` is a track of CSS grid. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly width: string;
  readonly sorts?: boolean;
  /** The first press on the header sorts from high to low. */
  readonly falling?: boolean;
  /** Figures stand at the right edge. */
  readonly right?: boolean;
  /** Stands on a second line, below the others. */
  readonly below?: boolean;
}

/** Space between columns and at both sides, in pixels. */
const GAP = 16;

/** Under this width the table is moved sideways instead of being squeezed; pixels. */
export function toLeastWidth(columns: readonly Column[]): number {
  const widths = columns
    .filter((column) => !column.below)
    .map(({ width }) => Number(/(\d+)px/.exec(width)?.[1] ?? 0));
  return widths.reduce((sum, width) => sum + width + GAP, GAP);
}

export interface Order {
  readonly by: string;
  readonly descending: boolean;
}
