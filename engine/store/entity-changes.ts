import type { SurfaceForm } from '#domain/graph';
import type { EntityId } from '#domain/ids';
import type { EntityType } from '#domain/schema';
import type { EntityChange } from './changes.ts';
import { fold } from './fold.ts';
import type { Project } from './project.ts';

/** `toNaming` of resolve: from spellings and their counts to the name and aliases of an Entity. */
export type ToNaming = (
  forms: Iterable<SurfaceForm>,
  key: string,
  type: EntityType,
) => { readonly name: string; readonly aliases: readonly string[] };

interface EntityRecord {
  readonly key: number;
  readonly name: string;
  readonly aliases: string;
  readonly mentions: number;
}

/** Gives the keys of the entities. Those without mentions stay for now: rows still point at them. */
export function applyEntityChanges(
  project: Project,
  changes: ReadonlyMap<EntityId, EntityChange>,
  toNaming: ToNaming,
): ReadonlyMap<EntityId, number> {
  const keys = new Map<EntityId, number>();
  for (const [id, change] of changes) {
    const record = project.find<EntityRecord>(
      'SELECT key, name, aliases, mentions FROM entity WHERE id = ?',
      id,
    );
    keys.set(
      id,
      record ? update(project, record, change, toNaming) : insert(project, id, change, toNaming),
    );
  }
  return keys;
}

/** Deletes those that nothing mentions any more. */
export function dropEntities(
  project: Project,
  changes: ReadonlyMap<EntityId, EntityChange>,
  keys: ReadonlyMap<EntityId, number>,
): void {
  for (const [id, change] of changes) {
    const key = keys.get(id);
    if (key === undefined || change.mentions >= 0) continue;
    const { mentions } = project.get<{ mentions: number }>(
      'SELECT mentions FROM entity WHERE key = ?',
      key,
    );
    if (mentions > 0) continue;
    project.run('DELETE FROM surface_form WHERE entity = ?', key);
    project.run('DELETE FROM position WHERE entity = ?', key);
    project.run('DELETE FROM entity_names WHERE rowid = ?', key);
    project.run('DELETE FROM entity WHERE key = ?', key);
  }
}

function insert(project: Project, id: EntityId, change: EntityChange, toNaming: ToNaming): number {
  const forms = [...change.surfaceForms].map(([text, count]) => ({ text, count }));
  const { name, aliases } = toNaming(forms, change.form, change.type);
  const { key } = project.get<{ key: number }>(
    `INSERT INTO entity (id, type, form, name, folded, aliases, mentions, documents, triples)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) RETURNING key`,
    id,
    change.type,
    change.form,
    name,
    fold(name),
    JSON.stringify(aliases),
    change.mentions,
    change.documents,
  );
  for (const { text, count } of forms)
    project.run(
      'INSERT INTO surface_form (entity, text, mentions) VALUES (?, ?, ?)',
      key,
      text,
      count,
    );
  index(project, key, name, aliases);
  return key;
}

function update(
  project: Project,
  record: EntityRecord,
  change: EntityChange,
  toNaming: ToNaming,
): number {
  const { key } = record;
  if (change.mentions !== 0 || change.documents !== 0)
    project.run(
      'UPDATE entity SET mentions = mentions + ?, documents = documents + ? WHERE key = ?',
      change.mentions,
      change.documents,
      key,
    );
  const changed = [...change.surfaceForms].filter(([, count]) => count !== 0);
  if (changed.length === 0 || record.mentions + change.mentions === 0) return key;
  for (const [text, count] of changed)
    project.run(
      `INSERT INTO surface_form (entity, text, mentions) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions`,
      key,
      text,
      count,
    );
  if (changed.some(([, count]) => count < 0))
    project.run('DELETE FROM surface_form WHERE entity = ? AND mentions <= 0', key);
  rename(project, record, change, toNaming);
  return key;
}

function rename(
  project: Project,
  record: EntityRecord,
  change: EntityChange,
  toNaming: ToNaming,
): void {
  const forms = project.all<SurfaceForm>(
    'SELECT text, mentions AS count FROM surface_form WHERE entity = ?',
    record.key,
  );
  const naming = toNaming(forms, change.form, change.type);
  const aliases = JSON.stringify(naming.aliases);
  if (naming.name === record.name && aliases === record.aliases) return;
  project.run(
    'UPDATE entity SET name = ?, folded = ?, aliases = ? WHERE key = ?',
    naming.name,
    fold(naming.name),
    aliases,
    record.key,
  );
  project.run('DELETE FROM entity_names WHERE rowid = ?', record.key);
  index(project, record.key, naming.name, naming.aliases);
}

function index(project: Project, key: number, name: string, aliases: readonly string[]): void {
  project.run(
    'INSERT INTO entity_names (rowid, names) VALUES (?, ?)',
    key,
    [name, ...aliases].map(fold).join('\n'),
  );
}
