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
/** Room for the tick at the start of a row, in pixels. */
const TICK = 16;

/** Under this width the table is moved sideways instead of being squeezed; pixels. */
export function toLeastWidth(columns: readonly Column[], ticks: boolean): number {
  const widths = columns
    .filter((column) => !column.below)
    .map(({ width }) => Number(/(\d+)px/.exec(width)?.[1] ?? 0));
  return widths.reduce((sum, width) => sum + width + GAP, ticks ? GAP + TICK + GAP : GAP);
}

/** Tracks of CSS grid for a row. */
export function toTemplate(columns: readonly Column[], ticks: boolean): string {
  const widths = columns.filter((column) => !column.below).map((column) => column.width);
  return (ticks ? [`${TICK}px`, ...widths] : widths).join(' ');
}

export interface Order {
  readonly by: string;
  readonly descending: boolean;
}

/** What a table shows: a list of any length of which only a part is held. */
export interface Listed<Row> {
  readonly total: number;
  /** False until the first answer. */
  readonly loaded: boolean;
  /** True once the wait is worth showing. */
  readonly slow: boolean;
  readonly error: { readonly message: string } | undefined;
  /** Grows when the list starts over: the table goes back to its top. */
  readonly generation: number;
  rowAt(index: number): Row | undefined;
  /** Rows `first` to `last` are in view. */
  show(first: number, last: number): void;
}

/** Several rows taken together, for what is done to all of them; the one that is looked at is another matter. */
export interface Ticks<Row> {
  has(row: Row): boolean;
  readonly size: number;
  turn(index: number): void;
  /** Everything between two rows, both included. */
  reach(from: number, to: number): void;
  all(): void;
  clear(): void;
}
