import { expect, it } from 'vitest';
import { replayText, eachLogLine } from '#engine/curation-file';
import { toNaming } from '#resolve/name';
import type { Misfit } from '#domain/curation';
import { redoDecision, undoDecision } from '#store/decide';
import { listDecisions } from '#store/decisions';
import { digest } from '#store/digest';
import { listMentions } from '#store/mentions';
import type { Project } from '#store/project';
import { forgetSource, storeDocument } from '#store/store-document';
import { verify } from '#store/verify';
import { makeInput, works, lives } from '../store/make.ts';
import {
  decide,
  entity,
  listNames,
  listSaid,
  makeEmpty,
  makeProject,
  rules,
  signature,
  store,
  texts,
  triple,
} from './make.ts';

const exported = (project: Project) => [...eachLogLine(project)].join('\n');

function expectWhole(project: Project): void {
  expect(verify(project, toNaming)).toEqual({ ok: true, problems: [] });
}

function curate(project: Project): void {
  const ada = entity(project, 'Ada Byron');
  decide(project, { kind: 'entity.merge', entities: [ada, entity(project, 'Ada Lovelace')] });
  decide(project, { kind: 'entity.rename', entity: ada, name: 'Ada 👩' });
  decide(project, { kind: 'triple.reject', triple: triple(project, 'Bo Berg Live_In Rome') });
  decide(project, {
    kind: 'triple.accept',
    triple: triple(project, 'Bo Berg Work_For Ford Motor'),
  });
  const [, second] = listMentions(project, { entity: ada }).rows;
  if (second) decide(project, { kind: 'entity.split', entity: ada, mentions: [second] });
  undoDecision(project, {}, signature, rules);
  decide(project, { kind: 'entity.hide', entity: entity(project, 'Oslo') });
}

it('gives the same state, to the letter, from its log', () => {
  const project = makeProject();
  curate(project);
  const other = makeProject();
  const report = replayText(other, exported(project));
  expect(report).toEqual({ applied: 6, known: 0, misfits: [], conflicts: [], unreadable: [] });
  expect(digest(other)).toBe(digest(project));
  expectWhole(other);
  expect(replayText(other, exported(project))).toMatchObject({ applied: 0, known: 6 });
  expect(exported(other)).toBe(exported(project));
});

it('holds decisions against documents that come later, go, and come back', () => {
  const project = makeProject();
  curate(project);
  const before = digest(project);
  // Says again what was rejected, names again what is hidden, and names one half of what was merged.
  const more = [lives('Bo Berg', 'Rome'), lives('Bo Berg', 'Oslo'), works('Ada Lovelace', 'Fiat')];
  storeDocument(project, makeInput('/in/d.txt', more), toNaming);
  expect(listSaid(project)).toContain('Ada 👩 Work_For Fiat');
  expect(listSaid(project).filter((line) => /Bo Berg Live_In/u.test(line))).toEqual([]);
  expectWhole(project);
  forgetSource(project, '/in/d.txt', toNaming);
  expect(digest(project)).toBe(before);
  // Everything goes, so nothing fits; everything comes back, and so does what was decided.
  for (const name of Object.keys(texts)) forgetSource(project, `/in/${name}`, toNaming);
  expect(listNames(project)).toEqual([]);
  expectWhole(project);
  expect(listDecisions(project).rows.flatMap(({ misfits }) => misfits).length).toBeGreaterThan(3);
  store(project, texts);
  expect(digest(project)).toBe(before);
  expectWhole(project);
});

it('finds its places again in texts that changed and under other types', () => {
  const project = makeProject();
  curate(project);
  const other = makeEmpty();
  const renamed = Object.fromEntries(
    Object.entries(texts).map(([name, said]) => [
      name,
      [
        { parts: ['A new first line 🍏. '] },
        ...said.map(({ parts, relations }) => ({
          relations: relations ?? [],
          parts: parts.map((part) =>
            typeof part === 'string' ? part : ([part[0], `${part[1]}_2`] as const),
          ),
        })),
      ],
    ]),
  );
  store(other, renamed);
  const report = replayText(other, exported(project));
  expect(report.misfits).toEqual([]);
  expect(report.applied).toBe(6);
  expect(listSaid(other)).toEqual(listSaid(project));
  expectWhole(other);
});

it('lists what no longer fits, and applies it once it does', () => {
  const project = makeProject();
  curate(project);
  const other = makeEmpty();
  const { 'b.txt': later, ...now } = texts;
  store(other, now);
  const { misfits } = replayText(other, exported(project));
  expect(misfits.map(({ reason }) => reason)).toContain('entity-missing');
  expectWhole(other);
  store(other, { 'b.txt': later ?? [] });
  expect(digest(other)).toBe(digest(project));
  expectWhole(other);
});

it('brings two people’s logs together and lists where they say the contrary', () => {
  const [mine, theirs] = [makeProject(), makeProject()];
  const ada = entity(mine, 'Ada Byron');
  decide(mine, { kind: 'entity.rename', entity: ada, name: 'Ada the First' });
  decide(mine, { kind: 'triple.accept', triple: triple(mine, 'Bo Berg Live_In Rome') });
  decide(mine, { kind: 'entity.separate', entities: [ada, entity(mine, 'Ada Lovelace')] });
  decide(mine, { kind: 'entity.hide', entity: entity(mine, 'Oslo') });
  decide(theirs, { kind: 'entity.rename', entity: ada, name: 'Ada the Second' });
  decide(theirs, { kind: 'triple.reject', triple: triple(theirs, 'Bo Berg Live_In Rome') });
  decide(theirs, { kind: 'entity.merge', entities: [ada, entity(theirs, 'Ada Lovelace')] });
  decide(theirs, { kind: 'entity.retype', entity: entity(theirs, 'Fiat'), type: 'Firm' });
  const before = digest(mine);
  const report = replayText(mine, exported(theirs));
  expect(report).toMatchObject({ applied: 1, known: 0, misfits: [], unreadable: [] });
  expect(report.conflicts.map(({ says }) => says.split(' ')[0])).toEqual([
    'Rename',
    'Reject:',
    'Merge',
  ]);
  expect(report.conflicts.every(({ against }) => against !== undefined)).toBe(true);
  expect(listNames(mine)).toContain('Ada the First 4');
  expectWhole(mine);
  const taken = report.conflicts[0]?.decision;
  redoDecision(mine, taken, signature, rules);
  expect(listNames(mine)).toContain('Ada the Second 4');
  undoDecision(mine, { decision: taken }, signature, rules);
  const [last] = listDecisions(mine).rows;
  undoDecision(mine, { decision: last?.id }, signature, rules);
  expect(digest(mine)).toBe(before);
});

it('leaves each of two people what he decided, however often they send each other their logs', () => {
  const [mine, theirs] = [makeProject(), makeProject()];
  const ada = entity(mine, 'Ada Byron');
  const lovelace = entity(mine, 'Ada Lovelace');
  decide(mine, { kind: 'entity.rename', entity: ada, name: 'Ada the First' });
  decide(mine, { kind: 'entity.separate', entities: [ada, lovelace] });
  decide(mine, { kind: 'entity.hide', entity: entity(mine, 'Oslo') });
  decide(theirs, { kind: 'entity.rename', entity: ada, name: 'Ada the Second' });
  decide(theirs, { kind: 'entity.merge', entities: [ada, lovelace] });
  decide(theirs, { kind: 'entity.retype', entity: entity(theirs, 'Fiat'), type: 'Firm' });
  const says = ({ conflicts }: { readonly conflicts: readonly Misfit[] }) =>
    conflicts.map(({ says: line }) => line.split(' ')[0]);
  // Both at once: each sends what he has before he takes what comes.
  const sent = [exported(mine), exported(theirs)] as const;
  expect(says(replayText(mine, sent[1]))).toEqual(['Rename', 'Merge']);
  expect(says(replayText(theirs, sent[0]))).toEqual(['Rename', 'Never']);
  const [first, second] = [digest(mine), digest(theirs)];
  expect(listNames(mine)).toContain('Ada the First 4');
  expect(listNames(theirs)).toContain('Ada the Second 6');
  for (let round = 0; round < 2; round += 1) {
    const again = [exported(mine), exported(theirs)] as const;
    expect(replayText(mine, again[1])).toMatchObject({ applied: 0, conflicts: [] });
    expect(replayText(theirs, again[0])).toMatchObject({ applied: 0, conflicts: [] });
  }
  expect([digest(mine), digest(theirs)]).toEqual([first, second]);
  // A third takes one log whole, with what was put aside there.
  const third = makeProject();
  replayText(third, exported(mine));
  expect(digest(third)).toBe(first);
  // One of them takes the other's word, and now they are of one mind.
  const [renamed, separated] = listDecisions(mine).rows.toReversed();
  for (const own of [separated, renamed])
    undoDecision(mine, { decision: own?.id }, signature, rules);
  for (const { id, author, isUndone } of listDecisions(mine).rows.toReversed())
    if (isUndone && ![renamed?.id, separated?.id].includes(id)) {
      expect(author).toBe('Ada');
      redoDecision(mine, id, signature, rules);
    }
  replayText(theirs, exported(mine));
  replayText(mine, exported(theirs));
  expect(listNames(mine)).toContain('Ada the Second 6');
  expect(listNames(theirs)).toEqual(listNames(mine));
  expectWhole(mine);
  expectWhole(theirs);
});

it('tells whoever answers a log that knew his decision and put it aside', () => {
  const [mine, theirs] = [makeProject(), makeProject()];
  const ada = entity(mine, 'Ada Byron');
  decide(mine, { kind: 'entity.rename', entity: ada, name: 'Ada the First' });
  decide(theirs, { kind: 'entity.rename', entity: ada, name: 'Ada the Second' });
  replayText(theirs, exported(mine));
  const { conflicts } = replayText(mine, exported(theirs));
  expect(conflicts).toHaveLength(1);
  expect(listNames(mine)).toContain('Ada the First 4');
  expect(listNames(theirs)).toContain('Ada the Second 4');
});

it('tells lines that are none, and takes the others', () => {
  const project = makeProject();
  const ada = entity(project, 'Ada Byron');
  const text = [
    'no JSON',
    '{"kind":"entity.fly"}',
    JSON.stringify({ kind: 'entity.rename', entity: ada, name: 'A. B.' }),
    JSON.stringify({ kind: 'entity.rename', entity: 'e00000000', name: 'Nobody' }),
    '',
  ].join('\n');
  const report = replayText(project, text);
  expect(report.unreadable.map(({ line }) => line)).toEqual([1, 2, 4]);
  expect(report.applied).toBe(1);
  expect(listNames(project)).toContain('A. B. 4');
});

it('gives a part the type of what it was parted from, also where that is decided again later', () => {
  const project = makeProject();
  const ada = entity(project, 'Ada Byron');
  const typed = decide(project, { kind: 'entity.retype', entity: ada, type: 'Poet' });
  undoDecision(project, {}, signature, rules);
  const [, second] = listMentions(project, { entity: ada }).rows;
  if (second) decide(project, { kind: 'entity.split', entity: ada, mentions: [second] });
  redoDecision(project, typed.decision.id, signature, rules);
  expectWhole(project);
  const other = makeProject();
  replayText(other, exported(project));
  expect(digest(other)).toBe(digest(project));
});
