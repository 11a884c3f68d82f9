import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { EngineError, toSerialised, fromSerialised } from '#contract/errors';
import { logLine, type LogLine } from '#contract/log-file';
import type { Operation, ReplayReport } from '#domain/curation';
import { publish } from '#export/publish';
import { makeDecision } from '#store/decide';
import type { Project } from '#store/project';
import { eachWrittenDecision, replay, type WrittenDecision } from '#store/replay';
import { nameRules } from './pipeline.ts';
import { toSignature } from './signature.ts';

/** Larger than any log a person makes. */
const MOST_BYTES = 256 * 2 ** 20;

/** The log as text, a decision a line, oldest first: JSON that can be read, compared and kept under version control. */
export function* eachLogLine(project: Project): Generator<string> {
  for (const decision of eachWrittenDecision(project)) yield toLogLine(decision);
}

export function toLogLine({
  id,
  at,
  author,
  note,
  says,
  acts,
  isAside,
  effect,
  operations,
}: WrittenDecision & { readonly says: readonly string[] }): string {
  return JSON.stringify({
    decision: id,
    at: new Date(at).toISOString(),
    by: author,
    says,
    ...(note === '' ? {} : { note }),
    ...(acts === 0 ? {} : { acts }),
    ...(isAside ? { aside: true } : {}),
    effect,
    do: operations,
  });
}

/** Writes the file whole or not at all; gives how many decisions. @throws EngineError `path-unwritable`, `disk-full` */
export async function exportLog(project: Project, path: string): Promise<number> {
  const lines = [...eachLogLine(project)];
  const text = lines.map((line) => `${line}\n`).join('');
  await publish([{ path, write: (partial) => writeFile(partial, text) }]);
  return lines.length;
}

/**
 * Takes over a log file: decisions anchored in text, this project's or another's, and lines that are operations by id,
 * which are made now. A line that cannot be read is told and the others go on.
 * @throws EngineError `path-missing`, `path-unreadable`
 */
export function replayFile(project: Project, path: string): ReplayReport {
  return replayText(project, readLog(path));
}

export function replayText(project: Project, text: string): ReplayReport {
  const unreadable: { line: number; problem: string }[] = [];
  const decisions: WrittenDecision[] = [];
  let made = 0;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const problem = take(line);
    if (problem !== undefined) unreadable.push({ line: at + 1, problem });
  }
  const report = replay(project, decisions, Date.now(), nameRules);
  return { ...report, applied: report.applied + made, unreadable };

  function take(line: string): string | undefined {
    const parsed = parseLine(line);
    if (typeof parsed === 'string') return parsed;
    if ('do' in parsed) {
      decisions.push(toWritten(parsed));
      return undefined;
    }
    try {
      makeDecision(project, parsed.operations, toSignature(parsed.note), nameRules);
      made += 1;
      return undefined;
    } catch (error) {
      const known = fromSerialised(toSerialised(error));
      if (known.code === 'internal') throw error;
      return known.message;
    }
  }
}

/** Operations of a file that only says what is to be done. @throws EngineError `bad-input`, `path-missing`, `path-unreadable` */
export function readOperations(path: string): readonly Operation[] {
  return readLog(path)
    .split('\n')
    .flatMap((line, at) => {
      if (line.trim() === '') return [];
      const parsed = parseLine(line);
      if (typeof parsed !== 'string' && !('do' in parsed)) return parsed.operations;
      const problem =
        typeof parsed === 'string'
          ? parsed
          : 'This was decided already; only orders can be planned.';
      throw new EngineError(
        'bad-input',
        `line ${at + 1} of ${path}: ${problem.replace(/\.$/u, '')}`,
      );
    });
}

function parseLine(line: string): LogLine | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'This is no JSON.';
  }
  const parsed = logLine.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `This is no decision: ${issue?.message ?? 'unknown shape'}${issue && issue.path.length > 0 ? ` (${issue.path.join('.')})` : ''}.`;
}

function toWritten(line: Extract<LogLine, { do: unknown }>): WrittenDecision {
  const { decision, at, by, note, acts, aside, effect, do: operations } = line;
  return {
    id: decision,
    at: Date.parse(at),
    author: by,
    note,
    acts,
    isAside: aside,
    effect: effect ?? null,
    operations: operations as WrittenDecision['operations'],
  };
}

function readLog(path: string): string {
  try {
    if (statSync(path).size > MOST_BYTES) throw new EngineError('path-unreadable', path);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new EngineError(code === 'ENOENT' ? 'path-missing' : 'path-unreadable', path);
  }
}
