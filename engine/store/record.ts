import type { Argument, Operation, Place } from '#domain/curation';
import { Failure } from '#domain/failure';
import { toEntityId, type DocumentId, type EntityId, type TripleId } from '#domain/ids';
import type { Span } from '#domain/document';
import { createAnchorMaker, type AnchorMaker } from './anchors.ts';
import { ADDED } from './bind.ts';
import type { Curation } from './curation.ts';
import { digest } from './facts.ts';
import { findHome } from './homes.ts';
import type { Project } from './project.ts';
import type { Anchor, FactRef, Recorded, UnitRef } from '#domain/recorded';
import { expandSelection } from './selection.ts';

/** `normaliseName` of resolve: the key of a name of that type. */
export type ToForm = (text: string, type: string) => string;

/** Mentions kept to find a unit again, and places kept of a fact. */
const MOST_ANCHORS = 3;
/** Pairs of units between which a fact is rejected, accepted or edited. */
const MOST_PAIRS = 10;
/** Units of one side of "never the same". */
const MOST_UNITS = 200;
/** Sentences in which another argument is looked for when a fact is edited. */
const MOST_PLACES = 100;

/** Turns what was asked for, by ids, into what is recorded, anchored in text. */
export interface Recorder {
  /** @throws Failure `not-found`, `decision-refused` */
  record(operation: Operation): readonly Recorded[];
}

export function createRecorder(project: Project, { standing }: Curation, toForm: ToForm): Recorder {
  const anchors = createAnchorMaker(project);
  const context = { project, standing, toForm, anchors };
  return {
    record(operation) {
      if (operation.kind.startsWith('selection.'))
        return expandSelection(project, operation).flatMap((each) => recordOne(context, each));
      return recordOne(context, operation);
    },
  };
}

interface Context {
  readonly project: Project;
  readonly standing: Curation['standing'];
  readonly toForm: ToForm;
  readonly anchors: AnchorMaker;
}

function recordOne(context: Context, operation: Operation): readonly Recorded[] {
  const { kind } = operation;
  switch (kind) {
    case 'entity.merge': {
      const ids = new Set(operation.entities);
      if (ids.size < 2)
        throw new Failure('decision-refused', 'one entity cannot be merged with itself');
      return [{ kind, units: [...ids].flatMap((id) => listParts(context, id)) }];
    }
    case 'entity.separate': {
      const sides = [...new Set(operation.entities)].map((id) => listUnitsOf(context, id));
      if (sides.length < 2)
        throw new Failure('decision-refused', 'one entity cannot be kept apart from itself');
      return [{ kind, sides }];
    }
    case 'entity.split':
      return [recordSplit(context, operation.entity, operation.mentions)];
    case 'entity.rename':
      return [{ kind, unit: toUnitRef(context, operation.entity), name: operation.name }];
    case 'entity.retype':
      return [{ kind, unit: toUnitRef(context, operation.entity), type: operation.type }];
    case 'entity.addAlias':
      return [{ kind, unit: toUnitRef(context, operation.entity), alias: operation.alias }];
    case 'entity.hide':
      return [{ kind, unit: toUnitRef(context, operation.entity) }];
    case 'triple.accept':
    case 'triple.reject':
      return [{ kind, facts: toFactRefs(context, operation.triple) }];
    case 'triple.edit':
      return recordEdit(context, operation);
    case 'triple.add': {
      const document = getDocumentKey(context.project, operation.document);
      return [
        {
          kind,
          fact: {
            ...toArgumentRef(context, document, 'subject', operation.subject),
            predicate: operation.predicate,
            ...toArgumentRef(context, document, 'object', operation.object),
          } as FactRef,
        },
      ];
    }
    case 'mention.add':
      return [recordMention(context, operation)];
    case 'mention.remove': {
      const document = getDocumentKey(context.project, operation.document);
      const mention = findMention(context.project, document, operation);
      if (!mention) throw new Failure('decision-refused', 'there is no name at that place');
      return [{ kind, at: context.anchors.toAnchor(document, operation) }];
    }
    default:
      throw new RangeError(`not a single operation: ${kind}`);
  }
}

interface MentionRecord extends Span {
  readonly document: number;
  readonly position: number;
  readonly type: string;
  readonly home: EntityId;
  readonly entity: EntityId;
}

const MENTION = `SELECT m.document, m.position, m.start, m.end, m.type, coalesce(h.id, e.id) AS home, e.id AS entity
  FROM mention m CROSS JOIN entity e ON e.key = m.entity LEFT JOIN home h ON h.key = m.home`;

function getEntity(
  project: Project,
  id: EntityId,
): { key: number; name: string; type: string; form: string } {
  const sql = 'SELECT key, name, type, form FROM entity WHERE id = ?';
  const found = project.find<{ key: number; name: string; type: string; form: string }>(sql, id);
  if (!found) throw new Failure('not-found', id);
  return found;
}

function getDocumentKey(project: Project, id: DocumentId): number {
  const found = project.find<{ key: number }>('SELECT key FROM document WHERE id = ?', id);
  if (!found) throw new Failure('not-found', id);
  return found.key;
}

/** The unit under whose id the entity shows. */
function toUnitRef(context: Context, id: EntityId): UnitRef {
  const { name } = getEntity(context.project, id);
  return describe(context, id, name);
}

function describe({ project, standing, anchors }: Context, unit: EntityId, name: string): UnitRef {
  const info = standing.readInfo(unit) ?? findHome(project, unit);
  const isSplit = standing.splits.has(unit);
  return {
    id: unit,
    type: info?.type ?? '',
    form: info?.form ?? '',
    name,
    ...(isSplit ? { isSplit } : {}),
    at: isSplit
      ? []
      : listMentionsOf(project, unit).map((mention) => anchors.toAnchor(mention.document, mention)),
  };
}

/** A few mentions of a home, from several documents where there are. */
function listMentionsOf(project: Project, home: EntityId): readonly MentionRecord[] {
  const found = project.all<MentionRecord>(
    `SELECT * FROM (${MENTION} WHERE m.entity = (SELECT key FROM entity WHERE id = ?1) AND m.home IS NULL
         AND m.position < ${ADDED} LIMIT 40)
     UNION ALL SELECT * FROM (${MENTION} WHERE m.home = (SELECT key FROM home WHERE id = ?1)
         AND m.position < ${ADDED} LIMIT 40)`,
    home,
  );
  const perDocument = new Map<number, MentionRecord>();
  for (const mention of found)
    if (!perDocument.has(mention.document)) perDocument.set(mention.document, mention);
  const first = [...perDocument.values()];
  return [...first, ...found.filter((mention) => !first.includes(mention))].slice(0, MOST_ANCHORS);
}

/** Units with mentions in an entity. */
function listUnitIds({ project, standing }: Context, id: EntityId): readonly EntityId[] {
  const { key } = getEntity(project, id);
  const closure = standing.clusters
    .closureOf(id)
    .filter((unit) => (standing.clusters.placeOf(unit)?.id ?? unit) === id);
  const there = new Set(
    project
      .all<{ home: EntityId }>(
        `SELECT DISTINCT coalesce(h.id, ?2) AS home FROM mention m LEFT JOIN home h ON h.key = m.home WHERE m.entity = ?1`,
        key,
        id,
      )
      .map(({ home }) => home),
  );
  return closure.filter((unit) => unit === id || there.has(unit) || standing.splits.has(unit));
}

/** One unit for each part of an entity that its own decisions hold together; that which leads comes first. */
function listParts(context: Context, id: EntityId): readonly UnitRef[] {
  const { name } = getEntity(context.project, id);
  const seen = new Set<unknown>();
  const units = [id, ...listUnitIds(context, id).filter((unit) => unit !== id)];
  return units.flatMap((unit) => {
    const component = context.standing.components.get(unit) ?? unit;
    if (seen.has(component)) return [];
    seen.add(component);
    return [describe(context, unit, name)];
  });
}

function listUnitsOf(context: Context, id: EntityId): readonly UnitRef[] {
  const { name } = getEntity(context.project, id);
  return listUnitIds(context, id)
    .slice(0, MOST_UNITS)
    .map((unit) => describe(context, unit, name));
}

function recordSplit(context: Context, id: EntityId, places: readonly Place[]): Recorded {
  const { project, standing, anchors } = context;
  const { key, name } = getEntity(project, id);
  const chosen = places.map((place) => {
    const mention = findMention(project, getDocumentKey(project, place.document), place);
    if (!mention || mention.entity !== id)
      throw new Failure('decision-refused', `${name} is not named at one of these places`);
    return mention;
  });
  const total = project.get<{ mentions: number }>('SELECT mentions FROM entity WHERE key = ?', key);
  const distinct = new Map(
    chosen.map((mention) => [`${mention.document}/${mention.position}`, mention]),
  );
  if (distinct.size >= total.mentions)
    throw new Failure('decision-refused', `${name} would be left without a name`);
  // Homes that go as a whole go with all that later documents bring, unless a person joined them to what stays.
  const unitIds = listUnitIds(context, id);
  const perHome = new Map<EntityId, MentionRecord[]>();
  for (const mention of distinct.values())
    perHome.set(mention.home, [...(perHome.get(mention.home) ?? []), mention]);
  const whole = [...perHome].flatMap(([home, mentions]) =>
    unitIds.includes(home) && mentions.length === countMentions(project, key, id, home)
      ? [home]
      : [],
  );
  const held = (unit: EntityId) => standing.components.get(unit) ?? unit;
  const goes = new Set<EntityId>(whole);
  for (const unit of whole) {
    const stays = unitIds.filter((other) => !goes.has(other));
    if (stays.some((other) => held(other) === held(unit))) goes.delete(unit);
  }
  const parts = [...distinct.values()].filter(({ home }) => !goes.has(home));
  const spans = parts.map((mention) => anchors.toAnchor(mention.document, mention));
  return {
    kind: 'entity.split',
    from: describe(context, id, name),
    unit: toPartId(spans),
    mentions: spans,
    whole: [...goes].map((unit) => describe(context, unit, name)),
    rest: unitIds.filter((unit) => !goes.has(unit)).map((unit) => describe(context, unit, name)),
  };
}

/** By what it holds, so that two people who split alike make the same. */
function toPartId(anchors: readonly Anchor[]): EntityId {
  const places = anchors.map(({ document, start, end }) => `${document}:${start}:${end}`).sort();
  return toEntityId(digest, '', places.join('\0'));
}

function countMentions(project: Project, key: number, id: EntityId, home: EntityId): number {
  const sql =
    home === id
      ? 'SELECT count(*) AS mentions FROM mention WHERE entity = ?1 AND home IS NULL AND ?2 IS NOT NULL'
      : 'SELECT count(*) AS mentions FROM mention WHERE home = (SELECT key FROM home WHERE id = ?2) AND entity = ?1';
  return project.get<{ mentions: number }>(sql, key, home).mentions;
}

/** What stands exactly there. */
function findMention(
  project: Project,
  document: number,
  { start, end }: Span,
): MentionRecord | undefined {
  return project.find<MentionRecord>(
    `${MENTION} WHERE m.document = ? AND m.start = ? AND m.end = ?`,
    document,
    start,
    end,
  );
}

interface RelationRecord {
  readonly document: number;
  readonly sentence: number;
  readonly head: number;
  readonly tail: number;
}

/** A fact by the units in whose words it is said, best evidence first: so it is found again if the entity is parted. */
function toFactRefs(context: Context, triple: TripleId): readonly FactRef[] {
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

/** The unit a mention stands for, found again by this mention. */
function toUnitOf({ project, standing, anchors }: Context, mention: MentionRecord): UnitRef {
  const assigned = standing.documents.get(mention.document)?.assigned.get(mention.position);
  const unit = assigned?.unit ?? mention.home;
  const info = standing.readInfo(unit) ?? findHome(project, unit);
  const isSplit = standing.splits.has(unit);
  return {
    id: unit,
    type: info?.type ?? mention.type,
    form: info?.form ?? '',
    name: getEntity(project, mention.entity).name,
    ...(isSplit ? { isSplit } : {}),
    at: isSplit ? [] : [anchors.toAnchor(mention.document, mention)],
  };
}

/** Another predicate or direction is a rule; another subject or object is another fact, read from the same sentences. */
function recordEdit(
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

/** An argument as a person pointed it out: a name that is marked, or words with a type. */
function toArgumentRef(
  context: Context,
  document: number,
  part: 'subject' | 'object',
  argument: Argument,
): Partial<FactRef> {
  const at = toCheckedAnchor(context, document, argument);
  const mention = findMention(context.project, document, argument);
  if (!mention && argument.type === undefined)
    throw new Failure('decision-refused', `“${at.text}” is not marked as a name, and has no type`);
  const unit = mention
    ? toUnitOf(context, mention)
    : toNewUnit(context, document, at, argument.type ?? '');
  return part === 'subject' ? { subject: unit, subjectAt: at } : { object: unit, objectAt: at };
}

function recordMention(
  context: Context,
  operation: Extract<Operation, { kind: 'mention.add' }>,
): Recorded {
  const document = getDocumentKey(context.project, operation.document);
  const at = toCheckedAnchor(context, document, operation);
  const { type, entity } = operation;
  const unit =
    entity === undefined ? toNewUnit(context, document, at, type) : toUnitRef(context, entity);
  return { kind: 'mention.add', unit, at, type };
}

/** What the same words of this type stand for elsewhere in the document, else the home that they have. */
function toNewUnit(context: Context, document: number, at: Anchor, type: string): UnitRef {
  const alike = context.project.find<MentionRecord>(
    `${MENTION} WHERE m.document = ? AND m.text = ? AND m.type = ? ORDER BY m.position LIMIT 1`,
    document,
    at.text,
    type,
  );
  if (alike) return toUnitOf(context, alike);
  const form = context.toForm(at.text, type);
  return { id: toEntityId(digest, type, form), type, form, name: at.text, at: [at] };
}

/** @throws Failure `decision-refused` for a span that is not a piece of one sentence */
function toCheckedAnchor({ project, anchors }: Context, document: number, span: Span): Anchor {
  const sentence = project.find<Span>(
    'SELECT start, end FROM sentence WHERE document = ? AND start <= ? ORDER BY position DESC LIMIT 1',
    document,
    span.start,
  );
  const anchor = anchors.toAnchor(document, span);
  if (!sentence || span.end > sentence.end || span.start >= span.end || anchor.text.trim() === '')
    throw new Failure('decision-refused', 'a name has to be words inside one sentence');
  return anchor;
}
