import type { TripleId } from '#domain/ids';
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

interface AsideRecord extends Omit<BaseMention, 'homeForm'> {
  readonly homeForm: string;
}

type RelationRecord = Omit<ShownRelation, 'isAside'>;
type AsideRelationRecord = BaseRelation & { readonly triple: TripleId | null };

/** What is selected of `m`, a row of each table, with what it is joined to. */
const SHOWN = {
  mention: [
    `m.document, m.position, m.sentence, m.start, m.end, m.type, m.text, m.score, m.decision,
       e.id AS entity, e.type AS entityType, e.form AS entityForm, coalesce(h.id, e.id) AS home, coalesce(h.form, e.form) AS homeForm`,
    'CROSS JOIN entity e ON e.key = m.entity LEFT JOIN home h ON h.key = m.home',
  ],
  aside: [
    `m.document, m.position, m.sentence, m.start, m.end, m.type, m.text, m.score,
       h.id AS home, h.form AS homeForm`,
    'CROSS JOIN home h ON h.key = m.home',
  ],
  relation: [
    `m.document, m.position, m.sentence, m.head, m.tail, m.type, m.score, m.base, m.decision,
       t.id AS triple, s.id AS subject, o.id AS object, t.subject_type AS subjectType, t.object_type AS objectType`,
    `CROSS JOIN triple t ON t.key = m.triple
       CROSS JOIN entity s ON s.key = t.subject CROSS JOIN entity o ON o.key = t.object`,
  ],
  asideRelation: [
    'm.document, m.position, m.sentence, m.head, m.tail, m.type, m.score, m.triple',
    '',
  ],
} as const;

/** Which rows: constant SQL after `FROM` that makes one of them `m`, a condition, and values for both. */
export interface Which {
  readonly from: string;
  readonly where: string;
  readonly values: readonly (string | number)[];
}

export type Of<Row> = Row & { readonly document: number };

function load<Row>(
  project: Project,
  [columns, joins]: readonly [columns: string, joins: string],
  { from, where, values }: Which,
): Of<Row>[] {
  return project.all<Of<Row>>(`SELECT ${columns} FROM ${from} ${joins} WHERE ${where}`, ...values);
}

/** How a document reads in the file at present; rows that were put aside too. */
export function loadShown(project: Project, document: number): Shown {
  const of = (table: string) => ({
    from: `${table} m`,
    where: 'm.document = ? ORDER BY m.position',
    values: [document],
  });
  return {
    mentions: merge(
      load<ShownMention>(project, SHOWN.mention, of('mention')),
      load<AsideRecord>(project, SHOWN.aside, of('aside_mention')).map(toAside),
    ),
    relations: merge(
      load<RelationRecord>(project, SHOWN.relation, of('relation')).map(toRelation),
      load<AsideRelationRecord>(project, SHOWN.asideRelation, of('aside_relation')).map(
        toAsideRelation,
      ),
    ),
  };
}

/** Some rows of many documents: one statement costs less than one a document, of which most is making its columns. */
export const loadSome = {
  mentions: (project: Project, which: Which) => load<ShownMention>(project, SHOWN.mention, which),
  aside: (project: Project, which: Which) =>
    load<AsideRecord>(project, SHOWN.aside, which).map(toAside),
  relations: (project: Project, which: Which) =>
    load<RelationRecord>(project, SHOWN.relation, which).map(toRelation),
  asideRelations: (project: Project, which: Which) =>
    load<AsideRelationRecord>(project, SHOWN.asideRelation, which).map(toAsideRelation),
} as const;

/** Fields one by one: spreading a row that SQLite gave costs ten times as much. */
function toAside(row: Of<AsideRecord>): Of<ShownMention> {
  const { document, position, sentence, start, end, type, text, score, home, homeForm } = row;
  return {
    document,
    position,
    sentence,
    start,
    end,
    type,
    text,
    score,
    home,
    homeForm,
    entity: undefined,
    entityType: type,
    entityForm: homeForm,
    decision: null,
  };
}

function toRelation(row: Of<RelationRecord>): Of<ShownRelation> {
  const { document, position, sentence, head, tail, type, score, base, decision } = row;
  const { triple, subject, object, subjectType, objectType } = row;
  return {
    document,
    position,
    sentence,
    head,
    tail,
    type,
    score,
    base,
    decision,
    triple,
    subject,
    object,
    subjectType,
    objectType,
    isAside: false,
  };
}

function toAsideRelation({ triple, ...row }: Of<AsideRelationRecord>): Of<ShownRelation> {
  return { ...row, ...NOWHERE, triple: triple ?? undefined };
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
