import type { Effect, Misfit, ProposalRow, ReplayReport } from '#domain/curation';
import type { DecisionId } from '#domain/ids';
import { eachLogLine, readOperations, replayFile } from '#engine/curation-file';
import { nameRules } from '#engine/pipeline';
import { toSignature } from '#engine/signature';
import { planDecision, redoDecision, undoDecision } from '#store/decide';
import { listProjectMisfits } from '#store/misfits';
import type { Project } from '#store/project';
import { listProposals } from '#store/proposals';
import { UsageError, type Arguments, type CliCommand, type Output } from './command.ts';
import { withProject } from './project.ts';

/** Questions read from the project at once. */
const PAGE = 1000;

const WAYS = ['apply', 'log', 'plan', 'undo', 'redo', 'misfits', 'proposals'] as const;

export const curateCommand: CliCommand = {
  usage:
    'P (--log | --apply FILE | --plan FILE | --undo [ID] [--with-dependants] | --redo [ID] | --misfits | --proposals)',
  summary:
    'Prints the log of decisions, takes over a log from a file, undoes and redoes. A file may hold orders too, a decision a line: {"kind":"entity.merge","entities":["e…","e…"]} or {"operations":[…],"note":"…"}; --plan says what they would do, --apply does it. Ids are printed by --proposals, entities and triples.',
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
      const operations = readOperations(given.text('plan') ?? '');
      const effect = planDecision(project, operations, nameRules);
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
    case 'proposals':
      for (let offset = 0; ; offset += PAGE) {
        const { rows } = listProposals(project, { offset, limit: PAGE });
        for (const row of rows) await out.row(row, () => toProposalText(row));
        if (rows.length === 0) return;
      }
  }
}

/** The ids that an answer takes come first. */
function toProposalText(proposal: ProposalRow): string {
  const name = (entity: { readonly name: string; readonly type: string }) =>
    `${entity.name} (${entity.type})`;
  const chance = proposal.probability.toFixed(2);
  if (proposal.kind === 'link') {
    const { left, right } = proposal;
    return `${left.id} ${right.id}  ${chance}  same?  ${name(left)} — ${name(right)}`;
  }
  const { id, subject, predicate, object } = proposal.triple;
  return `${id}  ${chance}  so?  ${name(subject)} — ${predicate} — ${name(object)}`;
}

function toReportText(report: ReplayReport): string {
  const { applied, known, misfits, conflicts, unreadable } = report;
  return [
    `Decisions: ${applied} applied, ${known} known already, ${conflicts.length} in conflict; without effect: ${misfits.length} operations of ${countDecisions(misfits)} decisions; unreadable lines: ${unreadable.length}`,
    ...misfits.map((misfit) => `  ${toMisfitText(misfit)}`),
    ...conflicts.map((misfit) => `  ${toMisfitText(misfit)}`),
    ...unreadable.map(({ line, problem }) => `  line ${line}: ${problem}`),
  ].join('\n');
}

function countDecisions(misfits: readonly Misfit[]): number {
  return new Set(misfits.map(({ decision }) => decision)).size;
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
  const counts = [mentions, ...Object.values(facts)];
  if (counts.every((count) => count === 0) && JSON.stringify(before) === JSON.stringify(after))
    return 'Nothing in the graph changes; it holds whatever is read later.';
  const list = (rows: Effect['before']) =>
    rows.map(({ name, mentions: count }) => `${name} (${count})`).join(', ') || 'nothing';
  return [
    `${list(before)}  →  ${list(after)}`,
    `names: ${mentions}, documents: ${documents}; facts: ${facts.changed} changed, ${facts.joined} joined, ${facts.appeared} new, ${facts.vanished} gone`,
  ].join('\n');
}
