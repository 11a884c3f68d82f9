import type { Resolution, SurfaceForm } from '#domain/graph';
import { toEntityId, type Digest, type EntityId } from '#domain/ids';
import type { Neighbour, Profile } from '#domain/linking';
import { fromLocalKey } from './local-key.ts';

/**
 * What a profile is made of is bounded, so that a home that every document names costs no more than another: the first
 * documents by id (a digest, so as good as a sample), and of each as many homes. The same documents give the same
 * profile in every order of import.
 */
export const MOST_DOCUMENTS = 12;
export const MOST_BESIDE = 60;
const MOST_COMPANY = 32;
const MOST_NEIGHBOURS = 32;

/** A home as one document knows it. */
export interface HomeRecord {
  readonly type: string;
  readonly form: string;
  readonly spellings: readonly SurfaceForm[];
  readonly neighbours: readonly Neighbour[];
  /** The homes of the document in order of id, at most `MOST_BESIDE`. */
  readonly beside: readonly {
    readonly home: EntityId;
    readonly type: string;
    readonly form: string;
  }[];
}

/** `records` are those of the first `MOST_DOCUMENTS` documents, in order of document id; undefined if there are none. */
export function toProfile(
  id: EntityId,
  records: readonly HomeRecord[],
  digest: Digest,
): Profile | undefined {
  const [first] = records;
  if (!first) return undefined;
  const forms = new Map<string, number>();
  const neighbours = new Map<string, { readonly neighbour: Neighbour; count: number }>();
  const company = new Map<EntityId, number>();
  for (const record of records) {
    for (const { text, count } of record.spellings) forms.set(text, (forms.get(text) ?? 0) + count);
    for (const neighbour of record.neighbours) {
      const at = `${neighbour.predicate} ${neighbour.isSubject} ${neighbour.other}`;
      neighbours.set(at, { neighbour, count: (neighbours.get(at)?.count ?? 0) + 1 });
    }
    for (const { home, type, form } of record.beside) {
      if (home === id) continue;
      const other = toCompanyId(digest, type, form, home);
      company.set(other, (company.get(other) ?? 0) + 1);
    }
  }
  return {
    id,
    type: first.type,
    key: first.form,
    forms: [...forms]
      .map(([text, count]): SurfaceForm => ({ text, count }))
      .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)),
    documents: records.length,
    neighbours: [...neighbours]
      .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
      .slice(0, MOST_NEIGHBOURS)
      .map(([, { neighbour }]) => neighbour),
    company: [...company]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, MOST_COMPANY)
      .map(([other]) => other),
    attributes: {},
  };
}

/**
 * By which id a home counts as company. A name that belongs to one document counts as that name wherever it stands, so
 * that two documents with a David and a Victoria in each have something in common.
 */
function toCompanyId(digest: Digest, type: string, form: string, home: EntityId): EntityId {
  const { name, scope } = fromLocalKey(form);
  return scope === undefined ? home : toEntityId(digest, type, name);
}

/** The profiles of all homes of some documents, in memory; `id` is the document's. */
export function toProfiles(
  documents: readonly {
    readonly id: string;
    readonly text: string;
    readonly resolution: Resolution;
  }[],
  digest: Digest,
): readonly Profile[] {
  const records = new Map<EntityId, HomeRecord[]>();
  for (const document of documents.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    for (const [home, record] of toRecords(document)) {
      const known = records.get(home);
      if (known === undefined) records.set(home, [record]);
      else if (known.length < MOST_DOCUMENTS) known.push(record);
    }
  return [...records].flatMap(([home, own]) => toProfile(home, own, digest) ?? []);
}

function toRecords({
  text,
  resolution,
}: {
  readonly text: string;
  readonly resolution: Resolution;
}): readonly (readonly [EntityId, HomeRecord])[] {
  const { clusters, mentions, relations } = resolution;
  const homeOf = new Map<number, EntityId>();
  for (const { entity, mentions: positions } of clusters)
    for (const position of positions) homeOf.set(position, entity);
  const neighbours = new Map<EntityId, Neighbour[]>(clusters.map(({ entity }) => [entity, []]));
  for (const { head, tail, type: predicate } of relations) {
    const [subject, object] = [homeOf.get(head), homeOf.get(tail)];
    if (subject === undefined || object === undefined) continue;
    neighbours.get(subject)?.push({ predicate, isSubject: true, other: object });
    neighbours.get(object)?.push({ predicate, isSubject: false, other: subject });
  }
  const beside = clusters
    .map(({ entity: home, type, key: form }) => ({ home, type, form }))
    .sort((a, b) => (a.home < b.home ? -1 : 1))
    .slice(0, MOST_BESIDE);
  return clusters.map(({ entity, type, key: form, mentions: positions }) => {
    const counts = new Map<string, number>();
    for (const position of positions) {
      const { start = 0, end = 0 } = mentions[position] ?? {};
      const spelling = text.slice(start, end);
      counts.set(spelling, (counts.get(spelling) ?? 0) + 1);
    }
    const spellings = [...counts].map(([spelling, count]) => ({ text: spelling, count }));
    return [
      entity,
      { type, form, spellings, neighbours: neighbours.get(entity) ?? [], beside },
    ] as const;
  });
}
