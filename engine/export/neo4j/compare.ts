import type { Layer } from './layers.ts';
import type { Database } from './database.ts';
import type { Comparison, Difference, Judge, Pair } from './judge.ts';
import { toLookup, toPage, toStored, type Stored } from './reading.ts';
import type { Change } from './source.ts';

const PAGE = 2000;
const LOOKUP = 200;

/** Rows of the graph beside rows of the database, judged; in the order in which they can be written. */
export async function* compare(
  comparison: Comparison,
  layer: Layer,
  judge: Judge,
): AsyncIterable<Difference> {
  const isWanted = layer.presets.includes(comparison.edition.preset);
  const pairs = isWanted ? walk(comparison, layer, true) : walk(comparison, layer, false);
  for await (const pair of pairs) yield judge(layer, pair);
}

/** The same for what changed only: the time follows the change, not the graph. */
export async function* compareChanged(
  comparison: Comparison,
  layer: Layer,
  judge: Judge,
): AsyncIterable<Difference> {
  if (!layer.presets.includes(comparison.edition.preset)) return;
  const ids = (comparison.changes ?? []).filter(({ kind }) => kind === layer.owner);
  for (let at = 0; at < ids.length; at += LOOKUP)
    for (const pair of await look(comparison, layer, ids.slice(at, at + LOOKUP)))
      yield judge(layer, pair);
}

/** A merge join in uid order: memory holds one page a shelf, whatever the size of either side. */
async function* walk(
  { source, database, edition, types }: Comparison,
  layer: Layer,
  isWanted: boolean,
): AsyncIterable<Pair> {
  const names = layer.shelf === undefined ? types : [layer.shelf];
  const shelves = new Map(
    names.map((name) => [name, openShelf(database, layer, name, edition.project)]),
  );
  let last = '';
  for (const row of isWanted ? layer.rows(source, edition) : []) {
    if (row.uid <= last) throw new RangeError(`${layer.kind} rows are out of order at ${row.uid}`);
    last = row.uid;
    const shelf = shelves.get(row.shelf);
    let stored = shelf && (shelf.head() ?? (await shelf.fill()));
    while (stored !== undefined && stored.uid < row.uid) {
      yield { row: undefined, stored, shelf: row.shelf };
      shelf?.next();
      stored = shelf?.head() ?? (await shelf?.fill());
    }
    const isThere = stored?.uid === row.uid;
    if (isThere) shelf?.next();
    yield { row, stored: isThere ? stored : undefined, shelf: row.shelf };
  }
  for (const [name, shelf] of shelves)
    for (;;) {
      const stored = shelf.head() ?? (await shelf.fill());
      if (stored === undefined) break;
      yield { row: undefined, stored, shelf: name };
      shelf.next();
    }
}

async function look(
  { source, database, edition, types }: Comparison,
  layer: Layer,
  changes: readonly Change[],
): Promise<readonly Pair[]> {
  const ids = changes.map(({ id }) => id);
  const prefix = `${edition.project}/${layer.kind}/`;
  const uids = ids.map((id) => `${prefix}${id}${layer.isMany ? '/' : ''}`);
  const rows = new Map([...layer.rows(source, edition, ids)].map((row) => [row.uid, row]));
  const pairs: Pair[] = [];
  const found = new Set<string>();
  for (const shelf of layer.shelf === undefined ? types : [layer.shelf]) {
    const cypher = toLookup(layer, shelf);
    const parameters = { uids, project: edition.project };
    // A document has many sentences and names; the measure of an answer still holds.
    for (const answer of await database.read(cypher, parameters, 5_000_000)) {
      const stored = toStored(answer);
      const row = rows.get(stored.uid);
      const isThere = row !== undefined && row.shelf === shelf;
      pairs.push(isThere ? { row, stored, shelf } : { row: undefined, stored, shelf });
      if (isThere) found.add(stored.uid);
    }
  }
  for (const row of rows.values())
    if (!found.has(row.uid)) pairs.push({ row, stored: undefined, shelf: row.shelf });
  return pairs;
}

/** What the database has on one shelf, page by page. */
interface Shelf {
  /** The next one, if its page is here. */
  head(): Stored | undefined;
  next(): void;
  /** The next one from a new page; undefined at the end. */
  fill(): Promise<Stored | undefined>;
}

function openShelf(database: Database, layer: Layer, shelf: string, project: string): Shelf {
  const parameters = { project, prefix: `${project}/${layer.kind}/` };
  let page: readonly Stored[] = [];
  let at = 0;
  let after = '';
  let ended = false;
  return {
    head: () => page[at],
    next: () => void (at += 1),
    async fill() {
      if (ended) return undefined;
      const answers = await database.read(
        toPage(layer, shelf, PAGE),
        { ...parameters, after },
        PAGE,
      );
      page = answers.map(toStored);
      at = 0;
      after = page.at(-1)?.uid ?? after;
      ended = page.length < PAGE;
      return page[0];
    },
  };
}
