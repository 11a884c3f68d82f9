import type { SurfaceForm } from '#domain/graph';
import type { EntityType } from '#domain/schema';
import { fromLocalKey } from './local-key.ts';
import { normaliseName } from './normalise.ts';

export interface Naming {
  readonly name: string;
  /** Every other spelling, most frequent first. */
  readonly aliases: readonly string[];
}

/**
 * How an Entity is called, from the spellings of its mentions: the most frequent full form (one that normalises to the
 * entity's `key`), else the most frequent spelling; ties by code point, so that every machine says the same.
 * Spelling is kept as written, save for line breaks, a possessive at the end and punctuation around it.
 */
export function toNaming(forms: Iterable<SurfaceForm>, key: string, type: EntityType): Naming {
  const ranked = countSpellings(forms);
  const { name: full } = fromLocalKey(key);
  const name = ranked.find((text) => normaliseName(text, type) === full) ?? ranked[0] ?? full;
  return { name, aliases: ranked.filter((text) => text !== name) };
}

function countSpellings(forms: Iterable<SurfaceForm>): readonly string[] {
  const counts = new Map<string, number>();
  for (const { text, count } of forms) {
    const spelling = toSpelling(text);
    counts.set(spelling, (counts.get(spelling) ?? 0) + count);
  }
  return [...counts]
    .sort(([a, timesA], [b, timesB]) => timesB - timesA || compareCodePoints(a, b))
    .map(([text]) => text);
}

/** Without what a model may take along at either end of a name: ", England" is England, "Smith's" is Smith. */
function toSpelling(text: string): string {
  const spaced = text.replace(/\s+/gu, ' ').trim();
  const bare = spaced.replace(/ ?['\u2019]s?$/u, '').replace(/^[\s,;:!?)\]]+|[\s,;:!?([]+$/gu, '');
  return bare === '' ? spaced : bare;
}

/** UTF-16 order puts U+E000 to U+FFFF after the astral planes; code point order, as SQLite's and Python's, does not. */
function compareCodePoints(a: string, b: string): number {
  const [left, right] = [a[Symbol.iterator](), b[Symbol.iterator]()];
  for (;;) {
    const [x, y] = [left.next().value, right.next().value];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? -1 : 1;
    if (x !== y) return (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0);
  }
}
