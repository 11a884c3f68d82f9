import { readFile } from 'node:fs/promises';
import type { Effect, Misfit, ReplayReport } from '#domain/curation';
import type { DecisionId } from '#domain/ids';
import { operationList } from '#contract/log-file';
import { eachLogLine, replayFile } from '#engine/curation-file';
import { nameRules } from '#engine/pipeline';
import { toSignature } from '#engine/signature';
import { planDecision, redoDecision, undoDecision } from '#store/decide';
import { listProjectMisfits } from '#store/misfits';
import type { Project } from '#store/project';
import { listProposals } from '#store/proposals';
import { UsageError, type Arguments, type CliCommand, type Output } from './command.ts';
import { withProject } from './project.ts';

const WAYS = ['apply', 'log', 'plan', 'undo', 'redo', 'misfits', 'proposals'] as const;

export const curateCommand: CliCommand = {
  usage:
    'P (--log | --apply FILE | --plan FILE | --undo [ID] [--with-dependants] | --redo [ID] | --misfits | --proposals)',
  summary:
    'Prints the log of decisions, takes over a log or operations from a file, says what they would do, undoes and redoes.',
  options: {
    apply: { type: 'string' },
    plan: { type: 'string' },
    log: { type: 'boolean' },
    undo: { type: 'boolean' },
    redo: { type: 'boolean' },
    misfits: { type: 'boolean' },
    proposals: { type: 'boolean' },
    'with-dependants': { type: 'boolean' },
  },
  paths: [1, 2],
  run: ({ paths: [path = '', id], ...given }, out) => {
    const chosen = WAYS.filter((way) => given.has(way) || given.text(way) !== undefined);
    const [way] = chosen;
    if (way === undefined || chosen.length > 1)
      throw new UsageError(`say one of ${WAYS.map((each) => `--${each}`).join(', ')}`);
    if (id !== undefined && way !== 'undo' && way !== 'redo')
      throw new UsageError(`too much: ${id}`);
    return withProject(path, (project) => work(project, way, { paths: [], ...given }, id, out));
  },
};

async function work(
  project: Project,
  way: (typeof WAYS)[number],
  given: Arguments,
  id: string | undefined,
  out: Output,
): Promise<void> {
  // Ids are printed by `--log`; one that is none of ours is found by nobody and told so.
  const decision = id as DecisionId | undefined;
  switch (way) {
    case 'log':
      for (const line of eachLogLine(project)) await out.row(JSON.parse(line), () => line);
      return;
    case 'apply': {
      const report = replayFile(project, given.text('apply') ?? '');
      out.result(report, () => toReportText(report));
      return;
    }
    case 'plan': {
      const parsed = operationList.safeParse(await readLines(given.text('plan') ?? ''));
      if (!parsed.success)
        throw new UsageError('the file of --plan holds operations, one JSON object a line');
      const effect = planDecision(project, parsed.data, nameRules);
      out.result(effect, () => toEffectText(effect));
      return;
    }
    case 'undo': {
      const withDependants = given.has('with-dependants');
      const report = undoDecision(project, { decision, withDependants }, toSignature(), nameRules);
      out.result(report, () =>
        report.undone.length > 0
          ? `Undone: ${report.undone.join(', ')}\n${toEffectText(report.effect)}`
          : `Nothing was undone: ${report.dependants.map(({ id: other, operations }) => `${other} (${operations[0]?.says ?? ''})`).join(', ')} rest on it. --with-dependants undoes them too.`,
      );
      return;
    }
    case 'redo': {
      const made = redoDecision(project, decision, toSignature(), nameRules);
      out.result(made, () => `Redone: ${made.decision.id}\n${toEffectText(made.effect)}`);
      return;
    }
    case 'misfits':
      for (const misfit of listProjectMisfits(project))
        await out.row(misfit, () => toMisfitText(misfit));
      return;
    case 'proposals': {
      const { rows } = listProposals(project, { limit: 1000 });
      for (const row of rows)
        await out.row(row, () =>
          row.kind === 'link'
            ? `same?  ${row.left.name} — ${row.right.name}  ${row.probability.toFixed(2)}`
            : `so?    ${row.triple.subject.name} — ${row.triple.predicate} — ${row.triple.object.name}  ${row.probability.toFixed(2)}`,
        );
    }
  }
}

async function readLines(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path} cannot be read`);
  });
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown);
  } catch {
    throw new UsageError(`${path} holds a line that is no JSON`);
  }
}

function toReportText(report: ReplayReport): string {
  const { applied, known, misfits, conflicts, unreadable } = report;
  return [
    `${applied} decisions applied, ${known} known already, ${misfits.length} without effect, ${conflicts.length} in conflict, ${unreadable.length} unreadable lines`,
    ...misfits.map((misfit) => `  ${toMisfitText(misfit)}`),
    ...conflicts.map((misfit) => `  ${toMisfitText(misfit)}`),
    ...unreadable.map(({ line, problem }) => `  line ${line}: ${problem}`),
  ].join('\n');
}

const reasons: Record<Misfit['reason'], string> = {
  'entity-missing': 'its entity is not in the project',
  'entity-ambiguous': 'the places it was read at speak of several entities now',
  'text-missing': 'no document has the text it was read in',
  'text-ambiguous': 'its text stands in several places',
  'mention-missing': 'nothing is marked as a name at its place',
  'fact-missing': 'no document says it at present',
  conflict: 'another decision says the contrary',
};

function toMisfitText({ decision, says, reason, against }: Misfit): string {
  return `${decision}  ${says}: ${reasons[reason]}${against ? ` (${against})` : ''}`;
}

function toEffectText({ before, after, facts, mentions, documents }: Effect): string {
  const list = (rows: Effect['before']) =>
    rows.map(({ name, mentions: count }) => `${name} (${count})`).join(', ') || 'nothing';
  return [
    `${list(before)}  →  ${list(after)}`,
    `${mentions} names in ${documents} documents; facts: ${facts.changed} changed, ${facts.joined} joined, ${facts.appeared} new, ${facts.vanished} gone`,
  ].join('\n');
}
