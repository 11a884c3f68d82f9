import { Failure } from '#domain/failure';
import type { DecisionId } from '#domain/ids';
import { digest } from './facts.ts';
import type { Project } from './project.ts';
import type { DecisionBody, LogEntry } from '#domain/recorded';

/**
 * The log of decisions: rows are added at its end and never changed. Each row's hash covers the row and the hash before
 * it, so a row that was altered, taken out or put in shows (`listLogProblems`). This file holds the only statement that
 * writes to it.
 */
export function append(project: Project, entry: Omit<LogEntry, 'number' | 'hash'>): LogEntry {
  const last = project.find<Pick<LogEntry, 'number' | 'hash'>>(
    'SELECT number, hash FROM decision ORDER BY number DESC LIMIT 1',
  );
  const numbered = { ...entry, number: (last?.number ?? 0) + 1 };
  const full = { ...numbered, hash: toEntryHash(numbered, last?.hash ?? '') };
  const { number, id, act, at, author, body, hash } = full;
  project.run(
    'INSERT INTO decision (number, id, act, at, author, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    number,
    id,
    act,
    at,
    author,
    body,
    hash,
  );
  return full;
}

const ENTRIES = 'SELECT number, id, act, at, author, body, hash FROM decision ORDER BY number';

export function listEntries(project: Project): readonly LogEntry[] {
  return project.all<LogEntry>(ENTRIES);
}

export function countEntries(project: Project): number {
  return project.get<{ entries: number }>(
    'SELECT coalesce(max(number), 0) AS entries FROM decision',
  ).entries;
}

/** A decision with where it stands now. */
export interface Decision extends DecisionBody {
  readonly id: DecisionId;
  readonly number: number;
  readonly at: number;
  readonly author: string;
  readonly isUndone: boolean;
}

/** A log is read again and again as it grows; each body is parsed once. @throws Failure `project-damaged` */
const bodies = new WeakMap<LogEntry, DecisionBody>();

function toBody(entry: LogEntry): DecisionBody {
  const known = bodies.get(entry);
  if (known) return known;
  try {
    const body = JSON.parse(entry.body) as DecisionBody;
    bodies.set(entry, body);
    return body;
  } catch (error) {
    throw new Failure('project-damaged', `decision ${entry.number}`, error);
  }
}

/** The decisions of a log in the order they were made; the last undo or redo of each says whether it stands. */
export function toDecisions(entries: readonly LogEntry[]): readonly Decision[] {
  const undone = new Map<DecisionId, boolean>();
  for (const { id, act } of entries) undone.set(id, act === 'undo');
  return entries.flatMap((entry) => {
    const { act, number, id, at, author } = entry;
    if (act !== 'make') return [];
    return [{ ...toBody(entry), number, id, at, author, isUndone: undone.get(id) ?? false }];
  });
}

/** What undo and redo take where nothing is named: the last that stands; the last undone, if nothing was made since. */
export function findNext(entries: readonly LogEntry[]): {
  readonly undo: DecisionId | null;
  readonly redo: DecisionId | null;
} {
  const standing = new Set<DecisionId>();
  const redoable: DecisionId[] = [];
  const order: DecisionId[] = [];
  for (const { id, act } of entries) {
    if (act === 'undo') {
      standing.delete(id);
      redoable.push(id);
      continue;
    }
    standing.add(id);
    if (act === 'make') {
      order.push(id);
      redoable.length = 0;
    } else if (redoable.includes(id)) redoable.splice(redoable.lastIndexOf(id), 1);
  }
  return { undo: order.findLast((id) => standing.has(id)) ?? null, redo: redoable.at(-1) ?? null };
}

/** In words, for `verify`. */
export function* listLogProblems(project: Project): Generator<string> {
  let [before, expected] = ['', 1];
  for (const entry of project.each<LogEntry>(ENTRIES)) {
    const { number, hash } = entry;
    if (number !== expected) yield `The log of decisions lacks entry ${expected}`;
    if (toEntryHash(entry, before) !== hash) yield `Decision ${number} is not what was recorded`;
    [before, expected] = [hash, number + 1];
  }
}

function toEntryHash(entry: Omit<LogEntry, 'hash'>, before: string): string {
  const { number, id, act, at, author, body } = entry;
  return digest(JSON.stringify([before, number, id, act, at, author, body]));
}
