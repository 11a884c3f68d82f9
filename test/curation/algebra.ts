import { DatabaseSync } from 'node:sqlite';
import { eachLogLine, replayText } from '#engine/curation-file';
import type { Operation } from '#domain/curation';
import { Failure } from '#domain/failure';
import type { EntityId, TripleId } from '#domain/ids';
import { toNaming } from '#resolve/name';
import { normaliseName } from '#resolve/normalise';
import { makeDecision, redoDecision, undoDecision, type NameRules } from '#store/decide';
import { getCuration } from '#store/curation';
import { digest } from '#store/digest';
import { listMentions } from '#store/mentions';
import { hasHome } from '#store/bind';
import { readGroup } from '#store/groups';
import { declare } from '#store/migrate';
import { applyGroups } from '#store/partition';
import { Project } from '#store/project';
import { storeDocument } from '#store/store-document';
import { getTriple } from '#store/triples';
import { verify } from '#store/verify';
import { createDice } from '../store/crowd.ts';
import { lives, makeInput, works, type Said } from '../store/make.ts';

export type Dice = () => number;

export const rules: NameRules = { toNaming, toForm: normaliseName };
const signature = { author: 'Ada', at: 7 };

const PEOPLE = ['Ada Byron', 'A. Byron', 'Ada King', 'Bo Berg', 'Bo Bergson', 'Cleo Dun', 'C. Dun'];
const PLACES = ['Rome', 'Roma', 'Oslo', 'Kyōto'];
const FIRMS = ['Ford', 'Ford Motor', 'Fiat', 'Saab 🚗'];

export const pick = <Item>(dice: Dice, items: readonly Item[]): Item | undefined =>
  items[Math.floor(dice() * items.length)];

/** Seven short documents that share names: the same for the same seed. */
export function makeFiles(dice: Dice): Readonly<Record<string, readonly Said[]>> {
  const say = (): Said => {
    const person = pick(dice, PEOPLE) ?? '';
    const score = Math.round(50 + dice() * 49) / 100;
    return dice() < 0.5
      ? works(person, pick(dice, FIRMS) ?? '', score)
      : lives(person, pick(dice, PLACES) ?? '', score);
  };
  return Object.fromEntries(
    Array.from({ length: 7 }, (_, n) => [
      `/in/${n}.txt`,
      Array.from({ length: 1 + Math.floor(dice() * 4) }, say),
    ]),
  );
}

/** A project in memory: the same code without the disk. */
export function makeInMemory(): Project {
  const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  declare(database);
  database.exec(`INSERT INTO identity (id) VALUES ('test')`);
  return new Project(':memory:', database, () => undefined);
}

export function storeAll(project: Project, files: Readonly<Record<string, readonly Said[]>>): void {
  for (const [path, said] of Object.entries(files))
    storeDocument(project, makeInput(path, said), toNaming);
}

export function group(project: Project, groups: readonly (readonly EntityId[])[]): void {
  project.transaction(() => applyGroups(project, groups, toNaming));
}

/** Anything a person may ask for at this moment; it may well be refused. */
export function toss(project: Project, dice: Dice): Operation | undefined {
  // Ids alone: rows with their evidence cost more than the decision that is tossed.
  const entities = project.all<{ id: EntityId }>('SELECT id FROM entity ORDER BY id');
  const triples = project.all<{ id: TripleId }>('SELECT id FROM triple ORDER BY id');
  const entity = pick(dice, entities);
  const other = pick(dice, entities);
  const triple = pick(dice, triples);
  if (!entity || !other) return undefined;
  const throwOf = Math.floor(dice() * 15);
  if (throwOf < 4) return { kind: 'entity.merge', entities: [entity.id, other.id] };
  if (throwOf === 4) return { kind: 'entity.separate', entities: [entity.id, other.id] };
  if (throwOf === 5) return { kind: 'entity.rename', entity: entity.id, name: `N${dice()}` };
  if (throwOf === 6)
    return {
      kind: 'entity.retype',
      entity: entity.id,
      type: pick(dice, ['Peop', 'Org', 'X']) ?? '',
    };
  if (throwOf === 7) return { kind: 'entity.addAlias', entity: entity.id, alias: `A${dice()}` };
  if (throwOf === 8) return { kind: 'entity.hide', entity: entity.id };
  if (throwOf === 9) {
    const chosen = listMentions(project, { entity: entity.id }).rows.filter(() => dice() < 0.5);
    return chosen.length === 0
      ? undefined
      : {
          kind: 'entity.split',
          entity: entity.id,
          mentions: chosen.map(({ document, start, end }) => ({ document, start, end })),
        };
  }
  if (throwOf === 10) {
    const mention = pick(dice, listMentions(project, { entity: entity.id }).rows);
    if (!mention) return undefined;
    const { document, start, end, sentence } = mention;
    if (dice() < 0.5) return { kind: 'mention.remove', document, start, end };
    const from = sentence.start + Math.floor(dice() * 5);
    return {
      kind: 'mention.add',
      document,
      start: from,
      end: from + 2,
      type: 'Peop',
      ...(dice() < 0.5 ? { entity: other.id } : {}),
    };
  }
  if (!triple) return undefined;
  if (throwOf === 11) return { kind: 'triple.accept', triple: triple.id };
  if (throwOf === 12) return { kind: 'triple.reject', triple: triple.id };
  if (throwOf === 13)
    return {
      kind: 'triple.edit',
      triple: triple.id,
      predicate: pick(dice, ['Work_For', 'Live_In', 'Leads']),
      isReversed: dice() < 0.3,
    };
  const [best] = getTriple(project, triple.id).evidence;
  if (!best) return undefined;
  return {
    kind: 'triple.add',
    document: best.document,
    subject: { start: best.object.start, end: best.object.end },
    predicate: 'Knows',
    object: { start: best.sentence.start, end: best.sentence.start + 2, type: 'Peop' },
  };
}

/** Runs what may be refused; refusals are answers. Gives whether it was done. */
export function attempt(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof Failure && /^(?:decision-|not-found)/u.test(error.code)) return false;
    throw error;
  }
}

/** One random step of curation: mostly a decision, else an undo of any decision, or a redo. */
export function step(project: Project, dice: Dice): void {
  const what = dice();
  const { decisions } = getCuration(project);
  const decision = pick(dice, decisions);
  if (what < 0.65 || !decision) {
    const operations = [toss(project, dice), dice() < 0.2 ? toss(project, dice) : undefined].filter(
      (operation) => operation !== undefined,
    );
    if (operations.length > 0) attempt(() => makeDecision(project, operations, signature, rules));
  } else if (decision.isUndone)
    attempt(() => redoDecision(project, dice() < 0.5 ? undefined : decision.id, signature, rules));
  else
    attempt(() =>
      undoDecision(
        project,
        { decision: decision.id, withDependants: dice() < 0.7 },
        signature,
        rules,
      ),
    );
}

export function undoAll(project: Project): void {
  for (const { id } of getCuration(project).decisions.toReversed()) {
    // What was redone may rest on what was made after it, and has then gone with that.
    const now = getCuration(project).decisions.find((decision) => decision.id === id);
    if (now && !now.isUndone)
      undoDecision(project, { decision: id, withDependants: true }, signature, rules);
  }
}

/** Random groups of the homes that documents name, as links might make them; the others stand alone. */
export function tossGroups(project: Project, dice: Dice): readonly (readonly EntityId[])[] {
  const homes = listHomes(project);
  const groups: EntityId[][] = [];
  for (const home of homes.filter((id) => hasHome(project, id))) {
    const at = Math.floor(dice() * homes.length * 0.8);
    (groups[at] ??= []).push(home);
  }
  const gone = homes.filter((id) => !hasHome(project, id)).map((id) => [id]);
  return [...groups.filter((members) => members !== undefined), ...gone];
}

/** The groups that are there, without homes that no document names any more: what linking leaves when it is done. */
export function settleGroups(project: Project): readonly (readonly EntityId[])[] {
  const groups = new Map<string, EntityId[]>();
  for (const home of listHomes(project)) {
    const lead = hasHome(project, home) ? (readGroup(project, home)?.lead ?? home) : `gone ${home}`;
    groups.set(lead, [...(groups.get(lead) ?? []), home]);
  }
  const settled = [...groups].map(([lead, homes]) =>
    homes.toSorted((a, b) => Number(b === lead) - Number(a === lead)),
  );
  project.transaction(() => applyGroups(project, settled, toNaming));
  return settled;
}

function listHomes(project: Project): readonly EntityId[] {
  return project
    .all<{
      id: EntityId;
    }>(
      'SELECT id FROM entity UNION SELECT id FROM home UNION SELECT home FROM home_group ORDER BY id',
    )
    .map(({ id }) => id)
    .filter((id) => hasHome(project, id) || readGroup(project, id) !== undefined);
}

interface Outcome {
  readonly decisions: number;
  readonly undone: number;
}

/**
 * One sequence over a project that stands as at the start (its digest), which it leaves so: undoing all is the start, replaying the log
 * elsewhere gives the same state, every row is what the log says (looked at in one of five).
 */
function runSequence(
  project: Project,
  other: Project,
  dice: Dice,
  length: number,
  start: string,
): Outcome {
  for (let n = 0; n < length; n += 1) step(project, dice);
  const state = digest(project);
  if (dice() < 0.2) {
    const report = verify(project, toNaming);
    if (!report.ok) throw new Error(report.problems.join('\n'));
  }
  const { decisions } = getCuration(project);
  const log = [...eachLogLine(project)].join('\n');
  replayText(other, log);
  if (digest(other) !== state) throw new Error('the log elsewhere gives another state');
  undoAll(project);
  if (digest(project) !== start) throw new Error('undoing all is not the start');
  undoAll(other);
  if (digest(other) !== start) throw new Error('undoing all of a replayed log is not the start');
  return {
    decisions: decisions.length,
    undone: decisions.filter(({ isUndone }) => isUndone).length,
  };
}

/** Forgets the log of a project on which nothing stands: only a test may. */
function forgetLog(project: Project): void {
  project.run('DELETE FROM decision');
  project.kept.clear();
  project.revision += 1;
}

/** Sequences `from` to `from + count` of a seed: those that come before change nothing. @throws with seed and number */
export function runSequences(seed: number, count: number, from = 0): Outcome {
  let [decisions, undone, start, project, other] = [0, 0, '', makeInMemory(), makeInMemory()];
  for (let n = from; n < from + count; n += 1) {
    const dice = createDice(seed + n);
    // The same graph for fifty sequences: making one takes longer than curating it.
    if (n % 50 === 0 || n === from) {
      for (const each of [project, other]) each.close();
      [project, other] = [makeInMemory(), makeInMemory()];
      const files = makeFiles(dice);
      for (const each of [project, other]) storeAll(each, files);
      const groups = tossGroups(project, dice);
      if (n % 100 === 0) for (const each of [project, other]) group(each, groups);
      start = digest(project);
    }
    try {
      const outcome = runSequence(project, other, dice, 3 + Math.floor(dice() * 7), start);
      decisions += outcome.decisions;
      undone += outcome.undone;
    } catch (error) {
      throw new Error(`seed ${seed}, sequence ${n}`, { cause: error });
    }
    for (const each of [project, other]) forgetLog(each);
  }
  for (const each of [project, other]) each.close();
  return { decisions, undone };
}
