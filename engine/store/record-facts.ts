import type { Operation } from '#domain/curation';
import { Failure } from '#domain/failure';
import type { EntityId, TripleId } from '#domain/ids';
import type { FactRef, Recorded } from '#domain/recorded';
import type { Project } from './project.ts';
import { MENTION, toUnitOf, type Context, type MentionRecord } from './unit-refs.ts';

/** Pairs of units between which a fact is rejected, accepted or edited. */
const MOST_PAIRS = 10;
/** Sentences in which another argument is looked for when a fact is edited. */
const MOST_PLACES = 100;

interface RelationRecord {
  readonly document: number;
  readonly sentence: number;
  readonly head: number;
  readonly tail: number;
}

/** A fact by the units in whose words it is said, best evidence first: so it is found again if the entity is parted. */
export function toFactRefs(context: Context, triple: TripleId): readonly FactRef[] {
  const { project } = context;
  const fact = project.find<{ key: number; predicate: string }>(
    'SELECT key, predicate FROM triple WHERE id = ?',
    triple,
  );
  if (!fact) throw new Failure('not-found', triple);
  const refs = new Map<string, FactRef>();
  for (const relation of listRelations(project, fact.key, 200)) {
    const ref = toFactRef(context, relation, fact.predicate);
    const pair = `${ref.subject.id}/${ref.object.id}`;
    if (!refs.has(pair)) refs.set(pair, ref);
    if (refs.size >= MOST_PAIRS) break;
  }
  return [...refs.values()];
}

function listRelations(project: Project, triple: number, most: number): readonly RelationRecord[] {
  return project.all<RelationRecord>(
    `SELECT document, sentence, head, tail FROM relation WHERE triple = ?
     ORDER BY score DESC, document, position LIMIT ${most}`,
    triple,
  );
}

function toFactRef(
  context: Context,
  { document, head, tail }: RelationRecord,
  predicate: string,
): FactRef {
  const [from, to] = [head, tail].map((position) =>
    context.project.get<MentionRecord>(
      `${MENTION} WHERE m.document = ? AND m.position = ?`,
      document,
      position,
    ),
  );
  if (!from || !to) throw new RangeError('a relation without its mentions');
  return {
    subject: toUnitOf(context, from),
    predicate,
    object: toUnitOf(context, to),
    subjectAt: context.anchors.toAnchor(document, from),
    objectAt: context.anchors.toAnchor(document, to),
  };
}

/** Another predicate or direction is a rule; another subject or object is another fact, read from the same sentences. */
export function recordEdit(
  context: Context,
  operation: Extract<Operation, { kind: 'triple.edit' }>,
): readonly Recorded[] {
  const { project } = context;
  const { triple, subject, object, isReversed = false } = operation;
  const fact = project.find<{
    key: number;
    predicate: string;
    subject: EntityId;
    object: EntityId;
  }>(
    `SELECT t.key, t.predicate, s.id AS subject, o.id AS object FROM triple t
     CROSS JOIN entity s ON s.key = t.subject CROSS JOIN entity o ON o.key = t.object WHERE t.id = ?`,
    triple,
  );
  if (!fact) throw new Failure('not-found', triple);
  const predicate = operation.predicate ?? fact.predicate;
  const facts = toFactRefs(context, triple);
  const isElsewhere =
    (subject !== undefined && subject !== fact.subject) ||
    (object !== undefined && object !== fact.object);
  if (!isElsewhere) {
    if (predicate === fact.predicate && !isReversed)
      throw new Failure('decision-refused', 'the fact reads so already');
    return [{ kind: 'triple.edit', facts, predicate, isReversed }];
  }
  const added = listRelations(project, fact.key, MOST_PLACES).flatMap((relation): Recorded[] => {
    const head = findInSentence(project, relation, relation.head, subject);
    const tail = findInSentence(project, relation, relation.tail, object);
    if (head === undefined || tail === undefined) return [];
    const [from, to] = isReversed ? [tail, head] : [head, tail];
    return [
      {
        kind: 'triple.add',
        fact: toFactRef(context, { ...relation, head: from, tail: to }, predicate),
      },
    ];
  });
  if (added.length === 0)
    throw new Failure('decision-refused', 'the sentences that say so do not name that entity');
  return [{ kind: 'triple.reject', facts }, ...added];
}

/** The mention of an entity in the sentence of a relation, nearest to the one it is to replace. */
function findInSentence(
  project: Project,
  { document, sentence }: RelationRecord,
  position: number,
  entity: EntityId | undefined,
): number | undefined {
  if (entity === undefined) return position;
  return project.find<{ position: number }>(
    `SELECT m.position FROM mention m CROSS JOIN entity e ON e.key = m.entity
     WHERE m.document = ? AND m.sentence = ? AND e.id = ? ORDER BY abs(m.position - ?) LIMIT 1`,
    document,
    sentence,
    entity,
    position,
  )?.position;
}
