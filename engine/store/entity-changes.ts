import type { SurfaceForm } from '#domain/graph';
import type { EntityId } from '#domain/ids';
import type { EntityType } from '#domain/schema';
import type { EntityChange } from './changes.ts';
import { fold } from './fold.ts';
import type { IndexDebt } from './indexing.ts';
import type { Project } from './project.ts';
import { tallyEntity, type Tallies } from './tallies.ts';

/** `toNaming` of resolve: from spellings and their counts to the name and aliases of an Entity. */
export type ToNaming = (forms: Iterable<SurfaceForm>, key: string, type: EntityType) => Naming;

export interface Naming {
  readonly name: string;
  readonly aliases: readonly string[];
}

export interface GivenNames {
  readonly name?: string;
  readonly aliases: readonly string[];
}

/** What a person called it comes first; what it is called in the texts stays among the aliases. */
export function withGiven(naming: Naming, given: GivenNames | undefined): Naming {
  if (!given || (given.name === undefined && given.aliases.length === 0)) return naming;
  const name = given.name ?? naming.name;
  const aliases = [...new Set([naming.name, ...naming.aliases, ...given.aliases])];
  return { name, aliases: aliases.filter((alias) => alias !== name) };
}

/** What the steps below share: where they write, and what they owe. */
export interface EntityWork {
  readonly project: Project;
  readonly changes: ReadonlyMap<EntityId, EntityChange>;
  readonly toNaming: ToNaming;
  /** What people call entities. */
  readonly given: (id: EntityId) => GivenNames | undefined;
  readonly debt: IndexDebt;
  readonly tallies: Tallies;
}

interface EntityRecord {
  readonly key: number;
  readonly type: string;
  readonly form: string;
  readonly name: string;
  /** JSON. */
  readonly aliases: string;
  readonly mentions: number;
}

/**
 * Gives the keys of the entities. `degrees` is by how many triples each gains or loses. Entities without mentions stay
 * for now: rows still point at them.
 */
export function applyEntityChanges(
  work: EntityWork,
  degrees: ReadonlyMap<EntityId, number>,
): ReadonlyMap<EntityId, number> {
  const keys = new Map<EntityId, number>();
  const sql = 'SELECT key, type, form, name, aliases, mentions FROM entity WHERE id = ?';
  for (const [id, change] of work.changes) {
    const record = work.project.find<EntityRecord>(sql, id);
    const degree = degrees.get(id) ?? 0;
    keys.set(
      id,
      record ? update(work, id, record, change, degree) : insert(work, id, change, degree),
    );
  }
  return keys;
}

/** Deletes those that nothing mentions any more. */
export function dropEntities(
  { project, changes, debt, tallies }: EntityWork,
  keys: ReadonlyMap<EntityId, number>,
): void {
  for (const [id, change] of changes) {
    const key = keys.get(id);
    if (key === undefined || change.mentions >= 0) continue;
    const sql = 'SELECT mentions, type FROM entity WHERE key = ?';
    const { mentions, type } = project.get<{ mentions: number; type: string }>(sql, key);
    if (mentions > 0) continue;
    project.run('DELETE FROM surface_form WHERE entity = ?', key);
    project.run('DELETE FROM position WHERE entity = ?', key);
    project.run('DELETE FROM entity WHERE key = ?', key);
    debt.goneEntities.push(key);
    tallyEntity(tallies, type, -1);
  }
}

function insert(
  { project, toNaming, given, debt, tallies }: EntityWork,
  id: EntityId,
  { type, form, mentions, documents, surfaceForms }: EntityChange,
  degree: number,
): number {
  const forms = [...surfaceForms].map(([text, count]) => ({ text, count }));
  const { name, aliases } = withGiven(toNaming(forms, form, type), given(id));
  const key = project.insert(
    `INSERT INTO entity (id, type, form, name, folded, aliases, mentions, documents, triples)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    type,
    form,
    name,
    fold(name),
    JSON.stringify(aliases),
    mentions,
    documents,
    degree,
  );
  for (const { text, count } of forms)
    project.run(
      'INSERT INTO surface_form (entity, text, mentions) VALUES (?, ?, ?)',
      key,
      text,
      count,
    );
  debt.entities.push({ key, names: toNames(name, aliases) });
  tallyEntity(tallies, type, 1);
  return key;
}

function update(
  work: EntityWork,
  id: EntityId,
  record: EntityRecord,
  change: EntityChange,
  degree: number,
): number {
  const { project } = work;
  const { key } = record;
  if (change.mentions !== 0 || change.documents !== 0 || degree !== 0)
    project.run(
      'UPDATE entity SET mentions = mentions + ?, documents = documents + ?, triples = triples + ? WHERE key = ?',
      change.mentions,
      change.documents,
      degree,
      key,
    );
  if (record.mentions + change.mentions === 0) return key;
  const isRetyped = change.type !== record.type;
  if (isRetyped || change.form !== record.form) {
    project.run(
      'UPDATE entity SET type = ?, form = ? WHERE key = ?',
      change.type,
      change.form,
      key,
    );
    tallyEntity(work.tallies, record.type, -1);
    tallyEntity(work.tallies, change.type, 1);
  }
  const changed = [...change.surfaceForms].filter(([, count]) => count !== 0);
  const names = work.given(id);
  if (changed.length === 0 && !isRetyped && !change.isRenamed) return key;
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
  // Spelled in one way only, and that again: the usual case.
  const isSame =
    !names &&
    !change.isRenamed &&
    record.aliases === '[]' &&
    changed.every(([text]) => text === record.name);
  if (!isSame) rename(work, record, change, names);
  return key;
}

function rename(
  { project, toNaming, debt }: EntityWork,
  record: EntityRecord,
  change: EntityChange,
  given: GivenNames | undefined,
): void {
  const { key } = record;
  const forms = project.all<SurfaceForm>(
    'SELECT text, mentions AS count FROM surface_form WHERE entity = ?',
    key,
  );
  const naming = withGiven(toNaming(forms, change.form, change.type), given);
  const aliases = JSON.stringify(naming.aliases);
  if (naming.name === record.name && aliases === record.aliases) return;
  project.run(
    'UPDATE entity SET name = ?, folded = ?, aliases = ? WHERE key = ?',
    naming.name,
    fold(naming.name),
    aliases,
    key,
  );
  const before = toNames(record.name, JSON.parse(record.aliases) as readonly string[]);
  const names = toNames(naming.name, naming.aliases);
  if (before === names) return;
  debt.goneEntities.push(key);
  debt.entities.push({ key, names });
}

/** Sorted, so that a change of rank among the spellings is none for the index. */
function toNames(name: string, aliases: readonly string[]): string {
  return [...new Set([name, ...aliases].map(fold))].sort().join('\n');
}
