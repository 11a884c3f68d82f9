import type { EntityId, TripleId } from '#domain/ids';
import type { TripleChange } from './changes.ts';
import type { Project } from './project.ts';

export interface TripleOutcome {
  readonly keys: ReadonlyMap<TripleId, number>;
  readonly added: readonly TripleId[];
  readonly removed: readonly TripleId[];
  /** Triples that were there before and that the new facts say again. */
  readonly kept: number;
}

/** Triples without evidence stay for now: rows still point at them. */
export function applyTripleChanges(
  project: Project,
  changes: ReadonlyMap<TripleId, TripleChange>,
  entities: ReadonlyMap<EntityId, number>,
): TripleOutcome {
  const keys = new Map<TripleId, number>();
  const [added, removed]: [TripleId[], TripleId[]] = [[], []];
  let kept = 0;
  for (const [id, change] of changes) {
    const { relation } = change;
    const { key, relations } = project.get<{ key: number; relations: number }>(
      `INSERT INTO triple (id, subject, predicate, object, subject_type, object_type, score, relations, documents, sentences)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET relations = relations + excluded.relations,
         documents = documents + excluded.documents, sentences = sentences + excluded.sentences,
         score = max(score, excluded.score)
       RETURNING key, relations`,
      id,
      entities.get(relation.subject) ?? null,
      relation.type,
      entities.get(relation.object) ?? null,
      relation.subjectType,
      relation.objectType,
      change.score,
      change.relations,
      change.documents,
      change.sentences,
    );
    keys.set(id, key);
    // A triple never rests without evidence, so an old one has more than what was added now.
    if (relations === 0) removed.push(id);
    else if (relations === change.relations) added.push(id);
    else if (change.isGained) kept += 1;
  }
  return { keys, added, removed, kept };
}

/** Once the relations are written: drops what has none, finds scores anew, counts the facts of entities. */
export function settleTriples(
  project: Project,
  changes: ReadonlyMap<TripleId, TripleChange>,
  entities: ReadonlyMap<EntityId, number>,
  { keys, added, removed }: TripleOutcome,
): void {
  const degrees = new Map<number, number>();
  const count = (ids: readonly TripleId[], sign: number): void => {
    for (const id of ids) {
      const relation = changes.get(id)?.relation;
      if (!relation) continue;
      for (const entity of new Set([relation.subject, relation.object])) {
        const key = entities.get(entity);
        if (key !== undefined) degrees.set(key, (degrees.get(key) ?? 0) + sign);
      }
    }
  };
  count(added, 1);
  count(removed, -1);
  for (const id of removed) project.run('DELETE FROM triple WHERE key = ?', keys.get(id) ?? null);
  for (const [id, change] of changes)
    if (change.isReduced)
      project.run(
        'UPDATE triple SET score = (SELECT max(score) FROM relation WHERE triple = ?1) WHERE key = ?1',
        keys.get(id) ?? null,
      );
  for (const [key, degree] of degrees)
    if (degree !== 0)
      project.run('UPDATE entity SET triples = triples + ? WHERE key = ?', degree, key);
}
