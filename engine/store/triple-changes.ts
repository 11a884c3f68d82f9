import type { EntityId, TripleId } from '#domain/ids';
import type { TripleChange } from './changes.ts';
import type { Project } from './project.ts';
import type { Cell } from './tallies.ts';

type TripleChanges = ReadonlyMap<TripleId, TripleChange>;

interface Found {
  readonly key: number;
  readonly relations: number;
  readonly subjectType: string;
  readonly objectType: string;
}

/** What the changes come to, compared with what is in the file. */
export interface TripleOutcome {
  /** Keys of the triples that are there already. */
  readonly known: ReadonlyMap<TripleId, number>;
  readonly added: readonly TripleId[];
  readonly removed: readonly TripleId[];
  /** Triples that were there before and that the new facts say again. */
  readonly kept: number;
  /** One for each triple that came or went. */
  readonly cells: readonly Cell[];
  /** By how many triples each entity gains or loses. */
  readonly degrees: ReadonlyMap<EntityId, number>;
}

/** Writes nothing yet: entities want to be written once, with their degrees. */
export function weighTriples(project: Project, changes: TripleChanges): TripleOutcome {
  const known = new Map<TripleId, number>();
  const [added, removed]: [TripleId[], TripleId[]] = [[], []];
  const cells: Cell[] = [];
  const degrees = new Map<EntityId, number>();
  let kept = 0;
  for (const [id, change] of changes) {
    const found = project.find<Found>(
      'SELECT key, relations, subject_type AS subjectType, object_type AS objectType FROM triple WHERE id = ?',
      id,
    );
    if (found) known.set(id, found.key);
    const sign = !found ? 1 : found.relations + change.relations === 0 ? -1 : 0;
    if (sign > 0) added.push(id);
    else if (sign < 0) removed.push(id);
    else if (change.isGained) kept += 1;
    const { subject, object, type: predicate, subjectType, objectType } = change.relation;
    const isMoved = found && (found.subjectType !== subjectType || found.objectType !== objectType);
    if (isMoved && sign === 0 && change.isGained) {
      const { subjectType: fromSubject, objectType: fromObject } = found;
      cells.push({ predicate, subjectType: fromSubject, objectType: fromObject, triples: -1 });
      cells.push({ predicate, subjectType, objectType, triples: 1 });
    }
    if (sign === 0) continue;
    if (sign > 0) cells.push({ predicate, subjectType, objectType, triples: 1 });
    else if (found) {
      const { subjectType: fromSubject, objectType: fromObject } = found;
      cells.push({ predicate, subjectType: fromSubject, objectType: fromObject, triples: -1 });
    }
    for (const entity of new Set([subject, object]))
      degrees.set(entity, (degrees.get(entity) ?? 0) + sign);
  }
  return { known, added, removed, kept, cells, degrees };
}

/** Gives the keys of all triples. Those without evidence stay for now: rows still point at them. */
export function applyTripleChanges(
  project: Project,
  changes: TripleChanges,
  { known, removed }: TripleOutcome,
  entities: ReadonlyMap<EntityId, number>,
): ReadonlyMap<TripleId, number> {
  const keys = new Map<TripleId, number>();
  const gone = new Set(removed);
  for (const [id, change] of changes) {
    const { relation, relations, documents, sentences, score } = change;
    const key = known.get(id);
    if (key !== undefined && !gone.has(id))
      project.run(
        `UPDATE triple SET relations = relations + ?, documents = documents + ?, sentences = sentences + ?,
           score = max(score, ?) WHERE key = ?`,
        relations,
        documents,
        sentences,
        score,
        key,
      );
    if (key !== undefined && change.isGained && change.isReduced)
      project.run(
        `UPDATE triple SET subject_type = ?1, object_type = ?2 WHERE key = ?3
         AND (subject_type <> ?1 OR object_type <> ?2)`,
        relation.subjectType,
        relation.objectType,
        key,
      );
    keys.set(
      id,
      key ??
        project.insert(
          `INSERT INTO triple (id, subject, predicate, object, subject_type, object_type, score, relations, documents, sentences)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          id,
          entities.get(relation.subject) ?? null,
          relation.type,
          entities.get(relation.object) ?? null,
          relation.subjectType,
          relation.objectType,
          score,
          relations,
          documents,
          sentences,
        ),
    );
  }
  return keys;
}

/** Once the relations are written: drops what has none left, finds the score of what lost some anew. */
export function settleTriples(
  project: Project,
  changes: TripleChanges,
  { known, removed }: TripleOutcome,
): void {
  const gone = new Set(removed);
  for (const id of gone) project.run('DELETE FROM triple WHERE key = ?', known.get(id) ?? null);
  for (const [id, { isReduced }] of changes)
    if (isReduced && !gone.has(id))
      project.run(
        'UPDATE triple SET score = (SELECT max(score) FROM relation WHERE triple = ?1) WHERE key = ?1',
        known.get(id) ?? null,
      );
}
