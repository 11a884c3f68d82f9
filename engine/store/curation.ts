import type { DocumentId, EntityId } from '#domain/ids';
import {
  createBinder,
  listAnchors,
  listUnits,
  toDocumentKeys,
  type Binder,
  type BoundOperation,
} from './bind.ts';
import { listEntries, toDecisions, type Decision } from './log.ts';
import { readGroup, readGroupLinks, hasGroups } from './groups.ts';
import { findHome } from './homes.ts';
import type { Project } from './project.ts';
import type { LogEntry } from '#domain/recorded';
import { createStanding } from './create-standing.ts';
import type { Ground, Standing, StandingOperation } from './standing.ts';

/** The log and what it comes to over the documents that are there; kept up with every change of either. */
export interface Curation {
  readonly entries: readonly LogEntry[];
  readonly decisions: readonly Decision[];
  /** Operations of the decisions that stand, looked up; by decision and place. */
  readonly bound: ReadonlyMap<string, BoundOperation>;
  readonly standing: Standing;
}

const KEPT = 'curation';

/** Loaded once for a project that is opened; nothing of it is written. */
export function getCuration(project: Project): Curation {
  const kept = project.kept.get(KEPT);
  if (kept) return kept as Curation;
  const made = loadCuration(project);
  project.kept.set(KEPT, made);
  return made;
}

/**
 * Before documents come or go, in their transaction: what decisions find now is what a change is measured by. One loaded after
 * it would find nothing changed, and what is kept is gone when a decision was refused in the middle.
 */
export function holdCuration(project: Project): void {
  getCuration(project);
}

export function keepCuration(project: Project, curation: Curation): void {
  project.kept.set(KEPT, curation);
}

/** From the file alone, as after opening it. */
export function loadCuration(project: Project): Curation {
  return toCuration(project, listEntries(project), new Map(), createBinder(project));
}

/** The same log with some operations looked up anew: `known` is what need not be. */
export function toCuration(
  project: Project,
  entries: readonly LogEntry[],
  known: ReadonlyMap<string, BoundOperation>,
  binder: Binder,
): Curation {
  const decisions = toDecisions(entries);
  const bound = new Map<string, BoundOperation>();
  const operations: StandingOperation[] = [];
  for (const { id, number, operations: recorded, isUndone } of decisions) {
    if (isUndone) continue;
    for (const [operation, each] of recorded.entries()) {
      const key = toKey(id, operation);
      const found = known.get(key) ?? binder.bind(each);
      bound.set(key, found);
      operations.push({ decision: id, number, operation, bound: found });
    }
  }
  const standing = createStanding(operations, toGround(project));
  return { entries, decisions, bound, standing };
}

export function toKey(decision: string, operation: number): string {
  return `${decision}/${operation}`;
}

/** Operations by the homes they speak of, and by the documents (`toDocumentKeys`) they were read in. */
interface Footing {
  readonly byHome: ReadonlyMap<EntityId, ReadonlySet<string>>;
  readonly byDocument: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Made where it is asked for: documents ask, decisions do not. */
const footings = new WeakMap<Curation, Footing>();

/** Operations whose footing a change of these homes and documents may have moved. */
export function listConcerned(
  curation: Curation,
  homes: Iterable<EntityId>,
  documents: Iterable<DocumentId | string>,
): ReadonlySet<string> {
  const keys = new Set<string>();
  if (curation.bound.size === 0) return keys;
  const { byHome, byDocument } = footings.get(curation) ?? toFooting(curation);
  for (const home of homes) for (const key of byHome.get(home) ?? []) keys.add(key);
  for (const document of documents) for (const key of byDocument.get(document) ?? []) keys.add(key);
  return keys;
}

function toFooting(curation: Curation): Footing {
  const byHome = new Map<EntityId, Set<string>>();
  const byDocument = new Map<string, Set<string>>();
  for (const [key, { recorded }] of curation.bound) {
    for (const unit of listUnits(recorded)) add(byHome, unit.id, key);
    for (const anchor of listAnchors(recorded))
      for (const at of toDocumentKeys(anchor)) add(byDocument, at, key);
  }
  const footing = { byHome, byDocument };
  footings.set(curation, footing);
  return footing;
}

function toGround(project: Project): Ground {
  const isGrouped = hasGroups(project);
  const homes = new Map<EntityId, ReturnType<typeof findHome>>();
  return {
    readGroup: (home) => (isGrouped ? readGroup(project, home) : undefined),
    readLinks: ({ members }) => readGroupLinks(project, members),
    readHome(home) {
      if (homes.has(home)) return homes.get(home);
      const found = findHome(project, home);
      // What is not there yet may come with the next document.
      if (found) homes.set(home, found);
      return found;
    },
  };
}

function add<Key>(index: Map<Key, Set<string>>, at: Key, key: string): void {
  const keys = index.get(at);
  if (keys) keys.add(key);
  else index.set(at, new Set([key]));
}
