import { resolve } from 'node:path';
import { reportForms, type ReportForm } from '#engine/import/report';
import { UsageError } from './command.ts';

/** Where a report goes and in which form, told from its ending. @throws UsageError */
export function toReportPath(
  name: string | undefined,
): { readonly path: string; readonly form: ReportForm } | undefined {
  if (name === undefined) return undefined;
  const form = reportForms.find((each) => name.toLowerCase().endsWith(`.${each}`));
  if (!form) throw new UsageError('the name of a report ends in .csv or .json');
  return { path: resolve(name), form };
}
