import type { Resolution, SurfaceForm } from '#domain/graph';
import { toEntityId, type Digest, type EntityId } from '#domain/ids';
import type { Neighbour, Profile } from '#domain/linking';
import { fromLocalKey } from './local-key.ts';

/** Homes kept of those that are mentioned beside one; the most frequent say most. */
export const MOST_COMPANY = 32;
export const MOST_NEIGHBOURS = 32;

/**
 * By which id a home counts as company. A name that belongs to one document counts as that name wherever it stands, so
 * that two documents with a David and a Victoria in each have something in common.
 */
export function toCompanyId(digest: Digest, type: string, key: string): EntityId {
  return toEntityId(digest, type, fromLocalKey(key).name);
}

interface Draft {
  readonly type: string;
  readonly key: string;
  readonly forms: Map<string, number>;
  readonly company: Map<EntityId, number>;
  readonly neighbours: Map<string, { readonly neighbour: Neighbour; count: number }>;
  documents: number;
}

/** The profiles of all homes of some documents, in memory. */
export function toProfiles(
  documents: readonly { readonly text: string; readonly resolution: Resolution }[],
  digest: Digest,
): readonly Profile[] {
  const drafts = new Map<EntityId, Draft>();
  for (const { text, resolution } of documents) {
    const { clusters, mentions, relations } = resolution;
    const homeOf = new Map<number, EntityId>();
    const company = clusters.map(({ type, key }) => toCompanyId(digest, type, key));
    for (const [place, { entity, type, key, mentions: positions }] of clusters.entries()) {
      const draft = drafts.get(entity) ?? createDraft(type, key);
      drafts.set(entity, draft);
      draft.documents += 1;
      for (const position of positions) {
        homeOf.set(position, entity);
        const { start = 0, end = 0 } = mentions[position] ?? {};
        count(draft.forms, text.slice(start, end));
      }
      for (const [other, id] of company.entries()) if (other !== place) count(draft.company, id);
    }
    for (const { head, tail, type } of relations) {
      const [subject, object] = [homeOf.get(head), homeOf.get(tail)];
      if (subject === undefined || object === undefined) continue;
      addNeighbour(drafts.get(subject), { predicate: type, isSubject: true, other: object });
      addNeighbour(drafts.get(object), { predicate: type, isSubject: false, other: subject });
    }
  }
  return [...drafts].map(([id, draft]) => toProfile(id, draft));
}

function createDraft(type: string, key: string): Draft {
  return { type, key, forms: new Map(), company: new Map(), neighbours: new Map(), documents: 0 };
}

function addNeighbour(draft: Draft | undefined, neighbour: Neighbour): void {
  const at = `${neighbour.predicate} ${neighbour.isSubject} ${neighbour.other}`;
  const known = draft?.neighbours.get(at);
  if (known) known.count += 1;
  else draft?.neighbours.set(at, { neighbour, count: 1 });
}

function toProfile(
  id: EntityId,
  { type, key, forms, company, neighbours, documents }: Draft,
): Profile {
  return {
    id,
    type,
    key,
    forms: [...forms].map(([text, times]): SurfaceForm => ({ text, count: times })).sort(byCount),
    documents,
    neighbours: [...neighbours]
      .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
      .slice(0, MOST_NEIGHBOURS)
      .map(([, { neighbour }]) => neighbour),
    company: [...company]
      .filter(([other]) => other !== id)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, MOST_COMPANY)
      .map(([other]) => other),
    attributes: {},
  };
}

/** Most frequent first, ties by code unit: the same on every machine. */
function byCount(a: SurfaceForm, b: SurfaceForm): number {
  return b.count - a.count || (a.text < b.text ? -1 : 1);
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
