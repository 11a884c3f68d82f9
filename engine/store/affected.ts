import type { EntityId, TripleId } from '#domain/ids';
import { ADDED } from './bind.ts';
import { loadShown, loadSome, type Of, type Which } from './load-shown.ts';
import type { Project } from './project.ts';
import type { Shown, ShownMention, ShownRelation } from './shown.ts';
import type { DocumentDecisions } from './standing.ts';

/** What a change reaches. */
interface Reach {
  /** Entities under which something shows otherwise, before or after. */
  readonly shown: ReadonlySet<EntityId>;
  /** Units that show under them. */
  readonly units: ReadonlySet<EntityId>;
  /** Facts whose rules read otherwise. */
  readonly ids: ReadonlySet<TripleId>;
}

interface Reached {
  /** Key. */
  readonly document: number;
  readonly before: Shown;
  readonly isWhole: boolean;
}

/** Documents that a change reaches: whole where it speaks of places in them, else only the rows it may touch. */
interface Documents {
  addPart(document: number): void;
  addWhole(document: number): void;
  /** In order of their keys. `decisions` are those that hold from now on. */
  each(decisions: ReadonlyMap<number, DocumentDecisions>): Generator<Reached>;
}

/** What has to be read anew, and who is called otherwise. */
export interface Work {
  readonly documents: Documents;
  readonly renamed: ReadonlySet<EntityId>;
}

/**
 * Of a hub that a thousand sentences name, each document holds a few rows: reading these and no others is what makes a
 * decision about it quick. A part is every name under the entities in question, the relations between these and others or
 * of the facts in question, and the names at their ends; so whatever is counted by document is there in full.
 */
export function createDocuments(project: Project, reach: Reach): Documents {
  const documents = new Map<number, 'whole' | 'part'>();
  return {
    addPart(document) {
      if (!documents.has(document)) documents.set(document, 'part');
    },
    addWhole: (document) => void documents.set(document, 'whole'),
    *each(decisions) {
      const some = [...documents].flatMap(([document, how]) => (how === 'part' ? [document] : []));
      const parts = some.length === 0 ? undefined : loadParts(project, some, reach);
      for (const document of [...documents.keys()].sort((a, b) => a - b)) {
        const part = parts?.get(document);
        const isPart = part !== undefined && !isPersonal(part, decisions.get(document));
        yield { document, before: isPart ? part : loadShown(project, document), isWhole: !isPart };
      }
    },
  };
}

/** A person added a row of it, or says one of its facts: such rows follow from all others of the document. */
function isPersonal({ mentions, relations }: Shown, decisions: DocumentDecisions | undefined) {
  const isAdded = ({ position }: { readonly position: number }) => position >= ADDED;
  if (mentions.some(isAdded) || relations.some(isAdded)) return true;
  if (!decisions || decisions.relations.length === 0) return false;
  const positions = new Set(mentions.map(({ position }) => position));
  return decisions.relations
    .flatMap(({ subject, object }) => [subject.position, object.position])
    .some((position) => position !== undefined && positions.has(position));
}

/** The reached rows of these documents, by document. */
function loadParts(
  project: Project,
  documents: readonly number[],
  { shown, units, ids }: Reach,
): ReadonlyMap<number, Shown> {
  const entities = project.all<{ key: number; mentions: number }>(ENTITIES, toJson(shown));
  const homes = project.all<{ key: number }>(HOMES, toJson(units)).map(({ key }) => key);
  const triples = project.all<{ key: number }>(TRIPLES, toJson(ids)).map(({ key }) => key);
  const total = entities.reduce((sum, { mentions }) => sum + mentions, 0);
  // A hub that comes into play in a few documents only is not looked for in all that name it.
  const isFew = total < FEW_A_DOCUMENT * documents.length;
  const [mention, relation] = isFew ? BY_KEY : BY_DOCUMENT;
  const keys = toJson(entities.map(({ key }) => key));
  const within = toJson(documents);

  const parts = new Map(
    documents.map((document) => [
      document,
      { mentions: [] as ShownMention[], relations: [] as ShownRelation[] },
    ]),
  );
  const there = new Set<number>();
  const keep = (rows: readonly Of<ShownMention>[]): void => {
    for (const row of rows) {
      const part = parts.get(row.document);
      if (!part) continue;
      part.mentions.push(row);
      there.add(toPlace(row.document, row.position));
    }
  };
  const ends = new Set<number>();
  const keepRelations = (rows: readonly Of<ShownRelation>[]): void => {
    for (const row of rows) {
      const part = parts.get(row.document);
      if (!part) continue;
      part.relations.push(row);
      for (const end of [row.head, row.tail]) {
        const place = toPlace(row.document, end);
        if (!there.has(place)) ends.add(place);
      }
    }
  };

  keep(loadSome.mentions(project, { ...mention, values: isFew ? [keys] : [within, keys] }));
  if (homes.length > 0)
    keep(loadSome.aside(project, { ...ASIDE, values: [within, toJson(homes)] }));
  const values = [toJson(triples), keys];
  keepRelations(
    loadSome.relations(project, { ...relation, values: isFew ? values : [within, ...values] }),
  );
  const aside = loadSome.asideRelations(project, { ...ASIDE_RELATIONS, values: [within] });
  keepRelations(
    aside.filter(
      ({ document, head, tail, triple }) =>
        there.has(toPlace(document, head)) ||
        there.has(toPlace(document, tail)) ||
        (triple !== undefined && ids.has(triple)),
    ),
  );
  if (ends.size > 0) {
    keep(loadSome.mentions(project, { ...toAt('mention'), values: [toJson(ends)] }));
    keep(loadSome.aside(project, { ...toAt('aside_mention'), values: [toJson(ends)] }));
  }
  return parts;
}

/** Names of the entities in question a document, up to which they are found by entity; beyond it document by document. */
const FEW_A_DOCUMENT = 50;

const toJson = (values: Iterable<unknown>): string => JSON.stringify([...values]);

const ENTITIES = 'SELECT key, mentions FROM entity WHERE id IN (SELECT value FROM json_each(?))';
const HOMES = 'SELECT key FROM home WHERE id IN (SELECT value FROM json_each(?))';
const TRIPLES = 'SELECT key FROM triple WHERE id IN (SELECT value FROM json_each(?))';

type Where = Omit<Which, 'values'>;

const inDocuments = (table: string): string =>
  `json_each(?1) given CROSS JOIN ${table} m ON m.document = given.value`;

/** Of the entities `?2`; of the facts `?2` or between the entities `?3` and others. In the documents `?1`. */
const BY_DOCUMENT: readonly [Where, Where] = [
  { from: inDocuments('mention'), where: 'm.entity IN (SELECT value FROM json_each(?2))' },
  {
    from: inDocuments('relation'),
    where: `m.triple IN (SELECT value FROM json_each(?2)) OR t.subject IN (SELECT value FROM json_each(?3))
      OR t.object IN (SELECT value FROM json_each(?3))`,
  },
];

/** The same in all documents: of the entities `?1`; of the facts `?1`, or between the entities `?2` and others. */
const BY_KEY: readonly [Where, Where] = [
  { from: 'json_each(?1) given CROSS JOIN mention m ON m.entity = given.value', where: '1' },
  {
    from: `(SELECT value AS key FROM json_each(?1)
        UNION SELECT of.key FROM json_each(?2) given CROSS JOIN triple of ON of.subject = given.value
        UNION SELECT of.key FROM json_each(?2) given CROSS JOIN triple of ON of.object = given.value) given
      CROSS JOIN relation m ON m.triple = given.key`,
    where: '1',
  },
];

const ASIDE: Where = {
  from: inDocuments('aside_mention'),
  where: 'm.home IN (SELECT value FROM json_each(?2))',
};
const ASIDE_RELATIONS: Where = { from: inDocuments('aside_relation'), where: '1' };

/** A place in one number, for a set of many. Keys of documents stay below 2^22. */
const PLACES = 2 ** 31;
const toPlace = (document: number, position: number): number => document * PLACES + position;

/** Rows at the places `?1`. */
const toAt = (table: string): Where => ({
  from: `json_each(?1) given CROSS JOIN ${table} m
    ON m.document = given.value / ${PLACES} AND m.position = given.value % ${PLACES}`,
  where: '1',
});
