import type { EntityId, TripleId } from '#domain/ids';
import { createTallies, type Tallies } from './tallies.ts';
import { createIndexDebt, type IndexDebt } from './indexing.ts';

/** What is counted of a mention that is shown. */
export interface CountedMention {
  readonly entity: EntityId;
  readonly type: string;
  /** Normalised key of the entity. */
  readonly form: string;
  readonly text: string;
}

/** What is counted of a relation that is shown. */
export interface CountedRelation {
  readonly triple: TripleId;
  readonly sentence: number;
  readonly type: string;
  readonly score: number;
  readonly subject: EntityId;
  readonly object: EntityId;
  readonly subjectType: string;
  readonly objectType: string;
}

/** What one transaction does to an entity: differences, so that a document that is replaced by a like one does nothing. */
export interface EntityChange {
  type: string;
  form: string;
  mentions: number;
  documents: number;
  readonly surfaceForms: Map<string, number>;
  /** People call it otherwise than before. */
  isRenamed?: boolean;
}

export interface TripleChange {
  relation: CountedRelation;
  relations: number;
  documents: number;
  sentences: number;
  /** The highest score that was added. */
  score: number;
  /** Evidence came. */
  isGained: boolean;
  /** Evidence went, so the score has to be found anew. */
  isReduced: boolean;
}

export interface Changes {
  readonly entities: Map<EntityId, EntityChange>;
  readonly triples: Map<TripleId, TripleChange>;
  readonly debt: IndexDebt;
  readonly tallies: Tallies;
}

export function createChanges(): Changes {
  return {
    entities: new Map(),
    triples: new Map(),
    debt: createIndexDebt(),
    tallies: createTallies(),
  };
}

/**
 * `sign` is 1 where the facts come and -1 where they go. All of one document that are of one entity (or triple) come in
 * one call, or documents are counted twice. Where type or form differ, those that come stand.
 */
export function addFacts(
  changes: Changes,
  {
    mentions,
    relations,
  }: {
    readonly mentions: readonly CountedMention[];
    readonly relations: readonly CountedRelation[];
  },
  sign: 1 | -1,
): void {
  const entities = new Set<EntityId>();
  for (const { entity, type, form, text } of mentions) {
    let change = changes.entities.get(entity);
    if (!change) {
      change = { type, form, mentions: 0, documents: 0, surfaceForms: new Map() };
      changes.entities.set(entity, change);
    }
    if (sign > 0) {
      change.type = type;
      change.form = form;
    }
    change.mentions += sign;
    change.surfaceForms.set(text, (change.surfaceForms.get(text) ?? 0) + sign);
    if (!entities.has(entity)) change.documents += sign;
    entities.add(entity);
  }
  const sentences = new Map<TripleId, Set<number>>();
  for (const relation of relations) {
    let change = changes.triples.get(relation.triple);
    if (!change) {
      change = {
        relation,
        relations: 0,
        documents: 0,
        sentences: 0,
        score: 0,
        isGained: false,
        isReduced: false,
      };
      changes.triples.set(relation.triple, change);
    }
    change.relations += sign;
    if (sign > 0) {
      change.relation = relation;
      change.score = Math.max(change.score, relation.score);
      change.isGained = true;
    } else change.isReduced = true;
    const seen = sentences.get(relation.triple) ?? new Set();
    if (seen.size === 0) change.documents += sign;
    if (!seen.has(relation.sentence)) change.sentences += sign;
    sentences.set(relation.triple, seen.add(relation.sentence));
  }
}
