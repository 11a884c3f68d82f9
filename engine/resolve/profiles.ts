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

/** What one document calls a home. */
export interface HomeNames {
  readonly type: string;
  readonly form: string;
  readonly spellings: readonly SurfaceForm[];
}

/** What one document says of a home beside its name. */
export interface HomeSurroundings {
  readonly neighbours: readonly Neighbour[];
  /** Of the homes of the document in order of id, at most `MOST_BESIDE`. */
  readonly beside: readonly Companion[];
}

/** A home, and the id by which it counts as company. */
export interface Companion {
  readonly home: EntityId;
  readonly as: EntityId;
}

/**
 * `names` are those of the first `MOST_DOCUMENTS` documents, in any order; undefined if there are none. Surroundings, of
 * the same documents, are the dear part, and most homes that meet have names with nothing in common: they are read when
 * somebody asks for neighbours or company, and once.
 */
export function toProfile(
  id: EntityId,
  names: readonly HomeNames[],
  readSurroundings: () => readonly HomeSurroundings[],
): Profile | undefined {
  const [first] = names;
  if (!first) return undefined;
  const forms = new Map<string, number>();
  for (const { spellings } of names)
    for (const { text, count } of spellings) forms.set(text, (forms.get(text) ?? 0) + count);
  let known: Surroundings | undefined;
  const surroundings = () => (known ??= toSurroundings(id, readSurroundings()));
  return {
    id,
    type: first.type,
    key: first.form,
    forms: [...forms]
      .map(([text, count]): SurfaceForm => ({ text, count }))
      .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)),
    documents: names.length,
    get neighbours() {
      return surroundings().neighbours;
    },
    get company() {
      return surroundings().company;
    },
    attributes: {},
  };
}

type Surroundings = Pick<Profile, 'neighbours' | 'company'>;

function toSurroundings(id: EntityId, records: readonly HomeSurroundings[]): Surroundings {
  const neighbours = new Map<string, { readonly neighbour: Neighbour; count: number }>();
  const company = new Map<EntityId, number>();
  for (const record of records) {
    for (const neighbour of record.neighbours) {
      const at = `${neighbour.predicate} ${neighbour.isSubject} ${neighbour.other}`;
      neighbours.set(at, { neighbour, count: (neighbours.get(at)?.count ?? 0) + 1 });
    }
    for (const { home, as } of record.beside)
      if (home !== id) company.set(as, (company.get(as) ?? 0) + 1);
  }
  return {
    neighbours: [...neighbours]
      .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
      .slice(0, MOST_NEIGHBOURS)
      .map(([, { neighbour }]) => neighbour),
    company: listMostFrequent(company),
  };
}

/** By falling count, then by id. Nearly all are met once, and ids alone sort several times as fast. */
function listMostFrequent(company: ReadonlyMap<EntityId, number>): readonly EntityId[] {
  const [often, once]: [(readonly [EntityId, number])[], EntityId[]] = [[], []];
  for (const [id, count] of company) {
    if (count > 1) often.push([id, count]);
    else once.push(id);
  }
  often.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const first = often.slice(0, MOST_COMPANY).map(([id]) => id);
  return first.length < MOST_COMPANY
    ? [...first, ...once.sort().slice(0, MOST_COMPANY - first.length)]
    : first;
}

/**
 * A name that belongs to one document counts as that name wherever it stands, so that two documents with a David and a
 * Victoria in each have something in common.
 */
export function toCompanion(
  digest: Digest,
  { home, type, form }: { readonly home: EntityId; readonly type: string; readonly form: string },
): Companion {
  const { name, scope } = fromLocalKey(form);
  return { home, as: scope === undefined ? home : toEntityId(digest, type, name) };
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
  const records = new Map<EntityId, (HomeNames & HomeSurroundings)[]>();
  for (const document of documents.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    for (const [home, record] of toRecords(document, digest)) {
      const known = records.get(home);
      if (known === undefined) records.set(home, [record]);
      else if (known.length < MOST_DOCUMENTS) known.push(record);
    }
  return [...records].flatMap(([home, own]) => toProfile(home, own, () => own) ?? []);
}

function toRecords(
  { text, resolution }: { readonly text: string; readonly resolution: Resolution },
  digest: Digest,
): readonly (readonly [EntityId, HomeNames & HomeSurroundings])[] {
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
    .slice(0, MOST_BESIDE)
    .map((each) => toCompanion(digest, each));
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
