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

export interface Order {
  readonly by: string;
  readonly descending: boolean;
}
