import type { JobId } from '#domain/ids';
import type { ChangedFact, SourceChange, SourceChangeKind } from '#domain/views';
import type { Project } from './project.ts';

/** Facts a change is told with by name; all of them are counted. */
const NAMED = 200;

interface Row {
  readonly path: string;
  readonly job: JobId;
  readonly kind: SourceChangeKind;
  readonly other: string | null;
  readonly added: number;
  readonly removed: number;
  readonly kept: number;
  readonly facts: string;
}

const CHANGE = 'SELECT path, job, kind, other, added, removed, kept, facts FROM source_change';

/** What a source's document says now, each triple once. */
export function listFactsOf(project: Project, path: string): readonly ChangedFact[] {
  return project.all<ChangedFact>(
    `SELECT DISTINCT t.id, a.name AS subject, t.predicate, b.name AS object
     FROM source s CROSS JOIN relation r ON r.document = s.document CROSS JOIN triple t ON t.key = r.triple
       CROSS JOIN entity a ON a.key = t.subject CROSS JOIN entity b ON b.key = t.object
     WHERE s.path = ? ORDER BY t.id`,
    path,
  );
}

/** Compares what a source said before with what it says now. */
export function toChange(
  before: readonly ChangedFact[],
  after: readonly ChangedFact[],
): Pick<SourceChange, 'added' | 'removed' | 'kept' | 'facts'> {
  const [old, now] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))];
  const added = after.filter(({ id }) => !old.has(id));
  const removed = before.filter(({ id }) => !now.has(id));
  return {
    added: added.length,
    removed: removed.length,
    kept: after.length - added.length,
    facts: { added: added.slice(0, NAMED), removed: removed.slice(0, NAMED) },
  };
}

/** The last thing that happened to a source; what was told of it before goes. */
export function keepChange(project: Project, change: SourceChange): void {
  project.transaction(() =>
    project.run(
      `INSERT INTO source_change (path, job, kind, other, added, removed, kept, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET job = excluded.job, kind = excluded.kind, other = excluded.other,
         added = excluded.added, removed = excluded.removed, kept = excluded.kept, facts = excluded.facts`,
      change.path,
      change.job,
      change.kind,
      change.other,
      change.added,
      change.removed,
      change.kept,
      JSON.stringify(change.facts),
    ),
  );
}

export function findChange(project: Project, path: string): SourceChange | undefined {
  const row = project.find<Row>(`${CHANGE} WHERE path = ?`, path);
  return row && toSourceChange(row);
}

/** What a job changed, by path. */
export function listChanges(project: Project, job: JobId, limit = 1000): readonly SourceChange[] {
  return project
    .all<Row>(`${CHANGE} WHERE job = ? ORDER BY path LIMIT ?`, job, limit)
    .map(toSourceChange);
}

/** A new source that a job found to say the same as this one, which is about to go: then it was moved there. */
export function findMoved(project: Project, job: JobId, path: string): SourceChange | undefined {
  const row = project.find<Row>(
    `SELECT c.path, c.job, c.kind, c.other, c.added, c.removed, c.kept, c.facts
     FROM source gone CROSS JOIN source s ON s.document = gone.document CROSS JOIN source_change c ON c.path = s.path
     WHERE gone.path = ? AND s.path <> gone.path AND c.job = ? AND c.kind = 'same' ORDER BY c.path LIMIT 1`,
    path,
    job,
  );
  return row && toSourceChange(row);
}

/** What earlier jobs removed is told once. */
export function dropOldRemovals(project: Project, job: JobId): void {
  project.transaction(() =>
    project.run(`DELETE FROM source_change WHERE kind = 'removed' AND job <> ?`, job),
  );
}

function toSourceChange({ facts, ...row }: Row): SourceChange {
  return { ...row, facts: JSON.parse(facts) as SourceChange['facts'] };
}
