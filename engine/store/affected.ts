import type { EntityId, TripleId } from '#domain/ids';
import { ADDED } from './bind.ts';
import { loadShown, loadSome, type Of, type Which } from './load-shown.ts';
import type { Project } from './project.ts';
import type { Shown, ShownMention, ShownRelation } from './shown.ts';
import type { DocumentDecisions } from './standing.ts';

/** What a change reaches. */
export interface Reach {
  /** Entities under which something shows otherwise, before or after. */
  readonly shown: ReadonlySet<EntityId>;
  /** Units that show under them. */
  readonly units: ReadonlySet<EntityId>;
  /** Facts whose rules read otherwise. */
  readonly ids: ReadonlySet<TripleId>;
}

export interface Reached {
  /** Key. */
  readonly document: number;
  readonly before: Shown;
  readonly isWhole: boolean;
}

/** Documents that a change reaches: whole where it speaks of places in them, else only the rows it may touch. */
export interface Documents {
  addPart(document: number): void;
  addWhole(document: number): void;
  /** In order of their keys. `decisions` are those that hold from now on. */
  each(decisions: ReadonlyMap<number, DocumentDecisions>): Generator<Reached>;
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
  const listKeys = (sql: string, values: ReadonlySet<string>) =>
    toJson(project.all<{ key: number }>(sql, toJson(values)).map(({ key }) => key));
  const entities = listKeys(ENTITY_KEYS, shown);
  const homes = listKeys(HOME_KEYS, units);
  const triples = listKeys(TRIPLE_KEYS, ids);
  const of = toJson(documents);
  const parts = new Map<number, { mentions: ShownMention[]; relations: ShownRelation[] }>();
  for (const document of documents) parts.set(document, { mentions: [], relations: [] });
  const there = new Set<number>();
  const keep = (mentions: readonly Of<ShownMention>[]): void => {
    for (const mention of mentions) {
      parts.get(mention.document)?.mentions.push(mention);
      there.add(toPlace(mention.document, mention.position));
    }
  };
  if (entities !== '[]')
    keep(
      loadSome.mentions(project, {
        ...each('mention', 'm.entity IN LIST'),
        values: [of, entities],
      }),
    );
  if (homes !== '[]')
    keep(
      loadSome.aside(project, { ...each('aside_mention', 'm.home IN LIST'), values: [of, homes] }),
    );
  const ends = new Set<number>();
  const keepRelation = (relation: Of<ShownRelation>): void => {
    parts.get(relation.document)?.relations.push(relation);
    for (const end of [relation.head, relation.tail]) {
      const place = toPlace(relation.document, end);
      if (!there.has(place)) ends.add(place);
    }
  };
  const of3 = 'm.triple IN LIST OR t.subject IN MORE OR t.object IN MORE';
  if (triples !== '[]' || entities !== '[]')
    for (const relation of loadSome.relations(project, {
      ...each('relation', of3),
      values: [of, triples, entities],
    }))
      keepRelation(relation);
  for (const relation of loadSome.asideRelations(project, {
    ...each('aside_relation', '1'),
    values: [of],
  })) {
    const { document, head, tail, triple } = relation;
    const isNamed = [head, tail].some((end) => there.has(toPlace(document, end)));
    if (isNamed || (triple !== undefined && ids.has(triple))) keepRelation(relation);
  }
  const others = toJson(ends);
  if (ends.size > 0) {
    keep(loadSome.mentions(project, { ...at('mention'), values: [others] }));
    keep(loadSome.aside(project, { ...at('aside_mention'), values: [others] }));
  }
  return parts;
}

const toJson = (values: Iterable<unknown>): string => JSON.stringify([...values]);

const ENTITY_KEYS = 'SELECT key FROM entity WHERE id IN (SELECT value FROM json_each(?))';
const HOME_KEYS = 'SELECT key FROM home WHERE id IN (SELECT value FROM json_each(?))';
const TRIPLE_KEYS = 'SELECT key FROM triple WHERE id IN (SELECT value FROM json_each(?))';

/** Rows of the documents `?1` under a condition; LIST and MORE are the values of `?2` and `?3`. */
const each = (table: string, where: string): Omit<Which, 'values'> => ({
  from: `json_each(?1) given CROSS JOIN ${table} m ON m.document = given.value`,
  where: where
    .replaceAll('LIST', '(SELECT value FROM json_each(?2))')
    .replaceAll('MORE', '(SELECT value FROM json_each(?3))'),
});

/** A place in one number, for a set of many. Keys of documents stay below 2^22. */
const PLACES = 2 ** 31;
const toPlace = (document: number, position: number): number => document * PLACES + position;

/** Rows at the places `?1`. */
const at = (table: string): Omit<Which, 'values'> => ({
  from: `json_each(?1) given CROSS JOIN ${table} m
    ON m.document = given.value / ${PLACES} AND m.position = given.value % ${PLACES}`,
  where: '1',
});
