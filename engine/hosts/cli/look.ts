import type { Sentence } from '#domain/document';
import type { ExtractionOptions } from '#domain/extraction';
import type { Candidate, ExtractionTable, Verdict } from '#domain/xray';
import type { Model } from '#extract/model';
import { explainHeads, getTable } from '#extract/xray';
import type { Arguments } from './command.ts';

/** What `--table` and `--near-misses` add to a sentence: to its JSON, and as lines for people. */
export async function lookAtSentence(
  model: Model,
  text: string,
  sentence: Sentence,
  given: Arguments,
  options: ExtractionOptions,
): Promise<{ readonly shape: object; readonly lines: readonly string[] }> {
  const shape: { tables?: object[]; nearMisses?: object[] } = {};
  const lines: string[] = [];
  if (given.has('table')) {
    const tables: ExtractionTable[] = [];
    for (const head of model.heads) {
      const first = await getTable(model, head, text, sentence, { options });
      tables.push(first);
      for (let window = 1; window < first.windows.length; window++)
        tables.push(await getTable(model, head, text, sentence, { options, window }));
    }
    shape.tables = tables.map(toPlain);
    for (const table of tables) lines.push(...toTableLines(table));
  }
  if (given.has('near-misses')) {
    const words = sentence.tokens.map(({ start, end }) => text.slice(start, end));
    const heads = await explainHeads(model, text, sentence, { options });
    shape.nearMisses = heads.map(({ head, candidates }) => ({ head, candidates }));
    for (const { head, candidates } of heads)
      for (const one of candidates.filter(({ verdict }) => verdict.kind !== 'said').slice(0, 5))
        lines.push(`  ? ${head} ${toLine(one, words)}`);
  }
  return { shape, lines };
}

/** Typed arrays as lists of numbers. */
function toPlain(table: ExtractionTable): object {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]: [string, unknown]) => [
      name,
      ArrayBuffer.isView(value) ? Array.from(value as Float32Array, round) : value,
    ]),
  );
}

const round = (value: number) => Math.round(value * 1e6) / 1e6;

/** The likeliest tag of each word. */
function toTableLines({ tokens, tags, tagLabels, spans, head }: ExtractionTable): string[] {
  if (spans.length > 0) return [];
  return tokens.map(({ text }, i) => {
    const row = tags.subarray(i * tagLabels.length, (i + 1) * tagLabels.length);
    const best = row.reduce((a, p, k) => (p > (row[a] ?? 0) ? k : a), 0);
    return `  | ${head} ${(tagLabels[best] ?? '').padEnd(8)} ${(row[best] ?? 0).toFixed(2)}  ${text}`;
  });
}

function toLine({ head, tail, type, score, verdict }: Candidate, words: readonly string[]): string {
  const name = ({ from, to }: Candidate['head']) => words.slice(from, to).join(' ');
  return `${type.padEnd(12)} ${score.toFixed(2)}  ${name(head)} → ${name(tail)}: ${toReasonLine(verdict)}`;
}

function toReasonLine(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'said':
      return 'said';
    case 'threshold':
      return `below the threshold of ${verdict.threshold.toFixed(2)}`;
    case 'other':
      return `${verdict.type ?? 'no relation'}${verdict.reversed ? ' the other way round' : ''} is likelier (${verdict.probability.toFixed(2)})`;
    case 'cell':
      return 'other words of the two say so, but not the pair that decides';
    case 'schema':
      return 'the schema does not have it between such names';
    case 'off':
      return `${verdict.what} is switched off`;
    case 'self':
      return 'both are pronouns of one bearer';
    case 'unsure':
      return `the ${verdict.side} is a name of ${verdict.probability.toFixed(2)}, and names are told from ${verdict.threshold.toFixed(2)} on`;
    case 'argument':
      return `the ${verdict.side} is not read as such a name`;
    case 'overlap':
      return `another head is surer of other words at the ${verdict.side}`;
    default:
      return 'the two are too far apart to be read together';
  }
}
