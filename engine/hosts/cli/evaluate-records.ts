import { EngineError } from '#contract/errors';
import { evaluateMatches, type RecordsEvaluation, UnfitRecords } from '#resolve/records/evaluate';
import { type Table, toTable } from '#resolve/records/table';
import { type Arguments, type Output, required } from './command.ts';

/** Which rows of one or two tables are one thing, found without a label and compared with the truth. @throws EngineError `bad-input` */
export async function evaluateRecords(
  given: Arguments,
  out: Output,
  readText: (path: string) => string,
): Promise<void> {
  const [right, truth] = [given.text('right'), given.text('truth')];
  const tables = [required(given, 'left'), ...(right === undefined ? [] : [right])].map((path) =>
    toTable(readText(path)),
  );
  const result = match(tables, truth === undefined ? undefined : toTable(readText(truth)));
  const { precision, recall, f1 } = result.pairwise;
  const percent = (share: number) => (share * 100).toFixed(2);
  out.result(
    result,
    () =>
      `${result.records} records in ${result.seconds.toFixed(2)} s: P ${percent(precision)}  R ${percent(recall)}  F1 ${percent(f1)}`,
  );
}

function match(tables: readonly Table[], truth: Table | undefined): RecordsEvaluation {
  try {
    return evaluateMatches(tables, truth);
  } catch (error) {
    if (error instanceof UnfitRecords) throw new EngineError('bad-input', error.message);
    throw error;
  }
}
