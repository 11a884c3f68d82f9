import type { EntityId, TripleId } from '#domain/ids';
import { ADDED } from './bind.ts';
import type { Project } from './project.ts';
import type {
  Base,
  BaseMention,
  BaseRelation,
  Shown,
  ShownMention,
  ShownRelation,
} from './shown.ts';

interface MentionRecord extends Omit<ShownMention, 'home' | 'homeForm' | 'entity'> {
  readonly entity: EntityId;
  readonly home: EntityId | null;
  readonly homeForm: string | null;
}

interface AsideRecord extends Omit<BaseMention, 'homeForm'> {
  readonly homeForm: string;
}

/** How a document reads in the file at present; rows that were put aside too. */
export function loadShown(project: Project, document: number): Shown {
  const mentions = project
    .all<MentionRecord>(
      `SELECT m.position, m.sentence, m.start, m.end, m.type, m.text, m.score, m.decision,
         e.id AS entity, e.type AS entityType, e.form AS entityForm, h.id AS home, h.form AS homeForm
       FROM mention m CROSS JOIN entity e ON e.key = m.entity LEFT JOIN home h ON h.key = m.home
       WHERE m.document = ? ORDER BY m.position`,
      document,
    )
    .map((row): ShownMention => ({
      ...row,
      home: row.home ?? row.entity,
      homeForm: row.homeForm ?? row.entityForm,
    }));
  const aside = project.all<AsideRecord>(
    `SELECT m.position, m.sentence, m.start, m.end, m.type, m.text, m.score, h.id AS home, h.form AS homeForm
     FROM aside_mention m CROSS JOIN home h ON h.key = m.home WHERE m.document = ? ORDER BY m.position`,
    document,
  );
  const relations = project
    .all<Omit<ShownRelation, 'isAside'>>(
      `SELECT r.position, r.sentence, r.head, r.tail, r.type, r.score, r.base, r.decision, t.id AS triple,
         s.id AS subject, o.id AS object, t.subject_type AS subjectType, t.object_type AS objectType
       FROM relation r CROSS JOIN triple t ON t.key = r.triple
         CROSS JOIN entity s ON s.key = t.subject CROSS JOIN entity o ON o.key = t.object
       WHERE r.document = ? ORDER BY r.position`,
      document,
    )
    .map((row): ShownRelation => ({ ...row, isAside: false }));
  const asideRelations = project.all<BaseRelation & { readonly triple: TripleId | null }>(
    `SELECT position, sentence, head, tail, type, score, triple FROM aside_relation
     WHERE document = ? ORDER BY position`,
    document,
  );
  return {
    mentions: merge(
      mentions,
      aside.map((row) => ({
        ...row,
        entity: undefined,
        entityType: row.type,
        entityForm: row.homeForm,
        decision: null,
      })),
    ),
    relations: merge(
      relations,
      asideRelations.map(({ triple, ...row }) => ({
        ...row,
        ...NOWHERE,
        triple: triple ?? undefined,
      })),
    ),
  };
}

const NOWHERE = {
  isAside: true,
  subject: 'e',
  object: 'e',
  subjectType: '',
  objectType: '',
  base: null,
  decision: null,
} as const;

/** What the model said, in its own words. */
export function toBaseOfShown({ mentions, relations }: Shown): Base {
  return {
    mentions: mentions
      .filter(({ position }) => position < ADDED)
      .map(({ position, sentence, start, end, type, text, score, home, homeForm }) => ({
        position,
        sentence,
        start,
        end,
        type,
        text,
        score,
        home,
        homeForm,
      })),
    relations: relations.filter(({ position }) => position < ADDED).map(toBaseRelation),
  };
}

function toBaseRelation(relation: ShownRelation): BaseRelation {
  const { position, sentence, base } = relation;
  if (base === null) {
    const { head, tail, type, score } = relation;
    return { position, sentence, head, tail, type, score };
  }
  const [type, head, tail, score] = JSON.parse(base) as [string, number, number, number];
  return { position, sentence, head, tail, type, score };
}

function merge<Row extends { readonly position: number }>(
  a: readonly Row[],
  b: readonly Row[],
): readonly Row[] {
  return b.length === 0 ? a : [...a, ...b].sort((x, y) => x.position - y.position);
}
