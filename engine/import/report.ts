import { toReason } from '#contract/reasons';
import type { StoredDocumentRow } from '#domain/views';
import { toRow } from '#export/csv';
import { publish } from '#export/publish';
import { writeText } from '#export/write-text';
import { eachDocument } from '#store/documents';
import type { Project } from '#store/project';

/** The forms in which the report of every file is written. */
export const reportForms = ['csv', 'json'] as const;
export type ReportForm = (typeof reportForms)[number];

const columns = [
  'path',
  'container',
  'state',
  'code',
  'reason',
  'format',
  'bytes',
  'sha256',
  'pages',
  'language',
  'sentences',
  'mentions',
  'triples',
  'parts',
  'change',
  'added',
  'removed',
  'kept',
] as const;

type Line = Readonly<Record<(typeof columns)[number], string | number | null>>;

/**
 * Writes what became of every file, a row each, and gives how many there are. The file appears whole or not at all.
 * @throws Failure as `publish`
 */
export async function writeReport(
  project: Project,
  form: ReportForm,
  path: string,
): Promise<number> {
  let rows = 0;
  const lines = function* (): Generator<Line> {
    for (const row of eachDocument(project)) {
      rows += 1;
      yield toLine(row);
    }
  };
  const records = form === 'csv' ? toCsv(lines()) : toJson(lines());
  const step = () => undefined;
  await publish([{ path, write: (partial) => writeText(partial, { records }, { step }) }]);
  return rows;
}

function toLine({ detail, change, ...row }: StoredDocumentRow): Line {
  return {
    ...row,
    reason: row.code ? toReason(row.code, detail) : null,
    change: change?.kind ?? null,
    added: change?.added ?? null,
    removed: change?.removed ?? null,
    kept: change?.kept ?? null,
  };
}

function* toCsv(lines: Iterable<Line>): Generator<string> {
  yield toRow(columns);
  for (const line of lines) yield toRow(columns.map((column) => line[column] ?? null));
}

/** The counts by state come last, so that nothing needs to be held or read twice. */
function* toJson(lines: Iterable<Line>): Generator<string> {
  const counts: Record<string, number> = {};
  yield '{"documents":[';
  let between = '\n';
  for (const line of lines) {
    const state = String(line.state);
    counts[state] = (counts[state] ?? 0) + 1;
    yield between + JSON.stringify(Object.fromEntries(columns.map((key) => [key, line[key]])));
    between = ',\n';
  }
  yield `\n],"counts":${JSON.stringify(counts)}}\n`;
}
