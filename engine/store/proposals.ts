import type {
  Effect,
  Operation,
  ProposalDetail,
  ProposalKind,
  ProposalRow,
  Proposals,
  ProposalSide,
} from '#domain/curation';
import { Failure } from '#domain/failure';
import type { EntityId, TripleId } from '#domain/ids';
import type { LinkReason } from '#domain/linking';
import type { EntityRow } from '#domain/views';
import { findBetween } from './components.ts';
import { getCuration } from './curation.ts';
import { planDecision, type NameRules } from './decide.ts';
import { findEntityRow } from './entities.ts';
import { listMentions } from './mentions.ts';
import type { Project } from './project.ts';
import type { Standing } from './standing.ts';
import { loadTripleRows } from './triple-rows.ts';
import { listTriples } from './triples.ts';

/** Below this a fact is asked about; one that a person decided has the score 1. */
const UNCERTAIN = 0.7;
/** Questions held in order; nobody answers more in one sitting. */
const MOST = 5000;
/** Sentences and facts shown of each side. */
const SHOWN = 5;

export interface ProposalFilter {
  readonly kinds?: readonly ProposalKind[] | undefined;
  readonly entity?: EntityId | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** A question before its rows are loaded. */
type Question = {
  readonly id: string;
  readonly probability: number;
  readonly changes: number;
} & (
  | { readonly kind: 'link'; readonly left: EntityId; readonly right: EntityId }
  | {
      readonly kind: 'fact';
      readonly key: number;
      readonly left: EntityId;
      readonly right: EntityId;
    }
);

/** Open questions, those first whose answer changes most facts; among equals the least certain. */
export function listProposals(
  project: Project,
  { kinds = ['link', 'fact'], entity, offset = 0, limit = 100 }: ProposalFilter = {},
): Proposals {
  const all = kinds
    .flatMap((kind) => (kind === 'link' ? listLinkQuestions(project) : listFactQuestions(project)))
    .filter(({ left, right }) => entity === undefined || left === entity || right === entity);
  const ordered = kinds.length > 1 ? all.toSorted(byChange) : all;
  const more = entity === undefined && kinds.includes('fact') ? countUnheld(project) : 0;
  return {
    total: all.length + more,
    answered: countAnswered(project, kinds),
    rows: ordered.slice(offset, offset + limit).flatMap((question) => toRow(project, question)),
  };
}

/** Both sides with sentences, reasons, and what either answer would do. @throws Failure `not-found` */
export function getProposal(project: Project, id: string, rules: NameRules): ProposalDetail {
  const question = findQuestion(project, id);
  const [proposal] = question ? toRow(project, question) : [];
  if (!question || !proposal) throw new Failure('not-found', id);
  const sides = [toSide(project, question.left), toSide(project, question.right)] as const;
  const answer = (operations: readonly Operation[]) => ({
    operations,
    effect: planDecision(project, operations, rules) satisfies Effect,
  });
  if (proposal.kind === 'fact') {
    const { id: triple } = proposal.triple;
    return {
      proposal,
      sides,
      reasons: [],
      yes: answer([{ kind: 'triple.accept', triple }]),
      no: answer([{ kind: 'triple.reject', triple }]),
    };
  }
  const { left, right } = proposal;
  // The better known keeps its name.
  const entities = left.mentions >= right.mentions ? [left.id, right.id] : [right.id, left.id];
  return {
    proposal,
    sides,
    reasons: loadReasons(project, id),
    yes: answer([{ kind: 'entity.merge', entities }]),
    no: answer([{ kind: 'entity.separate', entities }]),
  };
}

interface LinkRecord {
  readonly left: EntityId;
  readonly right: EntityId;
  readonly probability: number;
}

/** Proposed links between entities that are still two, and that nobody has said are; one question a pair. */
function listLinkQuestions(project: Project): readonly Question[] {
  return project.remember('proposals links', () => {
    const { standing } = getCuration(project);
    const pairs = new Map<string, Question>();
    for (const link of project.each<LinkRecord>(
      `SELECT left_home AS left, right_home AS right, probability FROM link
       WHERE outcome = 'proposed' ORDER BY probability DESC, left_home, right_home`,
    )) {
      if (pairs.size >= MOST) break;
      const question = toQuestion(project, standing, link);
      if (!question || question.kind !== 'link') continue;
      const pair = [question.left, question.right].toSorted().join();
      if (!pairs.has(pair)) pairs.set(pair, question);
    }
    return [...pairs.values()].sort(byChange);
  });
}

function toQuestion(
  project: Project,
  standing: Standing,
  { left, right, probability }: LinkRecord,
): Question | undefined {
  const { clusters, components } = standing;
  const [a, b] = [clusters.placeOf(left)?.id ?? left, clusters.placeOf(right)?.id ?? right];
  if (a === b) return undefined;
  const sides = [left, right].map((home) => components.get(home)?.sides ?? new Map());
  if (findBetween(sides[0] ?? new Map(), sides[1] ?? new Map()) !== undefined) return undefined;
  const [one, other] = [findEntityRow(project, a), findEntityRow(project, b)];
  if (!one || !other) return undefined;
  const changes = Math.min(one.triples, other.triples);
  return { kind: 'link', id: `l-${left}-${right}`, probability, changes, left: a, right: b };
}

interface FactRecord {
  readonly key: number;
  readonly id: TripleId;
  readonly score: number;
  readonly left: EntityId;
  readonly right: EntityId;
}

const FACT = `SELECT t.key, t.id, t.score, s.id AS left, o.id AS right FROM triple t
  CROSS JOIN entity s ON s.key = t.subject CROSS JOIN entity o ON o.key = t.object`;

/** Facts the model is unsure of, the likeliest first until enough are held, then those nearest to even first. */
function listFactQuestions(project: Project): readonly Question[] {
  return project.remember('proposals facts', () =>
    project
      .all<FactRecord>(
        `${FACT.replace('triple t', 'triple t INDEXED BY triple_score')} WHERE t.score < ? ORDER BY t.score DESC LIMIT ?`,
        UNCERTAIN,
        MOST,
      )
      .map(toFactQuestion)
      .sort(byChange),
  );
}

function toFactQuestion({ key, id, score, left, right }: FactRecord): Question {
  return { kind: 'fact', id, key, probability: score, changes: 1, left, right };
}

/** Uncertain facts beyond those that are held. */
function countUnheld(project: Project): number {
  return project.remember('proposals unheld', () => {
    const { facts } = project.get<{ facts: number }>(
      'SELECT count(*) AS facts FROM triple INDEXED BY triple_score WHERE score < ?',
      UNCERTAIN,
    );
    return Math.max(0, facts - MOST);
  });
}

function byChange(a: Question, b: Question): number {
  return (
    b.changes - a.changes ||
    Math.abs(a.probability - 0.5) - Math.abs(b.probability - 0.5) ||
    (a.id < b.id ? -1 : 1)
  );
}

function countAnswered(project: Project, kinds: readonly ProposalKind[]): number {
  const { operations } = getCuration(project).standing;
  const kindOf: Readonly<Record<string, ProposalKind>> = {
    'entity.merge': 'link',
    'entity.separate': 'link',
    'triple.accept': 'fact',
    'triple.reject': 'fact',
    'triple.edit': 'fact',
  };
  return operations.filter(({ bound }) => {
    const kind = kindOf[bound.recorded.kind];
    return kind !== undefined && kinds.includes(kind);
  }).length;
}

const LINK_ID = /^l-(e[0-9a-f]{8,64})-(e[0-9a-f]{8,64})$/u;

function findQuestion(project: Project, id: string): Question | undefined {
  const [, left, right] = LINK_ID.exec(id) ?? [];
  if (left === undefined || right === undefined) {
    const record = project.find<FactRecord>(`${FACT} WHERE t.id = ?`, id);
    return record && toFactQuestion(record);
  }
  const link = project.find<LinkRecord>(
    `SELECT left_home AS left, right_home AS right, probability FROM link WHERE left_home = ? AND right_home = ?`,
    left,
    right,
  );
  return link && toQuestion(project, getCuration(project).standing, link);
}

function loadReasons(project: Project, id: string): readonly LinkReason[] {
  const [, left, right] = LINK_ID.exec(id) ?? [];
  const found = project.find<{ reasons: string }>(
    'SELECT reasons FROM link WHERE left_home = ? AND right_home = ?',
    left ?? '',
    right ?? '',
  );
  const reasons = found ? (JSON.parse(found.reasons) as readonly LinkReason[]) : [];
  return reasons.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

function toRow(project: Project, question: Question): readonly ProposalRow[] {
  const { id, probability, changes } = question;
  if (question.kind === 'fact') {
    const [triple] = loadTripleRows(project, [question.key]);
    return triple ? [{ kind: 'fact', id, probability, changes, triple }] : [];
  }
  const [left, right] = [question.left, question.right].map((side) => findEntityRow(project, side));
  return left && right ? [{ kind: 'link', id, probability, changes, left, right }] : [];
}

function toSide(project: Project, id: EntityId): ProposalSide {
  const entity: EntityRow | undefined = findEntityRow(project, id);
  if (!entity) throw new Failure('not-found', id);
  return {
    entity,
    mentions: listMentions(project, { entity: id, limit: SHOWN }).rows,
    facts: listTriples(project, { entity: id, sort: 'documents', limit: SHOWN }).rows,
  };
}
