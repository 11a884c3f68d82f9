import type { EntityId, TripleId } from '#domain/ids';
import type { Changes, EntityChange } from './changes.ts';
import {
  applyEntityChanges,
  dropEntities,
  type GivenNames,
  type ToNaming,
} from './entity-changes.ts';
import { payIndexDebt } from './indexing.ts';
import type { Project } from './project.ts';
import { applyTallies } from './tallies.ts';
import { applyTripleChanges, settleTriples, weighTriples } from './triple-changes.ts';
import type { Keys } from './write-shown.ts';

export interface TripleDelta {
  readonly added: readonly TripleId[];
  readonly removed: readonly TripleId[];
  /** Triples that were there before and that the new facts say again. */
  readonly kept: number;
}

/**
 * Brings entities, triples and all that is counted in line with `changes`. `writeRows` writes the mentions and relations
 * themselves, once everything they point at is there and before what they no longer point at goes.
 */
export function writeGraph(
  project: Project,
  changes: Changes,
  names: { readonly toNaming: ToNaming; readonly given: (id: EntityId) => GivenNames | undefined },
  writeRows: (keys: Keys) => void,
): TripleDelta {
  const { entities: entityChanges, triples: tripleChanges, debt, tallies } = changes;
  const outcome = weighTriples(project, tripleChanges);
  for (const id of outcome.degrees.keys()) touch(project, changes, id);
  for (const id of outcome.added) {
    const relation = tripleChanges.get(id)?.relation;
    if (relation)
      for (const end of [relation.subject, relation.object]) touch(project, changes, end);
  }
  const work = { project, changes: entityChanges, ...names, debt, tallies };
  const entities = applyEntityChanges(work, outcome.degrees);
  const triples = applyTripleChanges(project, tripleChanges, outcome, entities);
  writeRows({ entities, triples });
  settleTriples(project, tripleChanges, outcome);
  dropEntities(work, entities);
  tallies.cells.push(...outcome.cells);
  applyTallies(project, tallies);
  payIndexDebt(project, debt);
  return { added: outcome.added, removed: outcome.removed, kept: outcome.kept };
}

/** An entity whose mentions stay as they are, but not its facts, or what it is called. */
export function touch(
  project: Project,
  { entities }: Changes,
  id: EntityId,
): EntityChange | undefined {
  const known = entities.get(id);
  if (known) return known;
  const record = project.find<{ type: string; form: string }>(
    'SELECT type, form FROM entity WHERE id = ?',
    id,
  );
  if (!record) return undefined;
  const change: EntityChange = { ...record, mentions: 0, documents: 0, surfaceForms: new Map() };
  entities.set(id, change);
  return change;
}
