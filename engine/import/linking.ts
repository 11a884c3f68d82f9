import type { DocumentId, EntityId } from '#domain/ids';
import type { Link, Profile } from '#domain/linking';
import { isStep, MOST_MEMBERS, toBlocks, toStep } from '#resolve/blocks';
import { findLink, isContradicted } from '#resolve/compare';
import type { Statistics } from '#resolve/evidence';
import { type Features, toFeatures } from '#resolve/features';
import { compareLeads } from '#resolve/link';
import { partition, UNCONSTRAINED } from '#resolve/partition';
import {
  type Companion,
  MOST_BESIDE,
  MOST_DOCUMENTS,
  toCompanion,
  toProfile,
} from '#resolve/profiles';
import { JUDGED } from '#resolve/weights';
import { countMembers, listCandidates, listInBlock, replaceBlocks } from '#store/blocks';
import {
  listHomeNames,
  listHomeNeighbours,
  listHomesIn,
  listUnlinkedDocuments,
  renewHomes,
  takeHomesOf,
} from '#store/home-documents';
import { findKnownProfile, listUnlinkedKnown, settleKnown } from '#store/known';
import { listConnected, listGroup, listMergedFrom, replaceLinks } from '#store/links';
import { applyGroups, settleGroups } from '#store/partition';
import type { Project } from '#store/project';
import type { StoreDelta } from '#store/store-document';
import { digest } from '../digest.ts';
import { toNaming } from '../pipeline.ts';

/** Documents taken in one transaction: a kill leaves all of their links or none, and a stop waits for no more. */
const BATCH = 50;

export interface LinkReport {
  /** Homes that were looked at again. */
  readonly homes: number;
  /** Pairs compared. */
  readonly pairs: number;
  readonly seconds: number;
  /** What it did to the visible graph, in the order in which it was done. */
  readonly triples: readonly StoreDelta['triples'][];
}

/**
 * Resolves what is new in a project against all that is there: profiles of the homes that changed documents name, their
 * blocks, the pairs these make, the links that hold, and the groups they form. Work grows with what is new: the homes of
 * those documents, but those that enough others tell of, and the pairs of their capped blocks. What comes out is a
 * function of the set of documents (and of what people decided), whatever the order in which they came. A project that
 * was judged in an older way is judged anew, document by document; decisions are no part of that, and stay.
 */
export async function linkProject(project: Project, signal?: AbortSignal): Promise<LinkReport> {
  const started = performance.now();
  let [homes, pairs] = [0, 0];
  const triples: StoreDelta['triples'][] = [];
  renewHomes(project, JUDGED);
  const documents = listUnlinkedDocuments(project);
  const known = listUnlinkedKnown(project);
  const memory = createMemory(project);
  for (let from = 0; from === 0 || from < documents.length; from += BATCH) {
    if (signal?.aborted) break;
    const batch = documents.slice(from, from + BATCH);
    if (batch.length === 0 && known.length === 0) break;
    const done = project.transaction(() => {
      const touched = new Set(from === 0 ? known : []);
      for (const document of batch)
        for (const home of takeHomesOf(project, document, MOST_DOCUMENTS)) touched.add(home);
      memory.forget(touched, batch);
      const result = relink(project, memory, touched);
      if (from === 0 && known.length > 0) settleKnown(project);
      return result;
    });
    homes += done.homes;
    pairs += done.pairs;
    triples.push(done.triples);
    // Others may read between two batches.
    await new Promise((resume) => setImmediate(resume));
  }
  return { homes, pairs, seconds: (performance.now() - started) / 1000, triples };
}

/** Inside a transaction. */
function relink(
  project: Project,
  memory: Memory,
  touched: ReadonlySet<EntityId>,
): { homes: number; pairs: number; triples: StoreDelta['triples'] } {
  const again = new Set(touched);
  for (const home of touched) {
    const profile = memory.profile(home);
    const changes = replaceBlocks(project, home, profile ? toBlocks(profile) : []);
    for (const { name, before, after } of changes)
      if (isStep(before, after)) for (const other of listInBlock(project, name)) again.add(other);
  }
  memory.forgetSizes();
  settleGroups(project, again);
  const affected = new Set(again);
  let pairs = 0;
  for (const home of again) {
    const links = findLinks(project, memory, home);
    pairs += links.compared;
    for (const other of replaceLinks(project, home, links.found)) affected.add(other);
  }
  return { homes: again.size, pairs, triples: regroup(project, memory, affected) };
}

function findLinks(
  project: Project,
  memory: Memory,
  home: EntityId,
): { found: readonly Link[]; compared: number } {
  const own = memory.features(home);
  if (!own) return { found: [], compared: 0 };
  const found: Link[] = [];
  const candidates = listCandidates(project, home, MOST_MEMBERS);
  for (const candidate of candidates) {
    const other = memory.features(candidate);
    if (!other) continue;
    const link = findLink(own, other, memory.statistics);
    if (link) found.push(link);
  }
  return { found, compared: candidates.length };
}

/**
 * Parts of the graph of links that may read otherwise than before are clustered anew. What people decided has no say here:
 * groups follow from the documents alone and `store/clusters` keeps them to the decisions, or a decision that is undone
 * would live on in a group.
 */
function regroup(
  project: Project,
  memory: Memory,
  affected: ReadonlySet<EntityId>,
): StoreDelta['triples'] {
  const seen = new Set<EntityId>();
  const groups: (readonly EntityId[])[] = [];
  const all = new Set([...affected].flatMap((home) => [...listGroup(project, home)]));
  for (const start of [...all].sort()) {
    if (seen.has(start)) continue;
    const part = listConnected(project, start);
    for (const home of part) seen.add(home);
    if (part.size === 1) {
      groups.push([start]);
      continue;
    }
    const links = [...part].flatMap((home) => [...listMergedFrom(project, home)]);
    const clusters = partition(links, UNCONSTRAINED, (left, right) => {
      const [a, b] = [memory.features(left), memory.features(right)];
      return a !== undefined && b !== undefined && isContradicted(a, b, memory.statistics);
    });
    const joined = new Set(clusters.flat());
    groups.push(...clusters.map((cluster) => toGroup(memory, cluster)));
    for (const home of part) if (!joined.has(home)) groups.push([home]);
  }
  // A home from a list has no mention: it holds others together and is none of the group itself.
  const changed = groups
    .map((group) => group.filter((home) => memory.profile(home)?.documents !== 0))
    .filter(
      (group) => group.length > 0 && !isSame(group, listGroup(project, group[0] ?? 'e'), project),
    );
  return applyGroups(project, changed, toNaming, affected);
}

/** Whether the group stands in the project as it is, with the same lead. */
function isSame(
  group: readonly EntityId[],
  standing: readonly EntityId[],
  project: Project,
): boolean {
  if (group.length !== standing.length) return false;
  const members = new Set(standing);
  if (!group.every((home) => members.has(home))) return false;
  if (group.length === 1) return true;
  const lead = project.find<{ lead: EntityId }>(
    'SELECT lead FROM home_group WHERE home = ?',
    group[0] ?? 'e',
  );
  return lead?.lead === group[0];
}

/** The home that gives the id comes first; a function of the homes, not of when they came. */
function toGroup(memory: Memory, cluster: readonly EntityId[]): readonly EntityId[] {
  return cluster
    .flatMap((home) => memory.profile(home) ?? [])
    .sort(compareLeads)
    .map(({ id }) => id);
}

interface Memory {
  profile(home: EntityId): Profile | undefined;
  features(home: EntityId): Features | undefined;
  readonly statistics: Statistics;
  /** Of these homes and documents something else is known now; all others read as they did. */
  forget(homes: Iterable<EntityId>, documents: Iterable<DocumentId>): void;
  /** Sizes of blocks change while blocks are written. */
  forgetSizes(): void;
}

/** Homes and documents that are kept; a kilobyte or two each. */
const MOST_KEPT = 20_000;

/** The value of a key, made where it is not there; the oldest goes where there are too many. */
function keep<Key, Value>(kept: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = kept.get(key);
  if (known !== undefined || kept.has(key)) return known as Value;
  if (kept.size >= MOST_KEPT) for (const first of kept.keys()) if (kept.delete(first)) break;
  const value = make();
  kept.set(key, value);
  return value;
}

/** What was looked up in one go. */
function createMemory(project: Project): Memory {
  const profiles = new Map<EntityId, Profile | undefined>();
  const features = new Map<EntityId, Features | undefined>();
  const sizes = new Map<string, number>();
  const inDocument = new Map<DocumentId, readonly Companion[]>();
  /** The homes of one document are asked for by each of them. */
  const beside = (document: DocumentId) =>
    keep(inDocument, document, () =>
      listHomesIn(project, document, MOST_BESIDE).map((each) => toCompanion(digest, each)),
    );
  const profile = (home: EntityId) =>
    keep(profiles, home, () => loadProfile(project, home, beside));
  return {
    profile,
    features: (home) =>
      keep(features, home, () => {
        const found = profile(home);
        return found && toFeatures(found);
      }),
    statistics: {
      members(name) {
        let size = sizes.get(name);
        if (size === undefined) sizes.set(name, (size = toStep(countMembers(project, name))));
        return size;
      },
    },
    forget(homes, documents) {
      for (const home of homes) {
        profiles.delete(home);
        features.delete(home);
      }
      for (const document of documents) inDocument.delete(document);
      sizes.clear();
    },
    forgetSizes: () => sizes.clear(),
  };
}

/** From the documents that name it, or from a person's list. */
function loadProfile(
  project: Project,
  home: EntityId,
  beside: (document: DocumentId) => readonly Companion[],
): Profile | undefined {
  const names = listHomeNames(project, home, MOST_DOCUMENTS);
  const surroundings = () =>
    listHomeNeighbours(project, home, MOST_DOCUMENTS).map(({ document, neighbours }) => ({
      neighbours,
      beside: beside(document),
    }));
  return toProfile(home, names, surroundings) ?? findKnownProfile(project, home);
}
