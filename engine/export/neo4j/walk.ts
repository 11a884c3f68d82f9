import type { ExportSource } from '../source.ts';
import type { Database, Stored } from './database.ts';
import type { Layer } from './layers.ts';
import { isName } from './names.ts';
import type { Row } from './rows.ts';

/** One difference between the graph and the server. */
export type Difference =
  | { readonly kind: 'add'; readonly layer: Layer; readonly row: Row }
  | { readonly kind: 'change'; readonly layer: Layer; readonly row: Row; readonly stored: Stored }
  | {
      readonly kind: 'delete';
      readonly layer: Layer;
      readonly shelf: string;
      readonly stored: Stored;
    }
  /** Already there, or with a label that may not stand in Cypher. */
  | { readonly kind: 'keep' | 'refuse'; readonly layer: Layer; readonly row: Row };

const PAGE = 5000;

/**
 * Walks graph and server side by side in uid order, a merge join: memory holds one page a shelf, whatever the size of
 * either. `types` are the relationship types the server may have; shelves nobody ever wrote to are not asked for.
 */
export async function* compare(
  source: ExportSource,
  layer: Layer,
  database: Database,
  types: readonly string[],
): AsyncIterable<Difference> {
  const names = layer.shelf === undefined ? types : [layer.shelf];
  const shelves = new Map(names.map((name) => [name, openShelf(layer, name, database)]));
  let last = '';
  for (const row of layer.rows(source)) {
    if (row.uid <= last) throw new RangeError(`${layer.kind} rows are out of order at ${row.uid}`);
    last = row.uid;
    if (!isName(row.shelf) || !isName(row.label ?? row.shelf)) {
      yield { kind: 'refuse', layer, row };
      continue;
    }
    const shelf = shelves.get(row.shelf) ?? EMPTY;
    let stored = shelf.head() ?? (await shelf.fill());
    while (stored !== undefined && stored.uid < row.uid) {
      yield { kind: 'delete', layer, shelf: row.shelf, stored };
      shelf.next();
      stored = shelf.head() ?? (await shelf.fill());
    }
    if (stored?.uid !== row.uid) {
      yield { kind: 'add', layer, row };
      continue;
    }
    shelf.next();
    if (stored.stamp === row.stamp) yield { kind: 'keep', layer, row };
    else yield { kind: 'change', layer, row, stored };
  }
  for (const [name, shelf] of shelves)
    for (;;) {
      const stored = shelf.head() ?? (await shelf.fill());
      if (stored === undefined) break;
      yield { kind: 'delete', layer, shelf: name, stored };
      shelf.next();
    }
}

/** What the server has on one shelf, page by page. */
interface Shelf {
  /** The next one, if its page is here. */
  head(): Stored | undefined;
  next(): void;
  /** The next one from a new page; undefined at the end. */
  fill(): Promise<Stored | undefined>;
}

const EMPTY: Shelf = { head: () => undefined, next: () => {}, fill: async () => undefined };

function openShelf(layer: Layer, shelf: string, database: Database): Shelf {
  let page: readonly Stored[] = [];
  let at = 0;
  let after = '';
  let ended = false;
  return {
    head: () => page[at],
    next: () => void (at += 1),
    async fill() {
      if (ended) return undefined;
      page = await database.getPage(layer, shelf, after, PAGE);
      at = 0;
      after = page.at(-1)?.uid ?? after;
      ended = page.length < PAGE;
      return page[0];
    },
  };
}
