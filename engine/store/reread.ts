import type { EntityId, TripleId } from '#domain/ids';
import { addFacts, createChanges, type Changes } from './changes.ts';
import type { GivenNames, ToNaming } from './entity-changes.ts';
import { toBaseOfShown } from './load-shown.ts';
import type { Project } from './project.ts';
import { toShown, type Shown, type ShownMention, type ShownRelation } from './shown.ts';
import type { Work } from './affected.ts';
import type { Standing } from './standing.ts';
import { createTextReader } from './text.ts';
import { touch, writeGraph, type TripleDelta } from './write-graph.ts';
import { isSameMention, isSameRelation, writeShown } from './write-shown.ts';

/** What happened to single mentions and relations, for telling what a decision does. */
export interface RereadReport {
  readonly triples: TripleDelta;
  readonly mentions: number;
  readonly documents: number;
  /** Entities whose mentions or names changed, or else those of the facts that did; those that are gone too. */
  readonly entities: ReadonlySet<EntityId>;
  /** From fact to fact, as relations moved; undefined stands for not shown. */
  readonly moves: readonly (readonly [from: TripleId | undefined, to: TripleId | undefined])[];
}

/** What is told before anything is written. */
export interface Foresight {
  readonly entities: ReadonlySet<EntityId>;
  /** Facts that some relation leaves. */
  readonly left: ReadonlySet<TripleId>;
}

/**
 * Reads documents, or the rows of them that a change reaches, anew by a standing and brings the graph in line: what is
 * counted changes by differences, so that the outcome is the same as if each had been stored under it.
 */
export function reread(
  project: Project,
  { documents, renamed }: Work,
  standing: Standing,
  toNaming: ToNaming,
  onForeseen?: (foresight: Foresight) => void,
): RereadReport {
  const changes = createChanges();
  const read = createTextReader(project);
  const pending: { document: number; before: Shown; after: Shown }[] = [];
  const moves: (readonly [TripleId | undefined, TripleId | undefined])[] = [];
  let [mentions, touched] = [0, 0];
  for (const { document, before, isWhole } of documents.each(standing.documents)) {
    const decisions = standing.documents.get(document);
    const after = toShown(
      toBaseOfShown(before),
      // Rows that a person added belong to documents that are read whole.
      isWhole ? decisions : decisions && { ...decisions, mentions: [], relations: [] },
      standing,
      (start, end) => read(document, start, end),
    );
    const moved = compare(before, after, changes);
    if (!moved) continue;
    mentions += moved.mentions;
    touched += 1;
    moves.push(...moved.moves);
    pending.push({ document, before, after });
  }
  const entities = new Set(changes.entities.keys());
  for (const id of renamed) {
    const change = touch(project, changes, id);
    if (!change) continue;
    change.isRenamed = true;
    entities.add(id);
  }
  if (entities.size === 0)
    for (const { relation } of changes.triples.values())
      entities.add(relation.subject).add(relation.object);
  const left = new Set(moves.map(([from]) => from).filter((id) => id !== undefined));
  onForeseen?.({ entities, left });
  const triples = writeGraph(
    project,
    changes,
    { toNaming, given: (id) => findGiven(standing, id) },
    (keys) => {
      for (const { document, before, after } of pending)
        writeShown(project, document, before, after, keys);
    },
  );
  return { triples, mentions, documents: touched, entities, moves };
}

export function findGiven(
  { clusters }: Pick<Standing, 'clusters'>,
  id: EntityId,
): GivenNames | undefined {
  const place = clusters.placeOf(id);
  return place?.id === id && (place.name !== undefined || place.aliases.length > 0)
    ? place
    : undefined;
}

export function countShown(changes: Changes, { mentions, relations }: Shown, sign: 1 | -1): void {
  addFacts(
    changes,
    { mentions: mentions.flatMap(toCounted), relations: relations.flatMap(toCountedRelation) },
    sign,
  );
}

interface Moved {
  readonly mentions: number;
  readonly moves: readonly (readonly [TripleId | undefined, TripleId | undefined])[];
}

/** Adds the differences to `changes`; undefined where there are none. */
function compare(before: Shown, after: Shown, changes: Changes): Moved | undefined {
  const entities = new Set<EntityId>();
  const triples = new Set<TripleId>();
  const moves: (readonly [TripleId | undefined, TripleId | undefined])[] = [];
  let [mentions, changed] = [0, 0];
  for (const [a, b] of pair(before.mentions, after.mentions)) {
    if (a && b && isSameMention(a, b) && isAlikeEntity(a, b)) continue;
    changed += 1;
    if (a?.entity !== b?.entity) mentions += 1;
    for (const entity of [a?.entity, b?.entity]) if (entity !== undefined) entities.add(entity);
  }
  for (const [a, b] of pair(before.relations, after.relations)) {
    if (a && b && isSameRelation(a, b) && isAlikeTriple(a, b)) continue;
    changed += 1;
    const [from, to] = [toVisible(a), toVisible(b)];
    if (from !== to) moves.push([from, to]);
    for (const triple of [from, to]) if (triple !== undefined) triples.add(triple);
  }
  if (changed === 0) return undefined;
  for (const [shown, sign] of [
    [before, -1],
    [after, 1],
  ] as const)
    countShown(
      changes,
      {
        mentions: shown.mentions.filter(
          ({ entity }) => entity !== undefined && entities.has(entity),
        ),
        relations: shown.relations.filter(
          ({ triple, isAside }) => !isAside && triple !== undefined && triples.has(triple),
        ),
      },
      sign,
    );
  return { mentions, moves };
}

function pair<Row extends { readonly position: number }>(
  before: readonly Row[],
  after: readonly Row[],
): readonly (readonly [Row | undefined, Row | undefined])[] {
  const old = new Map(before.map((row) => [row.position, row]));
  const pairs = after.map((row): [Row | undefined, Row] => {
    const was = old.get(row.position);
    old.delete(row.position);
    return [was, row];
  });
  return [...pairs, ...[...old.values()].map((row): [Row, undefined] => [row, undefined])];
}

const toVisible = (relation: ShownRelation | undefined) =>
  relation && !relation.isAside ? relation.triple : undefined;

function isAlikeEntity(a: ShownMention, b: ShownMention): boolean {
  return a.entity === undefined || (a.entityType === b.entityType && a.entityForm === b.entityForm);
}

function isAlikeTriple(a: ShownRelation, b: ShownRelation): boolean {
  return a.isAside || (a.subjectType === b.subjectType && a.objectType === b.objectType);
}

function toCounted({ entity, entityType, entityForm, text }: ShownMention) {
  return entity === undefined ? [] : [{ entity, type: entityType, form: entityForm, text }];
}

function toCountedRelation(relation: ShownRelation) {
  const { triple, isAside } = relation;
  return triple === undefined || isAside ? [] : [{ ...relation, triple }];
}
