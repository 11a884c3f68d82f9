import type { EntityId, TripleId } from '#domain/ids';
import type { Span } from '#domain/document';
import { toTripleId } from '#domain/ids';
import { ADDED } from './bind.ts';
import { digest, type MentionFact, type RelationFact } from './facts.ts';
import type { AddedArgument, DocumentDecisions, Standing } from './standing.ts';

/** A mention as the graph shows it, with what it is made of. `entity` is undefined where it is put aside. */
export interface ShownMention extends Span {
  readonly position: number;
  readonly sentence: number;
  /** As the model said, or the person who added it. */
  readonly type: string;
  readonly text: string;
  readonly score: number;
  readonly home: EntityId;
  readonly homeForm: string;
  readonly entity: EntityId | undefined;
  readonly entityType: string;
  readonly entityForm: string;
  /** Number of the decision behind it. */
  readonly decision: number | null;
}

export interface ShownRelation {
  readonly position: number;
  readonly sentence: number;
  /** Positions of mentions. */
  readonly head: number;
  readonly tail: number;
  readonly type: string;
  readonly score: number;
  /** What a rejected fact would be; undefined where an argument is put aside. */
  readonly triple: TripleId | undefined;
  readonly isAside: boolean;
  readonly subject: EntityId;
  readonly object: EntityId;
  readonly subjectType: string;
  readonly objectType: string;
  /** The model's words, JSON `[type, head, tail, score]`, where they are others. */
  readonly base: string | null;
  readonly decision: number | null;
}

export interface Shown {
  readonly mentions: readonly ShownMention[];
  readonly relations: readonly ShownRelation[];
}

export interface BaseMention extends Omit<MentionFact, 'entity' | 'form'> {
  readonly position: number;
  readonly home: EntityId;
  readonly homeForm: string;
}

export interface BaseRelation {
  readonly position: number;
  readonly sentence: number;
  readonly head: number;
  readonly tail: number;
  readonly type: string;
  readonly score: number;
  /** Id of the fact between the homes, where it is known already. */
  readonly triple?: TripleId;
}

/** What the model said of a document, by position. */
export interface Base {
  readonly mentions: readonly BaseMention[];
  readonly relations: readonly BaseRelation[];
}

/** How a document reads when decisions and links are applied. `read` gives a slice of its text. */
export function toShown(
  { mentions, relations }: Base,
  decisions: DocumentDecisions | undefined,
  { clusters, rules, readInfo }: Pick<Standing, 'clusters' | 'rules' | 'readInfo'>,
  read: (start: number, end: number) => string,
): Shown {
  const shown = new Map<number, ShownMention>();
  const show = (
    base: BaseMention,
    unit: EntityId,
    isRemoved: boolean,
    decision: number | null,
  ): void => {
    const place = clusters.placeOf(unit);
    const isAside = isRemoved || place?.isHidden === true;
    const own = unit === base.home ? { type: base.type, form: base.homeForm } : readInfo(unit);
    shown.set(base.position, {
      ...base,
      entity: isAside ? undefined : (place?.id ?? unit),
      entityType: place?.type ?? own?.type ?? base.type,
      entityForm: place?.form ?? own?.form ?? base.homeForm,
      decision,
    });
  };
  for (const base of mentions) {
    const assigned = decisions?.assigned.get(base.position);
    const isRemoved = decisions?.removed.has(base.position) ?? false;
    show(base, assigned?.unit ?? base.home, isRemoved, assigned?.number ?? null);
  }
  const added = decisions ? listAdded(decisions) : [];
  for (const [at, { start, end, sentence, type, form, unit, number }] of added.entries())
    show(
      {
        position: ADDED + at,
        start,
        end,
        sentence,
        type,
        text: read(start, end),
        score: 1,
        home: unit,
        homeForm: form,
      },
      unit,
      false,
      number,
    );
  const facts = relations.map((relation) => showRelation(relation, null, -1));
  if (decisions?.relations.length) stamp(decisions, facts);
  return { mentions: [...shown.values()], relations: facts };

  function showRelation(relation: BaseRelation, made: number | null, after: number): ShownRelation {
    const { position, sentence, type, score } = relation;
    const [head, tail] = [shown.get(relation.head), shown.get(relation.tail)];
    const ends = {
      subject: head?.entity ?? 'e',
      object: tail?.entity ?? 'e',
      subjectType: head?.entityType ?? '',
      objectType: tail?.entityType ?? '',
    } as const;
    if (head?.entity === undefined || tail?.entity === undefined)
      return { ...relation, ...ends, triple: undefined, isAside: true, base: null, decision: made };
    if (rules.isEmpty)
      return {
        ...relation,
        ...ends,
        triple:
          relation.triple && ends.subject === head.home && ends.object === tail.home
            ? relation.triple
            : toTripleId(digest, ends.subject, type, ends.object),
        isAside: false,
        base: null,
        decision: made,
      };
    const fact = rules.apply(ends.subject, type, ends.object, after);
    if (fact.isRejected)
      return { ...relation, ...ends, triple: fact.id, isAside: true, base: null, decision: made };
    const isSame = fact.predicate === type && !fact.isReversed;
    const [first, second] = fact.isReversed ? [tail, head] : [head, tail];
    return {
      position,
      sentence,
      type: fact.predicate,
      score,
      head: first.position,
      tail: second.position,
      triple: fact.id,
      isAside: false,
      subject: fact.subject,
      object: fact.object,
      subjectType: first.entityType,
      objectType: second.entityType,
      base: isSame ? null : toBase(relation),
      decision: made ?? fact.number ?? null,
    };
  }

  /** A fact that a person says, too, is marked where the model says it; else it gets a row of its own. */
  function stamp({ relations: said }: DocumentDecisions, facts: ShownRelation[]): void {
    for (const [at, relation] of said.entries()) {
      const [head, tail] = [positionOf(relation.subject), positionOf(relation.object)];
      if (head === undefined || tail === undefined) continue;
      const { sentence } = relation.subject;
      const own = showRelation(
        { position: ADDED + at, sentence, head, tail, type: relation.predicate, score: 1 },
        relation.number,
        relation.order,
      );
      const same = facts.findIndex(
        (fact) =>
          !fact.isAside &&
          fact.head === own.head &&
          fact.tail === own.tail &&
          fact.triple === own.triple,
      );
      const there = facts[same];
      if (!there) facts.push(own);
      else
        facts[same] = {
          ...there,
          score: 1,
          base: there.position < ADDED ? (there.base ?? toBase(there)) : null,
          decision: own.decision,
        };
    }
  }

  function positionOf(argument: AddedArgument): number | undefined {
    if (argument.position !== undefined) return argument.position;
    const at = added.findIndex(
      ({ start, end }) => start === argument.start && end === argument.end,
    );
    return at < 0 ? undefined : ADDED + at;
  }
}

function toBase({
  type,
  head,
  tail,
  score,
}: Pick<BaseRelation, 'type' | 'head' | 'tail' | 'score'>): string {
  return JSON.stringify([type, head, tail, score]);
}

/** Names that were added, and those that a person's fact needs where neither the model nor a person marked one. */
function listAdded({ mentions, relations }: DocumentDecisions): DocumentDecisions['mentions'] {
  const all = mentions.slice();
  const need = (argument: AddedArgument, number: number) => {
    const { start, end, sentence, type, form, unit, position } = argument;
    if (position !== undefined) return;
    if (all.some((mention) => mention.start === start && mention.end === end)) return;
    all.push({ start, end, sentence, type, form, unit, number });
  };
  for (const { subject, object, number } of relations) {
    need(subject, number);
    need(object, number);
  }
  return all;
}

/** The facts of the stages, as a base. */
export function toBaseOf({
  mentions,
  relations,
}: {
  readonly mentions: readonly MentionFact[];
  readonly relations: readonly Pick<
    RelationFact,
    'sentence' | 'head' | 'tail' | 'type' | 'score' | 'triple'
  >[];
}): Base {
  return {
    mentions: mentions.map(({ entity, form, ...mention }, position) => ({
      ...mention,
      position,
      home: entity,
      homeForm: form,
    })),
    relations: relations.map(({ sentence, head, tail, type, score, triple }, position) => ({
      position,
      sentence,
      head,
      tail,
      type,
      score,
      triple,
    })),
  };
}
