import type { EntityId, TripleId } from '#domain/ids';
import type { BoundOperation } from './bind.ts';
import type { Curation } from './curation.ts';
import { toKey } from './curation.ts';
import type { ToNaming } from './entity-changes.ts';
import { createDocuments, type Work } from './affected.ts';
import { listDocumentsOf, listDocumentsSaying } from './homes.ts';
import type { Project } from './project.ts';
import { findGiven, reread, type Foresight, type RereadReport } from './reread.ts';
import type { Rule } from './rules.ts';
import type { Standing } from './standing.ts';

/** How some units and rules read at one moment; taken before and after a change, the two say what has to be read anew. */
export interface Snapshot {
  /** The entity that a unit shows as, and how that reads. */
  readonly places: ReadonlyMap<EntityId, { readonly id: EntityId; readonly reads: string }>;
  /** What people call entities, by id. */
  readonly given: ReadonlyMap<EntityId, string>;
  /** Ids a rule goes through, by operation, with its unit pair. */
  readonly rules: ReadonlyMap<string, readonly TripleId[]>;
  /** Documents with mentions that stand for one of the units by decision. */
  listDocuments(units: ReadonlySet<EntityId>): readonly number[];
}

/** Operations that stand in one and not in the other, or otherwise. */
export function listChanged(before: Standing, after: Standing): ReadonlySet<string> {
  const [old, now] = [toStates(before), toStates(after)];
  const changed = new Set<string>();
  for (const [key, { bound, misfit }] of old) {
    const other = now.get(key);
    if (!other || other.bound !== bound || other.misfit !== misfit) changed.add(key);
  }
  for (const key of now.keys()) if (!old.has(key)) changed.add(key);
  return changed;
}

function toStates(standing: Standing): Map<string, { bound: BoundOperation; misfit: string }> {
  return new Map(
    standing.operations.map(({ decision, operation, bound }, order) => [
      toKey(decision, operation),
      { bound, misfit: standing.misfits[order]?.reason ?? '' },
    ]),
  );
}

/** Units that the named operations speak of, with all that may hang on them. */
export function listUnitsOf(standing: Standing, keys: ReadonlySet<string>): Set<EntityId> {
  const units = new Set<EntityId>();
  const add = (unit: EntityId | undefined) => {
    if (unit === undefined || units.has(unit)) return;
    for (const each of standing.clusters.closureOf(unit)) units.add(each);
    units.add(unit);
  };
  for (const { decision, operation, bound } of standing.operations) {
    if (!keys.has(toKey(decision, operation))) continue;
    for (const { ref, instead } of bound.units.values()) {
      add(ref.id);
      add(instead);
    }
    if (bound.recorded.kind === 'entity.split') add(bound.recorded.unit);
  }
  // A part has its type from what it was parted from, also where that was decided before.
  for (const { bound } of standing.operations) {
    if (bound.recorded.kind !== 'entity.split') continue;
    const from = bound.units.get(bound.recorded.from.id);
    if ([from?.ref.id, from?.instead].some((unit) => unit && units.has(unit)))
      add(bound.recorded.unit);
  }
  return units;
}

export function takeSnapshot(standing: Standing, units: ReadonlySet<EntityId>): Snapshot {
  const { clusters, rules } = standing;
  const places = new Map<EntityId, { id: EntityId; reads: string }>();
  const given = new Map<EntityId, string>();
  for (const unit of units) {
    const place = clusters.placeOf(unit);
    const info = place ?? standing.readInfo(unit);
    const id = place?.id ?? unit;
    // A name that a person added to a part has the part's own type and form, whatever that shows as.
    const own = standing.splits.has(unit) ? standing.readInfo(unit) : undefined;
    const reads = JSON.stringify([
      id,
      info?.type,
      info?.form,
      place?.isHidden === true,
      own?.type,
      own?.form,
    ]);
    places.set(unit, { id, reads });
    const names = findGiven(standing, id);
    if (names) given.set(id, JSON.stringify([names.name, names.aliases]));
  }
  const ruled = new Map<string, readonly TripleId[]>();
  for (const rule of rules.all)
    if (units.has(rule.subject) || units.has(rule.object))
      ruled.set(toRuleKey(standing, rule), rules.listIds(rule));
  return {
    places,
    given,
    rules: ruled,
    listDocuments: (changed) => listStandingIn(standing, changed),
  };
}

function listStandingIn({ documents }: Standing, units: ReadonlySet<EntityId>): readonly number[] {
  return [...documents].flatMap(([document, { assigned, mentions, relations }]) => {
    const stands =
      [...assigned.values()].some(({ unit }) => units.has(unit)) ||
      mentions.some(({ unit }) => units.has(unit)) ||
      relations.some(({ subject, object }) => units.has(subject.unit) || units.has(object.unit));
    return stands ? [document] : [];
  });
}

function toRuleKey({ operations }: Standing, { order, subject, predicate, object }: Rule): string {
  const entry = operations[order];
  return JSON.stringify([entry?.decision, entry?.operation, subject, predicate, object]);
}

/** What differs between the two snapshots. */
export function toWork(project: Project, before: Snapshot, after: Snapshot): Work {
  const [moved, shown] = [new Set<EntityId>(), new Set<EntityId>()];
  for (const unit of new Set([...before.places.keys(), ...after.places.keys()])) {
    const [old, now] = [before.places.get(unit), after.places.get(unit)];
    if (old?.reads === now?.reads) continue;
    moved.add(unit);
    for (const place of [old, now]) if (place) shown.add(place.id);
  }
  // With all that shows, or will, under the same entities: what is counted is counted by document and entity.
  const units = new Set(moved);
  for (const { places } of [before, after])
    for (const [unit, { id }] of places) if (shown.has(id)) units.add(unit);
  const ids = new Set<TripleId>();
  for (const key of new Set([...before.rules.keys(), ...after.rules.keys()])) {
    const [old = [], now = []] = [before.rules.get(key), after.rules.get(key)];
    if (old.join() !== now.join()) for (const id of [...old, ...now]) ids.add(id);
  }
  const documents = createDocuments(project, { shown, units, ids });
  for (const unit of moved)
    for (const document of listDocumentsOf(project, unit)) documents.addPart(document);
  for (const id of ids)
    for (const document of listDocumentsSaying(project, id)) documents.addPart(document);
  if (units.size > 0)
    for (const snapshot of [before, after])
      for (const document of snapshot.listDocuments(units)) documents.addWhole(document);
  const renamed = new Set<EntityId>();
  for (const id of new Set([...before.given.keys(), ...after.given.keys()]))
    if (before.given.get(id) !== after.given.get(id)) renamed.add(id);
  return { documents, renamed };
}

/** Goes from one standing to the next inside a transaction and brings the rows in line. */
export function restand(
  project: Project,
  before: Curation,
  after: Curation,
  toNaming: ToNaming,
  more: {
    /** Read anew whatever the standings say. */
    readonly documents?: Iterable<number>;
    readonly onForeseen?: (foresight: Foresight) => void;
  } = {},
): RereadReport {
  const changed = listChanged(before.standing, after.standing);
  const units = new Set([
    ...listUnitsOf(before.standing, changed),
    ...listUnitsOf(after.standing, changed),
  ]);
  const work = toWork(
    project,
    takeSnapshot(before.standing, units),
    takeSnapshot(after.standing, units),
  );
  for (const key of changed)
    for (const bound of [before.bound.get(key), after.bound.get(key)])
      for (const document of bound ? listPlaces(bound) : []) work.documents.addWhole(document);
  for (const document of more.documents ?? []) work.documents.addWhole(document);
  return reread(project, work, after.standing, toNaming, more.onForeseen);
}

function listPlaces({ places, facts }: BoundOperation): readonly number[] {
  return [...places, ...facts.flatMap(({ subjectAt, objectAt }) => [subjectAt, objectAt])].flatMap(
    (place) => (typeof place === 'string' ? [] : [place.document]),
  );
}
