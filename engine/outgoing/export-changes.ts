import { EngineError } from '#contract/errors';
import type { GoneRecord } from '#export/source';
import type { Selection } from '#store/chosen';
import { listJobs } from '#store/jobs';
import {
  addMirror,
  beginMirror,
  findMirror,
  getOutboxRange,
  listChanges,
  listGone,
  settleMirror,
} from '#store/outbox';
import type { Project } from '#store/project';

/** What an export to a file has to write, and how it is noted that it did. */
export interface Claim {
  /** Undefined: everything. */
  readonly changed: Selection['changed'];
  readonly gone: readonly GoneRecord[] | undefined;
  /** The last change that is in the export. */
  readonly sequence: number;
  /** The export stands: from here on counts what `last` means. */
  settle(): void;
}

/**
 * A file target is a mirror of the project like a database is (see `store/outbox-schema`): what changed after its last
 * export is known, by sequence and not by clock.
 * @throws EngineError `export-refused` where the changes since then are not known any more
 */
export function claimChanges(project: Project, target: string, since: string | undefined): Claim {
  keepHistory(project);
  const id = `file:${target}`;
  const mirror = findMirror(project, id);
  const after = toSequence(project, since, mirror?.written);
  const sequence = mirror ? beginMirror(project, id) : addMirror(project, id);
  const settle = (): void => settleMirror(project, id, sequence, []);
  if (after === undefined) return { changed: undefined, gone: undefined, sequence, settle };
  const changes = listChanges(project, after, sequence);
  const of = (kind: string): readonly string[] =>
    changes.filter((change) => change.kind === kind).map((change) => change.id);
  const changed = { documents: of('document'), entities: of('entity'), triples: of('triple') };
  return { changed, gone: listGone(project, changes), sequence, settle };
}

/**
 * A mirror that is never brought on, so that changes are kept from the first export of a file on and can be asked for by
 * date or number; the outbox's own bound (two million changes) lets go of it, and a later export begins anew.
 */
function keepHistory(project: Project): void {
  if (!findMirror(project, HISTORY))
    settleMirror(project, HISTORY, addMirror(project, HISTORY), []);
}

const HISTORY = 'file-history';

/** Undefined: there was no export yet that could be continued, so everything is written. */
function toSequence(
  project: Project,
  since: string | undefined,
  written: number | undefined,
): number | undefined {
  if (since === undefined) return undefined;
  if (since === 'last') return written === undefined || written < 0 ? undefined : written;
  const { kept, end } = getOutboxRange(project);
  const after = /^\d+$/u.test(since) ? Number(since) : findSequenceAt(project, since);
  if (after > end)
    throw new EngineError('export-refused', `there is no change number ${since} yet`);
  if (after < kept)
    throw new EngineError(
      'export-refused',
      `changes since ${since} are not known any more; write everything`,
    );
  return after;
}

/** The last export that was finished at a time tells how far the changes had come then. */
function findSequenceAt(project: Project, since: string): number {
  const at = /^\d{4}-\d{2}-\d{2}/u.test(since) ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(at))
    throw new EngineError('export-refused', `${since} is neither a date nor a number`);
  for (const { kind, state, created, counters } of listJobs(project, 10_000)) {
    if (kind !== 'export' || state !== 'done' || created > at) continue;
    const { exported } = counters as { readonly exported?: { readonly sequence?: number } };
    if (exported?.sequence !== undefined) return exported.sequence;
  }
  throw new EngineError('export-refused', `no export was made before ${since}; write everything`);
}
