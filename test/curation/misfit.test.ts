import { expect, it } from 'vitest';
import { eachLogLine, replayText } from '#engine/curation-file';
import { listMentions } from '#store/mentions';
import { redoDecision, undoDecision } from '#store/decide';
import type { Project } from '#store/project';
import { lives, works, type Said } from '../store/make.ts';
import {
  decide,
  entity,
  listNames,
  makeEmpty,
  makeProject,
  rules,
  signature,
  store,
} from './make.ts';

/** What becomes of the project's decisions on another reading of the same texts. */
function replayOn(project: Project, files: Readonly<Record<string, readonly Said[]>>) {
  const other = makeEmpty();
  store(other, files);
  const before = listNames(other);
  const { misfits } = replayText(other, [...eachLogLine(project)].join('\n'));
  return { reasons: misfits.map(({ reason }) => reason), before, after: listNames(other) };
}

const typed = ({ parts, relations }: Said, type: string): Said => ({
  parts: parts.map((part) =>
    typeof part === 'string' || part[1] !== 'Peop' ? part : ([part[0], type] as const),
  ),
  relations: relations ?? [],
});

it('takes neither of two things that its places now speak of in equal parts', () => {
  const project = makeEmpty();
  const files = {
    'a.txt': [works('Ada Byron', 'Ford')],
    'b.txt': [lives('Ada Byron', 'Rome')],
  };
  store(project, files);
  decide(project, { kind: 'entity.rename', entity: entity(project, 'Ada Byron'), name: 'Ada 👩' });
  const { reasons, before, after } = replayOn(project, {
    'a.txt': files['a.txt'].map((said) => typed(said, 'Woman')),
    'b.txt': files['b.txt'].map((said) => typed(said, 'Poet')),
  });
  expect(reasons).toEqual(['entity-ambiguous']);
  expect(after).toEqual(before);
  // All places speak of one thing: it is that one.
  const { reasons: none } = replayOn(project, {
    'a.txt': files['a.txt'].map((said) => typed(said, 'Poet')),
    'b.txt': files['b.txt'].map((said) => typed(said, 'Poet')),
  });
  expect(none).toEqual([]);
});

it('does not take a name that shares less than half of the one it speaks of', () => {
  const said = (...parts: Said['parts']): Said => ({ parts, relations: [] });
  const project = makeEmpty();
  store(project, { 'a.txt': [said('Here ', ['Ada Augusta Byron', 'Peop'], ' came.')] });
  const [place] = listMentions(project, { entity: entity(project, 'Ada Augusta Byron') }).rows;
  if (!place) throw new Error('no mention');
  const { document, start, end } = place;
  decide(project, { kind: 'mention.remove', document, start, end });
  const part = replayOn(project, {
    'a.txt': [said('Here ', ['Ada', 'Peop'], ' Augusta Byron came.')],
  });
  expect(part).toMatchObject({ reasons: ['mention-missing'], after: ['Ada 1'] });
  const most = replayOn(project, {
    'a.txt': [said('Here Ada ', ['Augusta Byron', 'Peop'], ' came.')],
  });
  expect(most).toMatchObject({ reasons: [], after: [] });
});

it('has nothing to redo once something else was decided', () => {
  const project = makeProject();
  decide(project, { kind: 'entity.hide', entity: entity(project, 'Oslo') });
  undoDecision(project, {}, signature, rules);
  decide(project, { kind: 'entity.hide', entity: entity(project, 'Rome') });
  expect(() => redoDecision(project, undefined, signature, rules)).toThrow(
    expect.objectContaining({ code: 'decision-none' }),
  );
});
