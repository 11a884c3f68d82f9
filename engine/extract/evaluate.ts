import type { Sentence } from '#domain/document';
import type { Extraction } from '#domain/extraction';
import type { Evaluation, Mistake } from '#domain/views';

import { confuse } from './confusion.ts';
import { findMistake } from './mistakes.ts';
import { score } from './score.ts';
import type { Annotation } from './score.ts';
import type { Annotated } from './spert-form.ts';
import { toTextualOrder } from './symmetric.ts';

/** Sentences with mistakes that are given in full; the figures count all. */
const MISTAKES = 500;
/** Sentences asked for at once: as many as a batch of a document holds. */
const BATCH = 50;

/** How sentences get their extractions: in this process or by way of workers; the same for documents. */
export type ExtractSentences = (
  text: string,
  sentences: readonly Sentence[],
) => Promise<readonly Extraction[]>;

/** Each gold sentence as a line of its own: its words joined by single spaces. */
function toText(data: readonly Annotated[]): { text: string; sentences: Sentence[] } {
  let at = 0;
  const sentences = data.map(({ words }) => {
    const start = at;
    const tokens = words.map((word) => {
      const token = { start: at, end: at + word.length };
      at = token.end + 1;
      return token;
    });
    return { start, end: tokens.at(-1)?.end ?? start, tokens };
  });
  return { text: data.map(({ words }) => words.join(' ')).join('\n'), sentences };
}

function toAnnotation({ tokens }: Sentence, { mentions, relations }: Extraction): Annotation {
  const wordAt = new Map(tokens.map((token, i) => [token.start, i]));
  const endAt = new Map(tokens.map((token, i) => [token.end, i + 1]));
  return {
    mentions: mentions.map(({ start, end, type }) => ({
      from: wordAt.get(start) ?? -1,
      to: endAt.get(end) ?? -1,
      type,
    })),
    relations,
  };
}

/**
 * Scores extraction on annotated sentences by the path of every document; speed is of that path alone. `onSentences` is told
 * how many are done. Relation types named in `symmetric` count in the order of the text, whichever end was said first.
 */
export async function evaluate(
  extract: ExtractSentences,
  gold: readonly Annotated[],
  onSentences: (done: number) => void = () => {},
  symmetric: ReadonlySet<string> = new Set(),
): Promise<Evaluation> {
  const data = gold.map((one) => ({ ...one, ...toTextualOrder(one, symmetric) }));
  const predicted: Annotation[] = [];
  const began = performance.now();
  for (let at = 0; at < data.length; at += BATCH) {
    const { text, sentences } = toText(data.slice(at, at + BATCH));
    const extractions = await extract(text, sentences);
    sentences.forEach((sentence, i) => {
      const extraction = extractions[i];
      if (extraction) predicted.push(toTextualOrder(toAnnotation(sentence, extraction), symmetric));
    });
    onSentences(predicted.length);
  }
  const seconds = (performance.now() - began) / 1000;
  const mistakes = data.flatMap((wanted, i): Mistake[] => {
    const said = predicted[i];
    const mistake = said && findMistake(wanted.words, wanted, said);
    return mistake ? [mistake] : [];
  });
  return {
    sentences: data.length,
    ...score(data, predicted),
    sentencesPerSecond: seconds > 0 ? data.length / seconds : 0,
    confusion: confuse(data, predicted),
    wrong: mistakes.length,
    mistakes: mistakes.slice(0, MISTAKES),
  };
}
