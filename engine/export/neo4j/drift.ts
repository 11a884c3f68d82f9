import type { Neo4jDrift } from '#domain/views';
import type { Drift } from './judge.ts';
import type { Change } from './source.ts';

/** As many are named; all are counted. */
const NAMED = 100;

export interface DriftList {
  add(drift: Drift): void;
  report(): { readonly drifted: number; readonly drift: readonly Neo4jDrift[] };
  /** The things it concerns, to be looked at again with the next write. */
  owners(): Iterable<Pick<Change, 'kind' | 'id'>>;
}

export function createDriftList(): DriftList {
  const owners = new Map<string, Pick<Change, 'kind' | 'id'>>();
  const named: Neo4jDrift[] = [];
  let drifted = 0;
  return {
    add({ kind, uid, title, detail, owner }) {
      drifted += 1;
      if (named.length < NAMED) named.push({ kind, uid, title, detail });
      owners.set(`${owner.kind}/${owner.id}`, owner);
    },
    report: () => ({ drifted, drift: named }),
    owners: () => owners.values(),
  };
}
