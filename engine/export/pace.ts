import { setImmediate } from 'node:timers/promises';
import type { ExportSource } from './source.ts';
import type { ExportOptions, Step } from './target.ts';

/** Milliseconds of work between two looks at whether somebody cancelled, and between two reports of progress. */
const LOOK = 40;
const REPORT = 200;
/** Records between two looks at the clock. */
const EVERY = 64;

export interface Pace {
  /** The same source; what is taken from it tells how far the export is. */
  readonly source: ExportSource;
  readonly step: Step;
  written(): number;
}

/** An export's clock: it gives the process a turn now and then, sees that it was cancelled, and reports. */
export function createPace(
  source: ExportSource,
  signal: AbortSignal | undefined,
  onProgress: ExportOptions['onProgress'],
): Pace {
  const totals = source.count();
  const total = Math.max(1, totals.documents + totals.entities + totals.triples);
  const passed = { documents: 0, entities: 0, triples: 0 };
  let written = 0;
  let steps = 0;
  let looked = performance.now();
  let reported = looked;

  /** Several passes over the same are as far as the furthest. */
  function* watch<Item>(kind: keyof typeof passed, items: Iterable<Item>): Iterable<Item> {
    let at = 0;
    for (const item of items) {
      yield item;
      at += 1;
      if (at > passed[kind]) passed[kind] = at;
    }
  }

  function look(): Promise<void> | undefined {
    steps += 1;
    if (steps % EVERY !== 0) return undefined;
    const now = performance.now();
    if (now - looked < LOOK) return undefined;
    return turn(now);
  }

  async function turn(now: number): Promise<void> {
    if (now - reported >= REPORT) {
      reported = now;
      const done = passed.documents + passed.entities + passed.triples;
      onProgress?.(written, Math.min(1, done / total));
    }
    await setImmediate();
    looked = performance.now();
    signal?.throwIfAborted();
  }

  return {
    source: {
      ...source,
      documents: () => watch('documents', source.documents()),
      annotated: () => watch('documents', source.annotated()),
      entities: () => watch('entities', source.entities()),
      triples: () => watch('triples', source.triples()),
    },
    step(isRecord = true) {
      if (isRecord) written += 1;
      return look();
    },
    written: () => written,
  };
}
