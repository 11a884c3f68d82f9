import type { Project } from './project.ts';

/** Something a mirror has not been told yet; it may have gone since. */
export interface OutboxChange {
  readonly kind: 'document' | 'entity' | 'triple';
  readonly id: string;
  /** It came to be after the mirror was last written. */
  readonly isNew: boolean;
}

export interface Mirror {
  /** The last row of the outbox that the mirror is known to have. */
  readonly written: number;
  /** What a write that may have been cut off would have brought it to. */
  readonly writing: number;
}

export function findMirror(project: Project, id: string): Mirror | undefined {
  return project.find<Mirror>('SELECT written, writing FROM mirror WHERE id = ?', id);
}

/** From here on changes are kept for it; nothing is known to be there yet. Gives the present end of the outbox. */
export function addMirror(project: Project, id: string): number {
  return project.transaction(() => {
    const end = getEnd(project);
    project.run('INSERT INTO mirror (id, written, writing) VALUES (?, ?, ?)', id, -1, end);
    return end;
  });
}

/** Before the first row of a write leaves: what the mirror will have been brought to. Gives it. */
export function beginMirror(project: Project, id: string): number {
  return project.transaction(() => {
    const end = getEnd(project);
    project.run('UPDATE mirror SET writing = ? WHERE id = ?', end, id);
    return end;
  });
}

/** The mirror has everything up to `writing`; what no mirror needs any more goes. `again` stays to be told: it was held back. */
export function settleMirror(
  project: Project,
  id: string,
  written: number,
  again: Iterable<Pick<OutboxChange, 'kind' | 'id'>>,
): void {
  project.transaction(() => {
    project.run('UPDATE mirror SET written = ?2, writing = ?2 WHERE id = ?1', id, written);
    for (const { kind, id: thing } of again)
      project.run('INSERT INTO outbox (kind, id, is_new) VALUES (?, ?, 0)', kind, thing);
    dropOthers(project);
  });
}

export function dropMirror(project: Project, id: string): void {
  project.transaction(() => {
    project.run('DELETE FROM mirror WHERE id = ?', id);
    dropOthers(project);
  });
}

/** Each thing once, by kind and id; those after `after`, up to and with `upTo`. */
export function listChanges(
  project: Project,
  after: number,
  upTo: number,
): readonly OutboxChange[] {
  return project
    .all<{ kind: OutboxChange['kind']; id: string; isNew: number }>(
      `SELECT kind, id, max(is_new) AS isNew FROM outbox WHERE sequence > ? AND sequence <= ?
       GROUP BY kind, id ORDER BY kind, id`,
      after,
      upTo,
    )
    .map(({ kind, id, isNew }) => ({ kind, id, isNew: isNew === 1 }));
}

/** Never handed out twice, also when the rows themselves have gone. */
function getEnd(project: Project): number {
  const sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0) AS end";
  return project.get<{ end: number }>(sql).end;
}

function dropOthers(project: Project): void {
  const sql = 'DELETE FROM outbox WHERE sequence <= (SELECT coalesce(min(written), ?) FROM mirror)';
  project.run(sql, Number.MAX_SAFE_INTEGER);
}

/** What was last done, and how far back changes are still known: a number before `kept` cannot be answered. */
export function getOutboxRange(project: Project): { readonly kept: number; readonly end: number } {
  const end = getEnd(project);
  // A mirror that was never written to holds changes back from when it came, and tells nothing of those before.
  const sql = 'SELECT min(written) AS kept FROM mirror WHERE written >= 0';
  return { kept: project.get<{ kept: number | null }>(sql).kept ?? end, end };
}

/** Those of the changed things that are in the project no more. */
export function listGone(
  project: Project,
  changes: readonly OutboxChange[],
): readonly Pick<OutboxChange, 'kind' | 'id'>[] {
  return (['document', 'entity', 'triple'] as const).flatMap((kind) => {
    const ids = changes.filter((change) => change.kind === kind).map(({ id }) => id);
    return project
      .all<{ id: string }>(
        `SELECT value AS id FROM json_each(?) WHERE value NOT IN (SELECT id FROM ${kind}) ORDER BY value`,
        JSON.stringify(ids),
      )
      .map(({ id }) => ({ kind, id }));
  });
}
