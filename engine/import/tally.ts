import type { TripleId } from '#domain/ids';
import type { ImportCounts, ImportReport } from '#domain/views';
import type { StoreDelta } from '#store/store-document';

/** What an import has done so far; kept in the journal between two lives of the engine. */
export interface Tally {
  /** False while the folder is still being walked: then a resumed job walks it again. */
  scanned: boolean;
  /** What was asked for, as the scan found it: where to look, in the end, for what is not there any more. */
  roots: readonly string[];
  /** Folders that could not be opened: what lies in them is unknown, not gone. */
  closed: readonly string[];
  /** Files that were asked for by name and are not there. */
  gone: readonly string[];
  /** Nothing was in the project before: then nothing is told as new. */
  isFirst: boolean;
  documents: { -readonly [Count in keyof ImportCounts]: number };
  sentences: number;
  mentions: number;
  relations: number;
  added: number;
  removed: number;
}

export function createTally(): Tally {
  const documents = {
    done: 0,
    partial: 0,
    skipped: 0,
    quarantined: 0,
    unchanged: 0,
    changed: 0,
    removed: 0,
    moved: 0,
    inside: 0,
  };
  return {
    scanned: false,
    roots: [],
    closed: [],
    gone: [],
    isFirst: false,
    documents,
    sentences: 0,
    mentions: 0,
    relations: 0,
    added: 0,
    removed: 0,
  };
}

/**
 * Triples that this import took away so far, and those it brought: one that comes back was neither removed nor added, and
 * neither was one that came and went again when linking found its subject to be another's.
 */
const moved = new WeakMap<Tally, { readonly gone: Set<TripleId>; readonly come: Set<TripleId> }>();

export function countDelta(
  tally: Tally,
  { sentences, mentions, relations, triples }: StoreDelta,
): void {
  tally.sentences += sentences;
  tally.mentions += mentions;
  tally.relations += relations;
  const { gone, come } = moved.get(tally) ?? {
    gone: new Set<TripleId>(),
    come: new Set<TripleId>(),
  };
  moved.set(tally, { gone, come });
  for (const id of triples.removed)
    if (come.delete(id)) tally.added -= 1;
    else {
      gone.add(id);
      tally.removed += 1;
    }
  for (const id of triples.added)
    if (gone.delete(id)) tally.removed -= 1;
    else {
      come.add(id);
      tally.added += 1;
    }
}

export function toImportReport(
  tally: Tally,
  totals: { readonly entities: number; readonly triples: number },
  seconds: number,
): ImportReport {
  return {
    documents: tally.documents,
    sentences: tally.sentences,
    mentions: tally.mentions,
    relations: tally.relations,
    entities: totals.entities,
    triples: {
      total: totals.triples,
      added: tally.added,
      removed: tally.removed,
      kept: totals.triples - tally.added,
    },
    seconds: Math.round(seconds * 1000) / 1000,
  };
}
