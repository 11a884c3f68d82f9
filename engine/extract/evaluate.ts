import type { Sentence } from '#domain/document';

import { extract } from './extract.ts';
import type { ExtractOptions } from './extract.ts';
import type { Model } from './model.ts';
import { score } from './score.ts';
import type { Annotation, Scores } from './score.ts';

export interface Evaluation {
  readonly sentences: number;
  readonly ner: Scores;
  readonly re: Scores;
  readonly reStrict: Scores;
  readonly sentencesPerSecond: number;
}

/** A sentence with the corpus's own tokens and what people marked in it. */
export interface Annotated extends Annotation {
  readonly words: readonly string[];
}

interface SpertSentence {
  readonly tokens: readonly string[];
  readonly entities: readonly {
    readonly type: string;
    readonly start: number;
    readonly end: number;
  }[];
  readonly relations: readonly {
    readonly type: string;
    readonly head: number;
    readonly tail: number;
  }[];
}

function isSpert(value: unknown): value is SpertSentence[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one: Partial<SpertSentence> | null) =>
        Array.isArray(one?.tokens) && Array.isArray(one.entities) && Array.isArray(one.relations),
    )
  );
}

/**
 * Reads SpERT form: an array of `{tokens, entities: [{type, start, end}], relations: [{type, head, tail}]}`, `end`
 * exclusive. `types` renames corpus types to the head's; a type it maps to null is left out.
 * @throws TypeError where the text is something else.
 */
export function fromSpert(
  text: string,
  types: Readonly<Record<string, string | null>> = {},
): Annotated[] {
  const value: unknown = JSON.parse(text);
  if (!isSpert(value)) throw new TypeError('not in SpERT form');
  const rename = (type: string) => (type in types ? (types[type] ?? null) : type);
  return value.map(({ tokens, entities, relations }) => {
    const mentions: { from: number; to: number; type: string }[] = [];
    const positionOf = new Map<number, number>();
    entities.forEach(({ type, start, end }, i) => {
      const name = rename(type);
      if (name === null) return;
      positionOf.set(i, mentions.length);
      mentions.push({ from: start, to: end, type: name });
    });
    const kept = relations.flatMap((relation) => {
      const head = positionOf.get(relation.head);
      const tail = positionOf.get(relation.tail);
      const type = rename(relation.type);
      return head === undefined || tail === undefined || type === null
        ? []
        : [{ head, tail, type }];
    });
    return { words: tokens, mentions, relations: kept };
  });
}

/** The words joined by single spaces, as a text of one sentence. */
function toSentence(words: readonly string[]): { text: string; sentence: Sentence } {
  let at = 0;
  const tokens = words.map((word) => {
    const token = { start: at, end: at + word.length };
    at = token.end + 1;
    return token;
  });
  const text = words.join(' ');
  return { text, sentence: { start: 0, end: text.length, tokens } };
}

/** Scores a model on annotated sentences through `extract`, the path of every document; speed is of that path alone. */
export async function evaluate(
  model: Model,
  data: readonly Annotated[],
  options: ExtractOptions = {},
): Promise<Evaluation> {
  const predicted: Annotation[] = [];
  const began = performance.now();
  for (const { words } of data) {
    const { text, sentence } = toSentence(words);
    const [extraction] = await extract(model, text, [sentence], options);
    const wordAt = new Map(sentence.tokens.map((token, i) => [token.start, i]));
    const endAt = new Map(sentence.tokens.map((token, i) => [token.end, i + 1]));
    predicted.push({
      mentions: (extraction?.mentions ?? []).map(({ start, end, type }) => ({
        from: wordAt.get(start) ?? -1,
        to: endAt.get(end) ?? -1,
        type,
      })),
      relations: extraction?.relations ?? [],
    });
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    sentences: data.length,
    ...score(data, predicted),
    sentencesPerSecond: seconds > 0 ? data.length / seconds : 0,
  };
}
