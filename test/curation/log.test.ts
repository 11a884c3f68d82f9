import { expect, it } from 'vitest';
import { toNaming } from '#resolve/name';
import type { LogEntry } from '#domain/recorded';
import { redoDecision, undoDecision } from '#store/decide';
import { digest as digestContent } from '#store/digest';
import { digest } from '#store/facts';
import { listProjectMisfits } from '#store/misfits';
import { countEntries } from '#store/log';
import type { Project } from '#store/project';
import { verify } from '#store/verify';
import { createDice } from '../store/crowd.ts';
import { decide, entity, makeProject, rules, signature, triple } from './make.ts';
import { chooseSeed } from '../random.ts';

function makeCurated(): Project {
  const project = makeProject();
  const ada = entity(project, 'Ada Byron');
  decide(project, { kind: 'entity.merge', entities: [ada, entity(project, 'Ada Lovelace')] });
  decide(project, { kind: 'entity.rename', entity: ada, name: 'Ada 👩' });
  decide(project, { kind: 'triple.reject', triple: triple(project, 'Bo Berg Live_In Rome') });
  undoDecision(project, {}, signature, rules);
  decide(project, { kind: 'entity.hide', entity: entity(project, 'Oslo') });
  return project;
}

const problemsOf = (project: Project) => {
  project.kept.clear();
  return verify(project, toNaming).problems;
};

it('shows every bit that is flipped in the log', () => {
  const seed = chooseSeed();
  const dice = createDice(seed);
  const project = makeCurated();
  expect(problemsOf(project)).toEqual([]);
  const entries = countEntries(project);
  for (let flip = 0; flip < 300; flip += 1) {
    const number = 1 + Math.floor(dice() * entries);
    const column = ['id', 'author', 'body', 'hash'][Math.floor(dice() * 4)] ?? 'body';
    const sql = `SELECT CAST(${column} AS BLOB) AS bytes FROM decision WHERE number = ?`;
    const { bytes } = project.get<{ bytes: Uint8Array }>(sql, number);
    const damaged = bytes.slice();
    const at = Math.floor(dice() * damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(dice() * 7));
    const write = (value: Uint8Array) =>
      project.run(
        `UPDATE decision SET ${column} = CAST(? AS TEXT) WHERE number = ?`,
        value,
        number,
      );
    write(damaged);
    expect(problemsOf(project), `seed ${seed}, ${column} of ${number}`).not.toEqual([]);
    write(bytes);
  }
  expect(problemsOf(project)).toEqual([]);
});

it.each([
  ['an entry that was taken out', 'DELETE FROM decision WHERE number = 2', 'lacks entry 2'],
  ['the last entry cut off', 'DELETE FROM decision WHERE number = 5', 'disagree'],
  ['another time', 'UPDATE decision SET at = at + 1 WHERE number = 3', 'Decision 3'],
  ['an undo made a redo', `UPDATE decision SET act = 'redo' WHERE number = 4`, 'Decision 4'],
  ['a row that nobody decided', 'UPDATE mention SET decision = 1 WHERE position = 0', 'disagree'],
  ['a name that nobody gave', `UPDATE entity SET name = 'X' WHERE name LIKE 'Ada%'`, 'other names'],
])('names %s', (_, sql, problem) => {
  const project = makeCurated();
  project.database.exec(sql);
  expect(problemsOf(project).join('\n')).toContain(problem);
});

it('shows an entry that was altered and signed anew: the next one no longer hangs on it', () => {
  const project = makeCurated();
  const { hash: before } = project.get<{ hash: string }>(
    'SELECT hash FROM decision WHERE number = 1',
  );
  const { id, act, at, author, body } = project.get<LogEntry>(
    'SELECT id, act, at, author, body FROM decision WHERE number = 2',
  );
  const forged = body.replace('"note":""', '"note":"!"');
  expect(forged).not.toBe(body);
  const hash = digest(JSON.stringify([before, 2, id, act, at, author, forged]));
  project.run('UPDATE decision SET body = ?, hash = ? WHERE number = 2', forged, hash);
  expect(problemsOf(project).join('\n')).toContain('Decision 3');
});

it('keeps what was decided when one of many operations is refused', () => {
  const project = makeCurated();
  const before = countEntries(project);
  const rome = entity(project, 'Rome');
  const operations = [
    { kind: 'entity.rename', entity: rome, name: 'Roma' },
    { kind: 'entity.merge', entities: [rome, entity(project, 'Fiat')] },
    { kind: 'entity.separate', entities: [rome, entity(project, 'Fiat')] },
  ] as const;
  expect(() => decide(project, ...operations)).toThrow(
    expect.objectContaining({ code: 'decision-refused' }),
  );
  expect(countEntries(project)).toBe(before);
  expect(entity(project, 'Rome')).toBe(rome);
  expect(problemsOf(project)).toEqual([]);
});

it('says what rests on a decision, and undoes it only with that', () => {
  const project = makeProject();
  const ada = entity(project, 'Ada Byron');
  const mentions = project
    .all<{ document: `d${string}`; start: number; end: number }>(
      `SELECT d.id AS document, m.start, m.end FROM mention m JOIN document d ON d.key = m.document
       JOIN entity e ON e.key = m.entity WHERE e.id = ? LIMIT 1`,
      ada,
    )
    .map(({ document, start, end }) => ({ document, start, end }));
  const split = decide(project, { kind: 'entity.split', entity: ada, mentions });
  const part = split.effect.after.find(({ mentions: count }) => count === 1);
  if (!part) throw new Error('nothing was split off');
  const rename = decide(project, { kind: 'entity.rename', entity: part.id, name: 'The other Ada' });
  const refused = undoDecision(project, { decision: split.decision.id }, signature, rules);
  expect(refused.undone).toEqual([]);
  expect(refused.dependants.map(({ id }) => id)).toEqual([rename.decision.id]);
  expect(entity(project, 'The other Ada')).toBe(part.id);
  const done = undoDecision(
    project,
    { decision: split.decision.id, withDependants: true },
    signature,
    rules,
  );
  expect(done.undone.toSorted()).toEqual([split.decision.id, rename.decision.id].toSorted());
  expect(problemsOf(project)).toEqual([]);
});

it('leaves an older decision as it stood when a later one goes by which it happened to fit', () => {
  const project = makeProject();
  const edited = decide(project, {
    kind: 'triple.edit',
    triple: triple(project, 'Bo Berg Live_In Rome'),
    predicate: 'Work_For',
  });
  const rejected = decide(project, {
    kind: 'triple.reject',
    triple: triple(project, 'Bo Berg Work_For Rome'),
  });
  undoDecision(project, { decision: rejected.decision.id }, signature, rules);
  undoDecision(project, { decision: edited.decision.id }, signature, rules);
  redoDecision(project, rejected.decision.id, signature, rules);
  expect(listProjectMisfits(project)).toHaveLength(1);
  const before = digestContent(project);
  // Rome is Ford Motor now, for which Bo Berg works.
  const entities = [entity(project, 'Rome'), entity(project, 'Ford Motor')];
  const merged = decide(project, { kind: 'entity.merge', entities });
  expect(listProjectMisfits(project)).toEqual([]);
  const asked = { decision: merged.decision.id, withDependants: true };
  expect(undoDecision(project, asked, signature, rules)).toMatchObject({
    undone: [merged.decision.id],
    dependants: [],
  });
  expect(digestContent(project)).toBe(before);
  expect(listProjectMisfits(project)).toHaveLength(1);
});
