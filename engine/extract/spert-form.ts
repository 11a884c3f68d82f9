import type { Annotation } from './score.ts';

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
  const rename = (type: string) => (Object.hasOwn(types, type) ? (types[type] ?? null) : type);
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
