import type { EntityId } from '#domain/ids';
import type { UnitInfo } from './clusters.ts';
import { ADDED } from './bind.ts';
import type { Project } from './project.ts';

/** Type and key of a home; undefined where no document or list ever had it. A home's id is made of both, so they never change. */
export function findHome(project: Project, id: EntityId): UnitInfo | undefined {
  return (
    project.find<UnitInfo>('SELECT type, form FROM home WHERE id = ?', id) ??
    project.find<UnitInfo>(
      `SELECT m.type, e.form FROM entity e CROSS JOIN mention m ON m.entity = e.key
       WHERE e.id = ? AND m.home IS NULL AND m.position < ${ADDED} LIMIT 1`,
      id,
    ) ??
    // Of people's own lists: a home without mentions.
    project.find<UnitInfo>('SELECT type, form FROM known_entity WHERE home = ?', id)
  );
}

/** Key of the row that names a home which shows under another entity, or not at all. Made where there is none. */
export function toHomeKey(project: Project, id: EntityId, { type, form }: UnitInfo): number {
  const sql = 'SELECT key FROM home WHERE id = ?';
  return (
    project.find<{ key: number }>(sql, id)?.key ??
    project.insert('INSERT INTO home (id, type, form) VALUES (?, ?, ?)', id, type, form)
  );
}

/** Keys of the documents that name a home, whatever it shows as. */
export function listDocumentsOf(project: Project, id: EntityId): readonly number[] {
  return project
    .all<{ document: number }>(
      `SELECT document FROM mention WHERE entity = (SELECT key FROM entity WHERE id = ?1) AND home IS NULL
       UNION SELECT document FROM mention WHERE home = (SELECT key FROM home WHERE id = ?1)
       UNION SELECT document FROM aside_mention WHERE home = (SELECT key FROM home WHERE id = ?1)`,
      id,
    )
    .map(({ document }) => document);
}

/** Keys of the documents that say a fact, or would if it were not rejected. */
export function listDocumentsSaying(project: Project, triple: string): readonly number[] {
  return project
    .all<{ document: number }>(
      `SELECT document FROM relation WHERE triple = (SELECT key FROM triple WHERE id = ?1)
       UNION SELECT document FROM aside_relation WHERE triple = ?1`,
      triple,
    )
    .map(({ document }) => document);
}
