import type { EntityId, TripleId } from '#domain/ids';
import { toHomeKey } from './homes.ts';
import type { Project } from './project.ts';
import type { Shown, ShownMention, ShownRelation } from './shown.ts';

/** Keys of the rows that mentions and relations point at. */
export interface Keys {
  readonly entities: ReadonlyMap<EntityId, number>;
  readonly triples: ReadonlyMap<TripleId, number>;
}

/** Brings the rows of a document from one reading to another; those that are alike are not touched. */
export function writeShown(
  project: Project,
  document: number,
  before: Shown,
  after: Shown,
  keys: Keys,
): void {
  const old = new Map(before.mentions.map((mention) => [mention.position, mention]));
  for (const mention of after.mentions) {
    const was = old.get(mention.position);
    old.delete(mention.position);
    if (was && isSameMention(was, mention)) continue;
    if (was && updateMention(project, document, was, mention, keys)) continue;
    if (was) deleteMention(project, document, was);
    insertMention(project, document, mention, keys);
  }
  for (const gone of old.values()) deleteMention(project, document, gone);

  const oldRelations = new Map(before.relations.map((relation) => [relation.position, relation]));
  for (const relation of after.relations) {
    const was = oldRelations.get(relation.position);
    oldRelations.delete(relation.position);
    if (was && isSameRelation(was, relation)) continue;
    if (was && updateRelation(project, document, was, relation, keys)) continue;
    if (was) deleteRelation(project, document, was);
    insertRelation(project, document, relation, keys);
  }
  for (const gone of oldRelations.values()) deleteRelation(project, document, gone);
}

/** The rows would be the same. */
export function isSameMention(a: ShownMention, b: ShownMention): boolean {
  return (
    a.entity === b.entity &&
    a.home === b.home &&
    (a.entity === undefined || a.decision === b.decision) &&
    a.start === b.start &&
    a.end === b.end &&
    a.type === b.type
  );
}

export function isSameRelation(a: ShownRelation, b: ShownRelation): boolean {
  if (a.isAside !== b.isAside || a.triple !== b.triple) return false;
  if (a.head !== b.head || a.tail !== b.tail || a.type !== b.type || a.score !== b.score)
    return false;
  return a.isAside || (a.base === b.base && a.decision === b.decision);
}

export function insertMention(
  project: Project,
  document: number,
  mention: ShownMention,
  { entities }: Keys,
): void {
  const { position, sentence, start, end, type, text, score, home, homeForm } = mention;
  const key = mention.entity === home ? null : toHomeKey(project, home, { type, form: homeForm });
  if (mention.entity === undefined)
    project.run(
      `INSERT INTO aside_mention (document, position, sentence, start, end, type, text, score, home)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      document,
      position,
      sentence,
      start,
      end,
      type,
      text,
      score,
      key,
    );
  else
    project.run(
      `INSERT INTO mention (document, position, sentence, start, end, type, text, score, entity, home, decision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      document,
      position,
      sentence,
      start,
      end,
      type,
      text,
      score,
      entities.get(mention.entity) ?? null,
      key,
      mention.decision,
    );
}

export function insertRelation(
  project: Project,
  document: number,
  relation: ShownRelation,
  { triples }: Keys,
): void {
  const { position, sentence, head, tail, type, score, triple, base, decision } = relation;
  if (relation.isAside)
    project.run(
      `INSERT INTO aside_relation (document, position, sentence, head, tail, type, score, triple)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      document,
      position,
      sentence,
      head,
      tail,
      type,
      score,
      triple ?? null,
    );
  else
    project.run(
      `INSERT INTO relation (document, position, sentence, head, tail, type, score, triple, base, decision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      document,
      position,
      sentence,
      head,
      tail,
      type,
      score,
      (triple && triples.get(triple)) ?? null,
      base,
      decision,
    );
}

/** Gives false where the row has to be another one. */
function updateMention(
  project: Project,
  document: number,
  was: ShownMention,
  { position, entity, home, homeForm, type, start, end, decision }: ShownMention,
  { entities }: Keys,
): boolean {
  if (was.entity === undefined || entity === undefined) return false;
  if (was.start !== start || was.end !== end || was.type !== type) return false;
  project.run(
    'UPDATE mention SET entity = ?, home = ?, decision = ? WHERE document = ? AND position = ?',
    entities.get(entity) ?? null,
    entity === home ? null : toHomeKey(project, home, { type, form: homeForm }),
    decision,
    document,
    position,
  );
  return true;
}

function updateRelation(
  project: Project,
  document: number,
  was: ShownRelation,
  { position, sentence, head, tail, type, score, triple, isAside, base, decision }: ShownRelation,
  { triples }: Keys,
): boolean {
  if (was.isAside || isAside) return false;
  project.run(
    `UPDATE relation SET sentence = ?, head = ?, tail = ?, type = ?, score = ?, triple = ?, base = ?, decision = ?
     WHERE document = ? AND position = ?`,
    sentence,
    head,
    tail,
    type,
    score,
    (triple && triples.get(triple)) ?? null,
    base,
    decision,
    document,
    position,
  );
  return true;
}

function deleteMention(
  project: Project,
  document: number,
  { entity, position }: ShownMention,
): void {
  const table = entity === undefined ? 'aside_mention' : 'mention';
  project.run(`DELETE FROM ${table} WHERE document = ? AND position = ?`, document, position);
}

function deleteRelation(
  project: Project,
  document: number,
  { isAside, position }: ShownRelation,
): void {
  const table = isAside ? 'aside_relation' : 'relation';
  project.run(`DELETE FROM ${table} WHERE document = ? AND position = ?`, document, position);
}
