import {
  type BoundaryCase,
  evaluateBoundaries,
  evaluateRules,
  type RuleCase,
} from '#segment/evaluate';
import { type Arguments, type Output, required } from './command.ts';

/** Scores sentence ends against texts with spans, or counts the texts that are cut as their rule expects. */
export async function evaluateSegmentation(
  given: Arguments,
  out: Output,
  readText: (path: string) => string,
): Promise<void> {
  const cases = JSON.parse(readText(required(given, 'data'))) as readonly (
    BoundaryCase | RuleCase
  )[];
  const rules = cases.filter((one) => 'expected' in one);
  if (rules.length > 0) {
    const result = evaluateRules(rules);
    out.result(result, () => `${result.passed} of ${result.total} cut as expected`);
    return;
  }
  const result = evaluateBoundaries(cases.filter((one) => 'sentences' in one));
  const percent = (share: number) => (share * 100).toFixed(2);
  out.result(
    result,
    () => `P ${percent(result.precision)}  R ${percent(result.recall)}  F1 ${percent(result.f1)}`,
  );
}
