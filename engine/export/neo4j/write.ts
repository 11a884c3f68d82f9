import { toAttached, type Deletion, type Difference, type Drift } from './judge.ts';
import type { Database } from './database.ts';
import { toClass } from './failures.ts';
import type { Layer } from './layers.ts';
import { isName } from './names.ts';
import { toParameters } from './parameters.ts';
import { toDeletion, toOthers, type Stored } from './reading.ts';
import type { Row } from './rows.ts';

/** Rows in one transaction, and the weight at which it is sent with fewer: a fact may have 100,000 sentences. */
const BATCH = 1000;
const HEAVY = 10_000;

export interface Counts {
  readonly written: number;
  readonly skipped: number;
  readonly deleted: number;
}

/** Gathers differences into transactions. */
export interface Batches {
  take(difference: Difference): Promise<void>;
  /** Sends what is gathered; at the end of each layer, because the next one points to it. */
  flush(): Promise<void>;
  /** Removes what left the graph: after all relationships, so that both are counted. */
  finish(): Promise<void>;
  report(): Counts;
}

export interface BatchesContext {
  readonly database: Database;
  /** Before the first relationship of a type. */
  prepareType(type: string): Promise<void>;
  onProgress(done: number): void;
  onDrift(drift: Drift): void;
}

export function createBatches({
  database,
  prepareType,
  onProgress,
  onDrift,
}: BatchesContext): Batches {
  /** By statement: rows of one statement share their labels. */
  const writes = new Map<string, { readonly rows: Row[]; weight: number }>();
  const deletions = new Map<
    string,
    { readonly layer: Layer; readonly shelf: string; readonly gone: Stored[] }
  >();
  let [written, skipped, deleted] = [0, 0, 0];
  const tell = (): void => onProgress(written + skipped + deleted);

  /** In halves where the database has too little memory or time for all. */
  async function send(cypher: string, rows: readonly Row[]): Promise<void> {
    let done: number;
    try {
      done = await database.write(cypher, { rows: rows.map(toParameters) });
    } catch (error) {
      if (toClass(error) !== 'smaller' || rows.length === 1) throw error;
      const middle = rows.length >> 1;
      await send(cypher, rows.slice(0, middle));
      await send(cypher, rows.slice(middle));
      return;
    }
    written += done;
    // Their neighbours were refused, or somebody took them away.
    skipped += rows.length - done;
    tell();
  }

  async function remove(layer: Layer, shelf: string, gone: readonly Stored[]): Promise<void> {
    const uids = gone.map(({ uid }) => uid);
    const others = await listOthers(database, layer, shelf, uids);
    for (const stored of gone) if (others.has(stored.uid)) onDrift(toAttached(layer, stored));
    const free = uids.filter((uid) => !others.has(uid));
    if (free.length > 0) deleted += await database.write(toDeletion(layer, shelf), { uids: free });
    skipped += others.size;
    tell();
  }

  async function addWrite(layer: Layer, row: Row, stored?: Stored): Promise<void> {
    if (layer.of === 'relationship') await prepareType(row.shelf);
    const before = stored && toFormerLabel(stored);
    const cypher = layer.write(row.shelf, {
      label: row.label,
      isThere: stored !== undefined,
      before,
    });
    const batch = writes.get(cypher) ?? { rows: [], weight: 0 };
    batch.rows.push(row);
    batch.weight += row.weight;
    writes.set(cypher, batch);
    if (batch.rows.length < BATCH && batch.weight < HEAVY) return;
    writes.delete(cypher);
    await send(cypher, batch.rows);
  }

  function addDeletion({ layer, shelf, stored }: Deletion): void {
    const at = `${layer.kind}/${shelf}`;
    const deletion = deletions.get(at) ?? { layer, shelf, gone: [] };
    deletion.gone.push(stored);
    deletions.set(at, deletion);
  }

  return {
    async take(difference) {
      const { kind, layer } = difference;
      if (kind === 'add') return addWrite(layer, difference.row);
      if (kind === 'change') return addWrite(layer, difference.row, difference.stored);
      if (kind === 'delete') return addDeletion(difference);
      if (kind === 'drift') onDrift(difference.drift);
      skipped += 1;
      if (skipped % BATCH === 0) tell();
    },
    async flush() {
      for (const [cypher, { rows }] of writes) await send(cypher, rows);
      writes.clear();
    },
    async finish() {
      for (const { layer, shelf, gone } of [...deletions.values()].toReversed())
        for (let at = 0; at < gone.length; at += BATCH)
          await remove(layer, shelf, gone.slice(at, at + BATCH));
    },
    report: () => ({ written, skipped, deleted }),
  };
}

/** Of these, the ones on which others hung something. */
export async function listOthers(
  database: Database,
  layer: Layer,
  shelf: string,
  uids: readonly string[],
  isPlan = false,
): Promise<ReadonlySet<string>> {
  const answers = await database.read(toOthers(layer, shelf, isPlan), { uids }, uids.length);
  return new Set(answers.map(({ uid }) => String(uid)));
}

/** Read from the database, where anyone may have changed it. */
function toFormerLabel({ labels, properties }: Stored): string | undefined {
  const { type } = properties;
  if (typeof type !== 'string' || !isName(type)) return undefined;
  return labels.includes(type) ? type : undefined;
}
