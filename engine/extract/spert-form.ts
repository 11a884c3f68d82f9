import type { Schema } from '#domain/schema';

import type { Annotation } from './score.ts';

/** A sentence with the corpus's own tokens and what people marked in it. */
export interface Annotated extends Annotation {
  readonly words: readonly string[];
}

/** Corpus type → the head's, or null. */
export type Names = Readonly<Record<string, string | null>>;

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

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** What keeps a value from being a sentence of the form; undefined where nothing does. */
function findFault(value: unknown): string | undefined {
  const { tokens, entities, relations } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (!Array.isArray(tokens) || !tokens.every((token) => typeof token === 'string'))
    return 'tokens is no list of words';
  if (!Array.isArray(entities)) return 'entities is no list';
  if (!Array.isArray(relations)) return 'relations is no list';
  for (const [i, one] of (entities as (Record<string, unknown> | null)[]).entries()) {
    const [start, end] = [one?.['start'], one?.['end']];
    if (typeof one?.['type'] !== 'string') return `entity ${i} has no type`;
    if (!isCount(start) || !isCount(end) || start >= end || end > tokens.length)
      return `entity ${i} is from word ${String(start)} to ${String(end)} of ${tokens.length}`;
  }
  for (const [i, one] of (relations as (Record<string, unknown> | null)[]).entries()) {
    const ends = [one?.['head'], one?.['tail']];
    if (typeof one?.['type'] !== 'string') return `relation ${i} has no type`;
    if (!ends.every((end) => isCount(end) && end < entities.length))
      return `relation ${i} joins entities ${ends.map(String).join(' and ')} of ${entities.length}`;
  }
  return undefined;
}

function toSentences(text: string): readonly SpertSentence[] {
  let value: unknown;
  try {
    // Editors on Windows begin a file with a mark of its encoding.
    value = JSON.parse(text.replace(/^\ufeff/u, ''));
  } catch {
    throw new TypeError('it is no JSON');
  }
  if (!Array.isArray(value)) throw new TypeError('it is no list');
  for (const [i, one] of value.entries()) {
    const fault = findFault(one);
    if (fault !== undefined) throw new TypeError(`sentence ${i}: ${fault}`);
  }
  return value as SpertSentence[];
}

/**
 * Reads SpERT form: an array of `{tokens, entities: [{type, start, end}], relations: [{type, head, tail}]}`, `end`
 * exclusive. `types` renames corpus types to the head's; a type it maps to null is left out. ADE calls an entity and a relation
 * alike: `relationTypes` renames relations apart.
 * @throws TypeError where the text is something else: what, and in which sentence, counted from 0 as in the file. A mark that
 * points beyond its sentence is no mark, and figures that count it as missed would be another corpus's.
 */
export function fromSpert(
  text: string,
  types: Names = {},
  relationTypes: Names = types,
): Annotated[] {
  const rename = (type: string, names: Names) =>
    Object.hasOwn(names, type) ? (names[type] ?? null) : type;
  return toSentences(text).map(({ tokens, entities, relations }) => {
    const mentions: { from: number; to: number; type: string }[] = [];
    const positionOf = new Map<number, number>();
    entities.forEach(({ type, start, end }, i) => {
      const name = rename(type, types);
      if (name === null) return;
      positionOf.set(i, mentions.length);
      mentions.push({ from: start, to: end, type: name });
    });
    const kept = relations.flatMap((relation) => {
      const head = positionOf.get(relation.head);
      const tail = positionOf.get(relation.tail);
      const type = rename(relation.type, relationTypes);
      return head === undefined || tail === undefined || type === null
        ? []
        : [{ head, tail, type }];
    });
    return { words: tokens, mentions, relations: kept };
  });
}

/** Types of gold sentences that none of the heads looks for, sorted: whatever is marked so counts as missed. */
export function listUnknown(
  data: readonly Annotated[],
  schemas: readonly Schema[],
): readonly string[] {
  const find = (names: readonly string[], parts: readonly { readonly type: string }[]) =>
    parts.map(({ type }) => type).filter((type) => !names.includes(type));
  const entityTypes = schemas.flatMap((schema) => schema.entityTypes);
  const relationTypes = schemas.flatMap((schema) => schema.relationTypes.map(({ name }) => name));
  const unknown = data.flatMap(({ mentions, relations }) => [
    ...find(entityTypes, mentions),
    ...find(relationTypes, relations),
  ]);
  return [...new Set(unknown)].sort();
}
