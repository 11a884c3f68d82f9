import { expect, it } from 'vitest';
import { eachLogLine, replayText } from '#engine/curation-file';
import { toNaming } from '#resolve/name';
import { digest } from '#store/digest';
import { createJob } from '#store/jobs';
import { enqueueSources, findTwin, linkTwin } from '#store/journal';
import { verify } from '#store/verify';
import { listProjectMisfits } from '#store/misfits';
import { forgetSource, storeDocument } from '#store/store-document';
import { listMentions } from '#store/mentions';
import { redoDecision, undoDecision } from '#store/decide';
import type { Project } from '#store/project';
import { lives, makeInput, run, works, type Said } from '../store/make.ts';
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

it('says of a text that stands twice that it cannot tell which, not that what it speaks of is gone', () => {
  const project = makeEmpty();
  const said = [works('Ada Byron', 'Ford'), lives('Bo Berg', 'Rome')];
  store(project, { 'a.txt': said });
  decide(project, { kind: 'entity.rename', entity: entity(project, 'Ada Byron'), name: 'Ada 👩' });
  // The sentence twice in a row, and the model sees another type there.
  const twice = [said[0], said[1], said[0], said[1]].flatMap((each) =>
    each ? [{ parts: ['Once more. '] }, typed(each, 'Poet')] : [],
  );
  const { reasons, before, after } = replayOn(project, { 'a.txt': twice });
  expect(reasons).toEqual(['text-ambiguous']);
  expect(after).toEqual(before);
});

it('takes neither of two sources of one name that differ, until one of them is gone', () => {
  const project = makeEmpty();
  store(project, { 'a.txt': [works('Ada Byron', 'Ford')] });
  decide(project, { kind: 'entity.rename', entity: entity(project, 'Ada Byron'), name: 'Ada 👩' });
  const log = [...eachLogLine(project)].join('\n');
  // Two folders were imported, and each has an a.txt that says it.
  const other = makeEmpty();
  const input = (root: string, first: string) => {
    const made = makeInput(`${root}/a.txt`, [
      { parts: [first] },
      typed(works('Ada Byron', 'Ford'), 'Poet'),
    ]);
    return { ...made, source: { ...made.source, root } };
  };
  storeDocument(other, input('/one', 'One. '), toNaming);
  storeDocument(other, input('/two', 'Two. '), toNaming);
  const before = digest(other);
  expect(replayText(other, log).misfits.map(({ reason }) => reason)).toEqual(['text-ambiguous']);
  expect(digest(other)).toBe(before);
  forgetSource(other, '/two/a.txt', toNaming);
  expect(listNames(other)).toContain('Ada 👩 1');
  expect(listProjectMisfits(other)).toEqual([]);
});

it('finds its footing where a source comes to say what another one says', () => {
  const project = makeEmpty();
  store(project, { 'b.txt': [works('Ada Byron', 'Ford')] });
  decide(project, { kind: 'entity.rename', entity: entity(project, 'Ada Byron'), name: 'Ada 👩' });
  const other = makeEmpty();
  const said = [{ parts: ['One. '] }, typed(works('Ada Byron', 'Ford'), 'Poet')];
  store(other, { 'a.txt': said, 'b.txt': [lives('Bo Berg', 'Rome')] });
  replayText(other, [...eachLogLine(project)].join('\n'));
  expect(listProjectMisfits(other)).toHaveLength(1);
  const twin = findTwin(other, '/in/b.txt', makeInput('/in/a.txt', said).documentId, run);
  if (!twin) throw new Error('no twin');
  linkTwin(other, '/in/b.txt', twin, toNaming);
  expect(listProjectMisfits(other)).toEqual([]);
  expect(listNames(other)).toContain('Ada 👩 1');
  expect(verify(other, toNaming).problems).toEqual([]);
});

it('holds decisions in texts that changed when the folder in or around them is imported', () => {
  const project = makeEmpty();
  const input = (said: readonly Said[], root: string) => {
    const made = makeInput('/in/sub/a.txt', said);
    return { ...made, source: { ...made.source, root } };
  };
  storeDocument(project, input([works('Ada Byron', 'Ford')], '/in'), toNaming);
  decide(project, { kind: 'entity.rename', entity: entity(project, 'Ada Byron'), name: 'Ada 👩' });
  const changed = [{ parts: ['One. '] }, typed(works('Ada Byron', 'Ford'), 'Poet')];
  storeDocument(project, input(changed, '/in'), toNaming);
  const job = createJob(project, { kind: 'import', subject: '', params: {} });
  for (const root of ['/in/sub', '/', '/in/sub/a.txt']) {
    const file = { path: '/in/sub/a.txt', name: 'a.txt', root, bytes: 1, modified: 1 };
    enqueueSources(project, job.id, [file], toNaming);
    expect(listNames(project)).toContain('Ada 👩 1');
    expect(listProjectMisfits(project)).toEqual([]);
    expect(verify(project, toNaming).problems).toEqual([]);
  }
  // Another file of that name: only the folder that was imported tells which is meant.
  storeDocument(project, makeInput('/elsewhere/a.txt', [...changed, ...changed]), toNaming);
  expect(verify(project, toNaming).problems).toEqual([]);
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
