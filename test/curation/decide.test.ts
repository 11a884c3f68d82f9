import { expect, it } from 'vitest';
import { toNaming } from '#resolve/name';
import { planDecision, redoDecision, undoDecision } from '#store/decide';
import { digest } from '#store/digest';
import { getEntity } from '#store/entities';
import { listMentions } from '#store/mentions';
import type { Project } from '#store/project';
import { verify } from '#store/verify';
import {
  decide,
  entity,
  listNames,
  listSaid,
  makeProject,
  rules,
  signature,
  triple,
} from './make.ts';

function expectWhole(project: Project): void {
  expect(verify(project, toNaming)).toEqual({ ok: true, problems: [] });
}

it('merges, says what it changes, and undoes it to the letter', () => {
  const project = makeProject();
  const start = digest(project);
  const [byron, lovelace] = [entity(project, 'Ada Byron'), entity(project, 'Ada Lovelace')];
  const merge = { kind: 'entity.merge', entities: [byron, lovelace] } as const;
  const plan = planDecision(project, [merge], rules);
  expect(digest(project)).toBe(start);
  const { effect, decision } = decide(project, merge);
  expect(plan).toEqual(effect);
  expect(effect).toMatchObject({
    mentions: 2,
    facts: { changed: 1, joined: 1, appeared: 0, vanished: 0 },
  });
  expect(effect.before.map(({ name }) => name).toSorted()).toEqual(['Ada Byron', 'Ada Lovelace']);
  expect(effect.after).toMatchObject([{ id: byron, name: 'Ada Byron', mentions: 6 }]);
  expect(listNames(project)).toContain('Ada Byron 6');
  expect(getEntity(project, byron).aliases).toContain('Ada Lovelace');
  expect(listSaid(project)).toContain('Ada Byron Live_In Oslo');
  expectWhole(project);
  const undone = undoDecision(project, {}, signature, rules);
  expect(undone).toMatchObject({ undone: [decision.id], dependants: [] });
  expect(digest(project)).toBe(start);
  expectWhole(project);
  redoDecision(project, undefined, signature, rules);
  expect(listNames(project)).toContain('Ada Byron 6');
  expectWhole(project);
});

it('does and undoes everything else', () => {
  const project = makeProject();
  const start = digest(project);
  const ada = entity(project, 'Ada Byron');
  const mentions = listMentions(project, { entity: ada }).rows;
  const [first] = mentions;
  if (!first) throw new Error('no mention');
  const said = () => listSaid(project);
  decide(project, { kind: 'entity.rename', entity: ada, name: 'Countess Ada' });
  expect(getEntity(project, ada)).toMatchObject({ name: 'Countess Ada', aliases: ['Ada Byron'] });
  decide(project, { kind: 'entity.retype', entity: ada, type: 'Org' });
  expect(getEntity(project, ada).type).toBe('Org');
  decide(project, { kind: 'entity.addAlias', entity: ada, alias: 'AAL' });
  expect(getEntity(project, ada).aliases).toEqual(['AAL', 'Ada Byron'].toSorted().toReversed());
  expectWhole(project);
  const split = decide(project, { kind: 'entity.split', entity: ada, mentions: [first] });
  expect(split.effect.after).toHaveLength(2);
  expectWhole(project);
  decide(project, { kind: 'entity.hide', entity: entity(project, 'Oslo') });
  expect(said().some((line) => line.includes('Oslo'))).toBe(false);
  expectWhole(project);
  decide(project, { kind: 'triple.reject', triple: triple(project, 'Bo Berg Live_In Rome') });
  expect(said()).not.toContain('Bo Berg Live_In Rome');
  decide(project, { kind: 'triple.accept', triple: triple(project, 'Ada Lovelace Work_For Ford') });
  expectWhole(project);
  decide(project, {
    kind: 'triple.edit',
    triple: triple(project, 'Bo Berg Work_For Ford Motor'),
    predicate: 'Leads',
    isReversed: true,
  });
  expect(said()).toContain('Ford Motor Leads Bo Berg');
  expectWhole(project);
  decide(project, {
    kind: 'mention.remove',
    document: first.document,
    start: first.start,
    end: first.end,
  });
  expectWhole(project);
  for (let n = 0; n < 9; n += 1) undoDecision(project, {}, signature, rules);
  expect(digest(project)).toBe(start);
  expectWhole(project);
});

it('reads a name anew that a person added to a part when the type it was parted with is undone', () => {
  const project = makeProject();
  const ada = entity(project, 'Ada Byron');
  const retyped = decide(project, { kind: 'entity.retype', entity: ada, type: 'Org' });
  const [first] = listMentions(project, { entity: ada }).rows;
  if (!first) throw new Error('no mention');
  const split = decide(project, { kind: 'entity.split', entity: ada, mentions: [first] });
  const part = split.effect.after.find(({ id }) => id !== ada)?.id;
  if (!part) throw new Error('no part');
  // In a document that does not name Ada Byron.
  const [other] = listMentions(project, { entity: entity(project, 'Oslo') }).rows;
  if (!other) throw new Error('no mention');
  const { document, sentence } = other;
  const at = { document, start: sentence.end - 5, end: sentence.end - 1 };
  decide(project, { kind: 'mention.add', ...at, type: 'Org', entity: part });
  decide(project, { kind: 'entity.retype', entity: part, type: 'Org' });
  expectWhole(project);
  // The part shows as before, so nothing but the type of its own says that something is otherwise.
  undoDecision(project, { decision: retyped.decision.id }, signature, rules);
  expectWhole(project);
});
