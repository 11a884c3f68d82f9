import type { Neo4jPlan } from '#domain/views';
import { toAttached, toTitle, type Deletion, type Difference } from './judge.ts';
import type { Database } from './database.ts';
import { createDriftList } from './drift.ts';
import { listOthers } from './write.ts';

/** Of each kind of difference. */
const SAMPLES = 10;
const BATCH = 1000;

export interface PlanDraft {
  take(difference: Difference): Promise<void>;
  flush(): Promise<void>;
  report(isKnown: boolean): Neo4jPlan;
}

/** Adds up what a write would do, without keeping it. */
export function createPlan(database: Database): PlanDraft {
  const counts = { add: 0, change: 0, delete: 0 };
  const samples = { add: [] as string[], change: [] as string[], delete: [] as string[] };
  const drift = createDriftList();
  let deletions: Deletion[] = [];

  function count(kind: keyof typeof counts, title: string): void {
    counts[kind] += 1;
    if (samples[kind].length < SAMPLES) samples[kind].push(`${kind} ${title}`);
  }

  async function flush(): Promise<void> {
    const shelves = Map.groupBy(deletions, ({ shelf }) => shelf);
    deletions = [];
    for (const [shelf, gone] of shelves) {
      const layer = gone[0]?.layer;
      if (!layer) continue;
      const uids = gone.map(({ stored }) => stored.uid);
      const others = await listOthers(database, layer, shelf, uids, true);
      for (const { stored } of gone)
        if (others.has(stored.uid)) drift.add(toAttached(layer, stored));
        else count('delete', toTitle(layer, stored));
    }
  }

  return {
    async take(difference) {
      const { kind } = difference;
      if (kind === 'delete') deletions.push(difference);
      else if (kind === 'drift') drift.add(difference.drift);
      else if (kind === 'add' || kind === 'change') count(kind, difference.row.title);
      if (deletions.length >= BATCH) await flush();
    },
    flush,
    report: (isKnown) => ({
      ...counts,
      samples: [...samples.add, ...samples.change, ...samples.delete],
      ...drift.report(),
      isKnown,
    }),
  };
}
