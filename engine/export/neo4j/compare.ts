import type { Neo4jDrift } from '#domain/views';
import type { Database } from './database.ts';
import type { Layer } from './layers.ts';
import { isName } from './names.ts';
import { toLookup, toPage, toStored, type Stored } from './reading.ts';
import type { Edition, Row } from './rows.ts';
import type { Change, MirrorSource } from './source.ts';
import { isOtherEdition, isSameOwn, toStamp } from './stamp.ts';

/** One difference between the graph and the database, or none. */
export type Difference =
  | { readonly kind: 'add' | 'keep'; readonly layer: Layer; readonly row: Row }
  /** Has a label or type that may not stand in Cypher, or points at something that has. */
  | { readonly kind: 'refuse'; readonly layer: Layer; readonly row: Row }
  | { readonly kind: 'change'; readonly layer: Layer; readonly row: Row; readonly stored: Stored }
  | Deletion
  /** Somebody else changed it or took it away since it was written. */
  | { readonly kind: 'drift'; readonly layer: Layer; readonly drift: Drift; readonly row?: Row };

export interface Deletion {
  readonly kind: 'delete';
  readonly layer: Layer;
  readonly shelf: string;
  readonly stored: Stored;
}

export interface Drift extends Neo4jDrift {
  readonly owner: Pick<Change, 'kind' | 'id'>;
  readonly stored?: Stored;
}

export interface Comparison {
  readonly source: MirrorSource;
  readonly database: Database;
  readonly edition: Edition;
  /** Relationship types this project has ever written: shelves nobody ever wrote to are not asked for. */
  readonly types: readonly string[];
  /** What changed since the database was last written; undefined where nothing is known of that. */
  readonly changes: readonly Change[] | undefined;
  /** What somebody else changed is set back instead of reported. */
  readonly isOverwriting: boolean;
}

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

export type Pair =
  | { readonly row: Row; readonly stored: Stored | undefined; readonly shelf: string }
  | { readonly row: undefined; readonly stored: Stored; readonly shelf: string };

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

export type Judge = (layer: Layer, pair: Pair) => Difference;

/** Keeps what it saw of earlier layers: what hangs on a node that somebody took away went with it, and is not drift of its own. */
export function createJudge({ changes, isOverwriting }: Comparison): Judge {
  const known =
    changes && new Map(changes.map((change) => [`${change.kind}/${change.id}`, change]));
  const refused = new Set<string>();
  const removed = new Set<string>();

  /** Whether the row must have been there, so that its absence is somebody's doing. */
  function wasWritten({ owner }: Row, layer: Layer): boolean {
    if (!known) return false;
    const change = known.get(`${owner.kind}/${owner.id}`);
    return change === undefined || (!change.isNew && !layer.isMany);
  }

  const pointsAt = (uids: ReadonlySet<string>, { links }: Row): boolean =>
    uids.size > 0 &&
    Object.values(links).some((values) => values.some((value) => uids.has(toUid(value))));

  function judgeRow(layer: Layer, row: Row, stored: Stored | undefined): Difference {
    if (!isName(row.shelf) || !isName(row.label ?? row.shelf) || pointsAt(refused, row)) {
      refused.add(row.uid);
      return { kind: 'refuse', layer, row };
    }
    if (!stored) {
      if (isOverwriting || !wasWritten(row, layer)) return { kind: 'add', layer, row };
      removed.add(row.uid);
      if (pointsAt(removed, row)) return { kind: 'keep', layer, row };
      const { uid, title, owner } = row;
      return {
        kind: 'drift',
        layer,
        row,
        drift: { kind: 'removed', uid, title, detail: '', owner },
      };
    }
    const now = toStampNow(stored);
    if (now !== stored.stamp && now !== row.stamp && !isOtherEdition(stored.stamp ?? '')) {
      if (isOverwriting) return { kind: 'change', layer, row, stored };
      if (pointsAt(removed, row)) return { kind: 'keep', layer, row };
      return { kind: 'drift', layer, row, drift: toChanged(layer, stored, row) };
    }
    if (stored.stamp === row.stamp) return { kind: 'keep', layer, row };
    return { kind: 'change', layer, row, stored };
  }

  return (layer, { row, stored, shelf }) => {
    if (row) return judgeRow(layer, row, stored);
    const stamp = stored.stamp ?? '';
    // What it was joined to may have left before it.
    const isOurs = isSameOwn(toStampNow(stored), stamp) || isOtherEdition(stamp);
    if (isOurs || isOverwriting) return { kind: 'delete', layer, shelf, stored };
    return { kind: 'drift', layer, drift: toChanged(layer, stored) };
  };
}

function toUid(value: unknown): string {
  if (typeof value === 'string') return value;
  const { sentence } = value as { readonly sentence?: unknown };
  return typeof sentence === 'string' ? sentence : '';
}

/** What our stamp would be for the values that are there. */
function toStampNow({ labels, properties, links }: Stored): string {
  const { type } = properties;
  const label = labels.includes('Entity') && typeof type === 'string' && labels.includes(type);
  return toStamp(label ? String(type) : null, properties, links);
}

/** `row`: how the graph has it, where it still has it. */
export function toChanged(layer: Layer, stored: Stored, row?: Row): Drift {
  const differing = layer.keys.filter(
    (key) =>
      JSON.stringify(stored.properties[key] ?? null) !==
      JSON.stringify(row?.properties[key] ?? null),
  );
  const detail = row
    ? differing.length > 0
      ? differing.map((key) => `${key}: ${toShort(stored.properties[key])}`).join(', ')
      : 'what it is joined to'
    : '';
  return {
    ...{ kind: 'changed', uid: stored.uid, title: row?.title ?? toTitle(layer, stored), detail },
    owner: toOwner(layer, stored.uid),
    stored,
  };
}

/** It left the graph, but somebody hung something on it. */
export function toAttached(layer: Layer, stored: Stored): Drift {
  const title = toTitle(layer, stored);
  return {
    ...{ kind: 'attached', uid: stored.uid, title, detail: '' },
    owner: toOwner(layer, stored.uid),
  };
}

export function toTitle(layer: Layer, { properties, uid }: Stored): string {
  const { name, path, text, predicate } = properties;
  return `${layer.kind} ${toShort(name ?? path ?? text ?? predicate ?? uid)}`;
}

function toShort(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function toOwner(layer: Layer, uid: string): Pick<Change, 'kind' | 'id'> {
  return { kind: layer.owner, id: uid.split('/')[2] ?? '' };
}
