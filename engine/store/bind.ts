import type { MisfitReason } from '#domain/curation';
import type { DocumentId, EntityId } from '#domain/ids';
import type { Span } from '#domain/document';
import { locate, toSourceName, toSourceNames } from './anchors.ts';
import type { Project } from './project.ts';
import type { Anchor, FactRef, Recorded, UnitRef } from '#domain/recorded';
import { getText } from './text.ts';

/** Rows from here on were put there by a person. */
export const ADDED = 2 ** 30;

/** Where an anchor stands in the project as it is: a place, with the model's mention there, if there is one. */
export interface BoundPlace extends Span {
  /** Key. */
  readonly document: number;
  readonly sentence: number;
  /** Of the model's mention. */
  readonly position?: number;
  readonly home?: EntityId;
}

export type Bound<Value> = Value | MisfitReason;

/** How a unit is found: it is there, or it stands where it was read, or not at all. */
export interface BoundUnit {
  readonly ref: UnitRef;
  /** Documents have mentions of this home. */
  readonly isThere: boolean;
  /** Home that stands where the unit was read, looked up only where it is not there itself. */
  readonly instead?: EntityId;
  readonly reason?: MisfitReason;
}

export interface BoundFact {
  readonly subject: BoundUnit;
  readonly object: BoundUnit;
  readonly predicate: string;
  readonly subjectAt: Bound<BoundPlace>;
  readonly objectAt: Bound<BoundPlace>;
}

/** A recorded operation with everything in it looked up. */
export interface BoundOperation {
  readonly recorded: Recorded;
  readonly units: ReadonlyMap<EntityId, BoundUnit>;
  /** Of the operation's own anchors, in order. */
  readonly places: readonly Bound<BoundPlace>[];
  readonly facts: readonly BoundFact[];
}

/** Looks up anchors; holds texts and sources for the length of one pass. */
export interface Binder {
  bind(recorded: Recorded): BoundOperation;
}

export function createBinder(project: Project): Binder {
  const texts = new Map<number, string>();
  let named: Map<string, number> | undefined;

  const textOf = (document: number): string => {
    const known = texts.get(document);
    if (known !== undefined) return known;
    // A pass touches document after document; a few are enough.
    if (texts.size > 20) texts.clear();
    const text = getText(project, document);
    texts.set(document, text);
    return text;
  };

  /** The document itself, else what its source says now; two sources of that name may both be it. */
  const findDocument = ({ document, name }: Anchor): Bound<number> => {
    const sql = 'SELECT key FROM document WHERE id = ?';
    const same = project.find<{ key: number }>(sql, document)?.key;
    if (same !== undefined) return same;
    if (name === '') return 'text-missing';
    named ??= listNamed(project);
    const found = named.get(name) ?? named.get(`/${name}`) ?? 'text-missing';
    return found === -1 ? 'text-ambiguous' : found;
  };

  const bindPlace = (anchor: Anchor): Bound<BoundPlace> => {
    const document = findDocument(anchor);
    if (typeof document === 'string') return document;
    const span = locate(anchor, textOf(document));
    if (typeof span === 'string') return span;
    const sentence = findSentence(project, document, span.start);
    if (sentence === undefined) return 'text-missing';
    return { ...span, document, sentence, ...findMention(project, document, span) };
  };

  const bindUnit = (ref: UnitRef): BoundUnit => {
    if (ref.isSplit) return { ref, isThere: false };
    if (hasHome(project, ref.id)) return { ref, isThere: true };
    const votes = new Map<EntityId, number>();
    // Of several reasons the one that came nearest.
    let reason: MisfitReason = 'entity-missing';
    for (const anchor of ref.at) {
      const place = bindPlace(anchor);
      if (typeof place === 'string') {
        if (place === 'text-ambiguous' && reason === 'entity-missing') reason = place;
      } else if (place.home === undefined) reason = 'mention-missing';
      else votes.set(place.home, (votes.get(place.home) ?? 0) + 1);
    }
    const [first, second] = [...votes].sort(([, a], [, b]) => b - a);
    if (!first) return { ref, isThere: false, reason };
    if (second && second[1] === first[1])
      return { ref, isThere: false, reason: 'entity-ambiguous' };
    return { ref, isThere: false, instead: first[0] };
  };

  /** Where it is said matters only to facts that are put there; a rule holds wherever the fact is said. */
  const bindFact = (fact: FactRef, isPlaced: boolean): BoundFact => ({
    subject: bindUnit(fact.subject),
    object: bindUnit(fact.object),
    predicate: fact.predicate,
    subjectAt: isPlaced ? bindPlace(fact.subjectAt) : 'text-missing',
    objectAt: isPlaced ? bindPlace(fact.objectAt) : 'text-missing',
  });

  return {
    bind: (recorded) => ({
      recorded,
      units: new Map(listUnits(recorded).map((ref) => [ref.id, bindUnit(ref)])),
      places: listOwnAnchors(recorded).map(bindPlace),
      facts: listFacts(recorded).map((fact) =>
        bindFact(fact, recorded.kind === 'triple.accept' || recorded.kind === 'triple.add'),
      ),
    }),
  };
}

/** Every unit an operation speaks of. */
export function listUnits(recorded: Recorded): readonly UnitRef[] {
  switch (recorded.kind) {
    case 'entity.merge':
      return recorded.units;
    case 'entity.split':
      return [recorded.from, ...recorded.whole, ...recorded.rest];
    case 'entity.separate':
      return recorded.sides.flat();
    case 'entity.rename':
    case 'entity.retype':
    case 'entity.addAlias':
    case 'entity.hide':
    case 'mention.add':
      return [recorded.unit];
    case 'mention.remove':
      return [];
    case 'triple.add':
      return [recorded.fact.subject, recorded.fact.object];
    case 'triple.accept':
    case 'triple.reject':
    case 'triple.edit':
      return recorded.facts.flatMap(({ subject, object }) => [subject, object]);
  }
}

export function listFacts(recorded: Recorded): readonly FactRef[] {
  if (recorded.kind === 'triple.add') return [recorded.fact];
  return 'facts' in recorded ? recorded.facts : [];
}

/** Anchors that are not just there to find a unit again. */
export function listOwnAnchors(recorded: Recorded): readonly Anchor[] {
  if (recorded.kind === 'entity.split') return recorded.mentions;
  return 'at' in recorded ? [recorded.at] : [];
}

/** Every anchor, for whoever has to know which documents an operation hangs on. */
export function listAnchors(recorded: Recorded): readonly Anchor[] {
  return [
    ...listOwnAnchors(recorded),
    ...listUnits(recorded).flatMap(({ at }) => at),
    ...listFacts(recorded).flatMap(({ subjectAt, objectAt }) => [subjectAt, objectAt]),
  ];
}

/** Whether the model found a mention of this home in any document that is there. */
export function hasHome(project: Project, id: EntityId): boolean {
  return (
    project.find(
      `SELECT 1 FROM mention WHERE entity = (SELECT key FROM entity WHERE id = ?1) AND home IS NULL AND position < ${ADDED}
       UNION ALL SELECT 1 FROM mention WHERE home = (SELECT key FROM home WHERE id = ?1) AND position < ${ADDED}
       UNION ALL SELECT 1 FROM aside_mention WHERE home = (SELECT key FROM home WHERE id = ?1) AND position < ${ADDED} LIMIT 1`,
      id,
    ) !== undefined
  );
}

interface FoundMention extends Span {
  readonly position: number;
  readonly home: EntityId;
}

/** The model's mention at exactly this span, else the one that shares most of it, at least half of the longer. */
function findMention(
  project: Project,
  document: number,
  { start, end }: Span,
): Pick<BoundPlace, 'position' | 'home'> {
  const touching = project.all<FoundMention>(
    `SELECT m.position, m.start, m.end, coalesce(h.id, e.id) AS home
     FROM mention m CROSS JOIN entity e ON e.key = m.entity LEFT JOIN home h ON h.key = m.home
     WHERE m.document = ?1 AND m.start < ?3 AND m.end > ?2 AND m.position < ${ADDED}
     UNION ALL SELECT m.position, m.start, m.end, h.id
     FROM aside_mention m CROSS JOIN home h ON h.key = m.home
     WHERE m.document = ?1 AND m.start < ?3 AND m.end > ?2 AND m.position < ${ADDED}`,
    document,
    start,
    end,
  );
  let [best, most] = [undefined as FoundMention | undefined, 0.5];
  for (const mention of touching) {
    const shared = Math.min(end, mention.end) - Math.max(start, mention.start);
    const share = shared / Math.max(end - start, mention.end - mention.start);
    if (share >= most) [best, most] = [mention, share];
  }
  return best ? { position: best.position, home: best.home } : {};
}

function findSentence(project: Project, document: number, offset: number): number | undefined {
  return project.find<{ position: number }>(
    `SELECT position FROM sentence WHERE document = ? AND start <= ? ORDER BY position DESC LIMIT 1`,
    document,
    offset,
  )?.position;
}

/**
 * By name below the imported folder, and with a slash before it by each end of the path, the key of the document; -1 where
 * two sources of that name differ.
 */
function listNamed(project: Project): Map<string, number> {
  const named = new Map<string, number>();
  const put = (name: string, document: number) => {
    const known = named.get(name);
    named.set(name, known === undefined || known === document ? document : -1);
  };
  for (const { document, ...source } of project.all<{
    path: string;
    root: string;
    document: number;
  }>('SELECT path, root, document FROM source WHERE document IS NOT NULL')) {
    put(toSourceName(source), document);
    for (const name of toSourceNames(source.path)) put(name, document);
  }
  return named;
}

/** What an anchor hangs on: the document, and what its source is called. */
export function toDocumentKeys(anchor: Anchor): readonly (DocumentId | string)[] {
  return anchor.name === '' ? [anchor.document] : [anchor.document, `/${anchor.name}`];
}
