import { toReason, wordReason } from '#contract/reasons';
import { importKnown } from '#engine/import/known-lists';
import { listKnownOf } from '#store/known';
import { factStates, type CitedTriple } from '#domain/graph';
import type { ChangedFact } from '#domain/views';
import { toNaming } from '#engine/pipeline';
import { eachCitedEntity, eachCitedTriple } from '#store/cited';
import { eachDocument } from '#store/documents';
import { verify } from '#store/verify';
import { writeReport } from '#engine/import/report';
import { listJobs } from '#store/jobs';
import type { Project } from '#store/project';
import { listChanges } from '#store/source-changes';
import { getTriple, listTriples } from '#store/triples';
import { UsageError, type CliCommand, type Output } from './command.ts';
import { withProject } from './project.ts';
import { toReportPath } from './report-path.ts';

export const documentsCommand: CliCommand = {
  usage: 'P [--changes] [--report F]',
  summary:
    'Lists the files of a project and how each of them ended; --changes: what the last import changed; --report: writes a table.',
  options: { changes: { type: 'boolean' }, report: { type: 'string' } },
  paths: [1, 1],
  run: ({ paths: [path = ''], has, text }, out) =>
    withProject(path, async (project) => {
      const report = toReportPath(text('report'));
      if (report) {
        const written = await writeReport(project, report.form, report.path);
        return out.result({ written, path: report.path }, () => `${written} rows written.`);
      }
      if (has('changes')) return printChanges(project, out);
      // What happened to it is history: the same documents print the same lines, however they came in.
      for (const { detail, change: _change, parts, ...row } of eachDocument(project)) {
        const reason = row.code ? toReason(row.code, detail) : undefined;
        const inside = parts > 0 ? { parts } : {};
        await out.row({ ...withoutNulls(row), ...inside, reason }, () =>
          [
            row.state.padEnd(11),
            row.path,
            reason ?? `${row.sentences} sentences, ${row.triples} facts`,
          ].join('  '),
        );
      }
    }),
};

export const entitiesCommand: CliCommand = {
  usage: 'P [--known LIST.csv]',
  summary:
    'Lists the entities of a project with every place that names them. --known: first takes over a table of known entities (name, type, aliases, ids) and links to it.',
  options: { known: { type: 'string' } },
  paths: [1, 1],
  run: ({ paths: [path = ''], text }, out) =>
    withProject(path, async (project) => {
      const list = text('known');
      if (list !== undefined) {
        const { entities, linked } = await importKnown(project, list);
        out.note(`${entities} entities on the list, ${linked} of them in the project.`);
      }
      for (const entity of eachCitedEntity(project)) {
        const known = listKnownOf(project, entity.id).map(({ reasons, ...row }) => ({
          ...row,
          reasons: reasons.map((reason) => ({ ...reason, says: wordReason(reason) })),
        }));
        await out.row(known.length > 0 ? { ...entity, known } : entity, () =>
          [
            `${entity.type.padEnd(6)}  ${entity.name}  (${entity.mentions.length} mentions)`,
            ...known.flatMap((row) => [
              `        ${row.outcome === 'merged' ? 'is' : 'may be'} ${row.name} of ${row.list}, ${toIds(row.attributes)} (${row.probability.toFixed(2)})`,
              ...row.reasons.map(
                ({ weight, says }) =>
                  `          ${weight > 0 ? '+' : ''}${weight.toFixed(1)}  ${says}`,
              ),
            ]),
          ].join('\n'),
        );
      }
    }),
};

const toIds = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

export const triplesCommand: CliCommand = {
  usage: `P [--state ${factStates.join('|')}]`,
  summary:
    'Lists the facts of a project, each with the sentences that say so. --state: those of which people said this; only so are rejected ones listed.',
  options: { state: { type: 'string' } },
  paths: [1, 1],
  run: ({ paths: [path = ''], text }, out) =>
    withProject(path, async (project) => {
      for (const triple of eachTriple(project, text('state')))
        await out.row(triple, () =>
          [
            `${triple.subject.name} — ${triple.predicate} — ${triple.object.name}  ${triple.score.toFixed(2)}`,
            ...triple.evidence.map((e) => `    “${e.sentence.text.replaceAll(/\s+/gu, ' ')}”`),
          ].join('\n'),
        );
    }),
};

/** @throws UsageError for a state that is none */
function* eachTriple(project: Project, asked: string | undefined): Generator<CitedTriple> {
  if (asked === undefined) return yield* eachCitedTriple(project);
  const state = factStates.find((each) => each === asked);
  if (!state) throw new UsageError(`--state is one of ${factStates.join(', ')}`);
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = listTriples(project, { state, offset, limit: PAGE });
    for (const { id } of rows) {
      const { phrase: _phrase, decided: _decided, evidence, ...triple } = getTriple(project, id);
      yield { ...triple, evidence: evidence.map(({ documentName: _name, ...row }) => row) };
    }
    if (rows.length < PAGE) return;
  }
}

const PAGE = 1000;

export const verifyCommand: CliCommand = {
  usage: 'P',
  summary: 'Checks that a project file is whole and that every citation lies where it says.',
  paths: [1, 1],
  run: ({ paths: [path = ''] }, out) =>
    withProject(path, async (project) => {
      const report = verify(project, toNaming);
      out.result(report, () => (report.ok ? 'The project is whole.' : report.problems.join('\n')));
    }),
};

/** What the last import did, a line a source. */
async function printChanges(project: Project, out: Output): Promise<void> {
  const [last] = listJobs(project).filter(({ kind }) => kind === 'import');
  for (const change of last ? listChanges(project, last.id) : [])
    await out.row(change, () =>
      [
        `${change.kind.padEnd(8)}  ${change.path}  ${change.added} facts gained, ${change.removed} lost, ${change.kept} kept`,
        ...(change.other === null ? [] : [`    ${change.other}`]),
        ...change.facts.added.map((fact) => `    + ${toFact(fact)}`),
        ...change.facts.removed.map((fact) => `    - ${toFact(fact)}`),
      ].join('\n'),
    );
}

const toFact = ({ subject, predicate, object }: ChangedFact) =>
  `${subject} — ${predicate} — ${object}`;

/** What is not known is left out of a printed row, as cli.md has it. */
function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
