import type { Database, Stored } from './database.ts';
import type { Layer } from './layers.ts';
import { isName } from './names.ts';
import type { Row } from './rows.ts';
import type { Difference } from './walk.ts';

/** Rows in one transaction, and the weight at which it is sent with fewer: a fact may have 100,000 sentences. */
const BATCH = 1000;
const HEAVY = 10_000;

export interface Counts {
  readonly written: number;
  readonly skipped: number;
  readonly deleted: number;
}

interface Deletion {
  readonly layer: Layer;
  readonly shelf: string;
  readonly uids: string[];
}

/** Gathers differences into transactions. */
export interface Batches {
  take(difference: Difference): Promise<void>;
  /** Sends what is gathered; at the end of each layer, because the next one points to it. */
  flush(): Promise<void>;
  /** Removes the nodes that left the graph: after all relationships, so that both are counted. */
  finish(): Promise<void>;
  report(): Counts;
}

export function createBatches(database: Database, onProgress: (done: number) => void): Batches {
  /** By statement: rows of one statement share their labels. */
  const writes = new Map<string, { readonly rows: Row[]; weight: number }>();
  const deletions = new Map<string, Deletion>();
  const types = new Set<string>();
  let [written, skipped, deleted] = [0, 0, 0];

  const send = async (cypher: string, rows: readonly Row[]): Promise<void> => {
    const done = await database.write(cypher, rows);
    written += done;
    // Rows whose neighbours were refused found nothing to hang on.
    skipped += rows.length - done;
    onProgress(written + skipped + deleted);
  };

  const remove = async ({ layer, shelf, uids }: Deletion): Promise<void> => {
    for (let at = 0; at < uids.length; at += BATCH) {
      deleted += await database.delete(layer, shelf, uids.slice(at, at + BATCH));
      onProgress(written + skipped + deleted);
    }
  };

  const addWrite = async (layer: Layer, row: Row, before?: string): Promise<void> => {
    if (layer.of === 'relationship' && !types.has(row.shelf)) {
      await database.prepareType(row.shelf);
      types.add(row.shelf);
    }
    const cypher = layer.write(row.shelf, row.label, before);
    const batch = writes.get(cypher) ?? { rows: [], weight: 0 };
    batch.rows.push(row);
    batch.weight += row.weight;
    writes.set(cypher, batch);
    if (batch.rows.length < BATCH && batch.weight < HEAVY) return;
    writes.delete(cypher);
    await send(cypher, batch.rows);
  };

  return {
    async take(difference) {
      const { kind, layer } = difference;
      if (kind === 'add') await addWrite(layer, difference.row);
      else if (kind === 'change')
        await addWrite(layer, difference.row, toFormerLabel(difference.stored));
      else if (kind === 'delete') {
        const at = `${layer.kind}/${difference.shelf}`;
        const deletion = deletions.get(at) ?? { layer, shelf: difference.shelf, uids: [] };
        deletion.uids.push(difference.stored.uid);
        deletions.set(at, deletion);
      } else {
        skipped += 1;
        if (skipped % BATCH === 0) onProgress(written + skipped + deleted);
      }
    },
    async flush() {
      for (const [cypher, { rows }] of writes) await send(cypher, rows);
      writes.clear();
    },
    async finish() {
      for (const deletion of [...deletions.values()].toReversed()) await remove(deletion);
    },
    report: () => ({ written, skipped, deleted }),
  };
}

/** Read from the server, where anyone may have changed it. */
function toFormerLabel({ label }: Stored): string | undefined {
  return label !== null && isName(label) ? label : undefined;
}
