import { EngineError } from '#contract/errors';
import { digest } from '#engine/digest';
import {
  type Evaluation,
  evaluateResolution as evaluate,
  type ResolutionFigures,
} from '#resolve/evaluate';
import { fromGold, type GoldDocument, UnreadableGold } from '#resolve/gold';
import { type Arguments, type Output, required } from './command.ts';

/** Who is who in documents with gold mentions, beside two baselines in the same run. @throws EngineError `bad-input` */
export async function evaluateResolution(
  given: Arguments,
  out: Output,
  readText: (path: string) => string,
): Promise<void> {
  const result = evaluate(readGold(required(given, 'data'), readText), digest);
  out.result(result, () => toText(result));
}

function readGold(path: string, readText: (path: string) => string): readonly GoldDocument[] {
  try {
    return fromGold(readText(path));
  } catch (error) {
    if (error instanceof UnreadableGold)
      throw new EngineError('bad-input', `${path} is no gold data: ${error.message}`);
    throw error;
  }
}

function toText(result: Evaluation): string {
  return [
    ...toLines(`all ${result.mentions} mentions`, result),
    ...toLines(`the ${result.linked.mentions} that are linked`, result.linked),
    `${result.proposals} pairs would be asked about`,
  ].join('\n');
}

function toLines(title: string, { baselines, ...ours }: ResolutionFigures): string[] {
  const line = (
    name: string,
    { b3, pairwise, ceaf }: Pick<ResolutionFigures, 'b3' | 'pairwise' | 'ceaf'>,
  ) => `  ${name.padEnd(26)} B³ ${three(b3)}   pairs ${three(pairwise)}   CEAF ${three(ceaf)}`;
  return [
    `${title} (precision, recall, F1)`,
    line('exact name', baselines.exactName),
    line('normalised name and type', baselines.normalisedNameAndType),
    line('resolved', ours),
  ];
}

const three = ({ precision, recall, f1 }: ResolutionFigures['b3']) =>
  [precision, recall, f1].map((share) => (share * 100).toFixed(1).padStart(5)).join(' ');
