import { expect, it } from 'vitest';
import type { EntityId } from '#domain/ids';
import { undoDecision } from '#store/decide';
import { digest } from '#store/digest';
import { replaceLinks } from '#store/links';
import type { Project } from '#store/project';
import { getProposal, listProposals } from '#store/proposals';
import { decide, entity, makeProject, rules, signature } from './make.ts';

function propose(project: Project, one: EntityId, other: EntityId, probability: number): void {
  const [left, right] = one < other ? [one, other] : [other, one];
  const reasons = [
    { kind: 'name.initials', weight: 1.5 },
    { kind: 'attribute.contradicts', weight: -3 },
  ] as const;
  const link = { left, right, probability, outcome: 'proposed' as const, reasons };
  project.transaction(() => replaceLinks(project, left, [link]));
}

function makeAsked(): { project: Project; byron: EntityId; lovelace: EntityId } {
  const project = makeProject();
  const [byron, lovelace] = [entity(project, 'Ada Byron'), entity(project, 'Ada Lovelace')];
  propose(project, byron, lovelace, 0.8);
  propose(project, entity(project, 'Ford'), entity(project, 'Ford Motor'), 0.6);
  return { project, byron, lovelace };
}

it('asks first what changes most, and shows both sides with what either answer would do', () => {
  const { project, byron, lovelace } = makeAsked();
  const before = digest(project);
  const { total, answered, rows } = listProposals(project);
  expect([total, answered]).toEqual([3, 0]);
  expect(rows.map(({ kind, changes }) => [kind, changes])).toEqual([
    ['link', 2],
    ['link', 1],
    ['fact', 1],
  ]);
  const detail = getProposal(project, rows[0]?.id ?? '', rules);
  expect(detail.sides.map(({ entity: { id } }) => id).toSorted()).toEqual(
    [byron, lovelace].toSorted(),
  );
  expect(detail.sides.every(({ mentions, facts }) => mentions.length > 0 && facts.length > 0)).toBe(
    true,
  );
  expect(detail.reasons.map(({ weight }) => weight)).toEqual([-3, 1.5]);
  expect(detail.yes.operations).toEqual([{ kind: 'entity.merge', entities: [byron, lovelace] }]);
  expect(detail.yes.effect.facts).toMatchObject({ changed: 1, joined: 1 });
  expect(detail.no.effect.mentions).toBe(0);
  expect(digest(project)).toBe(before);
});

it('does not ask again what was answered, and asks again when the answer is undone', () => {
  const { project } = makeAsked();
  const first = () => listProposals(project, { kinds: ['link'] });
  const { no } = getProposal(project, first().rows[0]?.id ?? '', rules);
  decide(project, ...no.operations);
  expect(first()).toMatchObject({ total: 1, answered: 1 });
  const { yes } = getProposal(project, first().rows[0]?.id ?? '', rules);
  decide(project, ...yes.operations);
  expect(first()).toMatchObject({ total: 0, answered: 2, rows: [] });
  undoDecision(project, {}, signature, rules);
  undoDecision(project, {}, signature, rules);
  expect(first()).toMatchObject({ total: 2, answered: 0 });
  const facts = () => listProposals(project, { kinds: ['fact'] });
  const [fact] = facts().rows;
  decide(project, ...getProposal(project, fact?.id ?? '', rules).yes.operations);
  expect(facts()).toMatchObject({ total: 0, answered: 1 });
});

it('tells a question that is no longer there', () => {
  const { project } = makeAsked();
  const missing = expect.objectContaining({ code: 'not-found' });
  expect(() => getProposal(project, 'l-e00000000-e00000001', rules)).toThrow(missing);
  expect(() => getProposal(project, 'nonsense', rules)).toThrow(missing);
});
