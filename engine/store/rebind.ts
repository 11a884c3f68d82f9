import type { DocumentId, EntityId } from '#domain/ids';
import { createBinder, type BoundOperation } from './bind.ts';
import { getCuration, keepCuration, listConcerned, toCuration } from './curation.ts';
import type { ToNaming } from './entity-changes.ts';
import type { Project } from './project.ts';
import { restand } from './restand.ts';
import type { TripleDelta } from './write-graph.ts';

/**
 * After documents came or went: decisions that speak of their homes, or were read in them, are looked up anew, and the
 * graph follows where one found, lost or changed its footing. `stored` are documents whose rows were just written
 * without what decisions say of places in them. Undefined where nothing is to do, as with most documents.
 */
export function rebind(
  project: Project,
  homes: Iterable<EntityId>,
  documents: Iterable<DocumentId | string>,
  stored: readonly number[],
  toNaming: ToNaming,
): TripleDelta | undefined {
  const before = getCuration(project);
  const concerned = listConcerned(before, homes, documents);
  if (concerned.size === 0) return undefined;
  const binder = createBinder(project);
  const known = new Map(before.bound);
  let isChanged = false;
  for (const key of concerned) {
    const old = before.bound.get(key);
    if (!old) continue;
    const bound = binder.bind(old.recorded);
    if (toState(old) === toState(bound)) continue;
    known.set(key, bound);
    isChanged = true;
  }
  const spoken = stored.filter((document) => before.standing.documents.has(document));
  if (!isChanged && spoken.length === 0) return undefined;
  const after = isChanged ? toCuration(project, before.entries, known, binder) : before;
  const report = restand(project, before, after, toNaming, { documents: stored });
  keepCuration(project, after);
  return report.triples;
}

/** What a lookup found, to be compared. */
function toState({ units, places, facts }: BoundOperation): string {
  return JSON.stringify([
    [...units.values()].map(({ isThere, instead, reason }) => [isThere, instead, reason]),
    places,
    facts.map(({ subject, object, subjectAt, objectAt }) => [
      [subject.isThere, subject.instead, subject.reason],
      [object.isThere, object.instead, object.reason],
      subjectAt,
      objectAt,
    ]),
  ]);
}
