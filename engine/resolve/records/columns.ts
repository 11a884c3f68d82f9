import type { Table } from './table.ts';

/** `code`: numbers, dates, keys. `name`: a few words. `text`: many, of which some tell more than others. */
export type ColumnKind = 'code' | 'name' | 'text';

/** One column of one or two tables; rows of the right table follow those of the left. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Folded; empty where missing. */
  readonly values: readonly string[];
  /** Number of each value, 0 for missing: equal values have equal numbers. */
  readonly ids: Int32Array;
  /** How many rows have each value. */
  readonly counts: Int32Array;
  /** Positions in `vocabulary` of the words of each row, sorted, each once. */
  readonly words: readonly Int32Array[];
  readonly vocabulary: readonly string[];
  /** In how many rows each word stands. */
  readonly frequency: Int32Array;
}

/** A column whose every value is another is a key, and a table's first such column names its rows. */
export function toColumns(tables: readonly Table[]): readonly Column[] {
  const [first] = tables;
  if (!first) return [];
  const places = tables.map((table) => pairColumns(first, table));
  return first.header.flatMap((name, place) => {
    if (place === 0) return [];
    const values = tables.flatMap(({ rows }, at) => {
      const own = places[at]?.get(place);
      return rows.map((row) => (own === undefined ? '' : fold(row[own] ?? '')));
    });
    return values.some((value) => value !== '') ? [toColumn(name, values)] : [];
  });
}

/** Rows that are looked at to see which columns of two tables hold the same kind of thing. */
const SAMPLE = 500;

/**
 * Which column of the other table stands for which of the first: the one of that name, whatever its case; of those left
 * over the pair with most words in common, then the next. A column without a partner is missing there.
 */
function pairColumns(first: Table, other: Table): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const free = new Set(other.header.keys());
  free.delete(0);
  const pair = (place: number, own: number) => pairs.set(place, own) && free.delete(own);
  const toName = (name: string) => fold(name);
  for (const [place, name] of first.header.entries()) {
    const own = other.header.findIndex((each, at) => free.has(at) && toName(each) === toName(name));
    if (place > 0 && own > 0) pair(place, own);
  }
  const rest = [...first.header.keys()].filter((place) => place > 0 && !pairs.has(place));
  if (rest.length === 0 || free.size === 0) return pairs;
  const toWords = ({ rows }: Table, at: number) =>
    new Set(rows.slice(0, SAMPLE).flatMap((row) => fold(row[at] ?? '').split(' ')));
  const words = new Map([...free].map((own) => [own, toWords(other, own)]));
  rest
    .flatMap((place) => {
      const mine = toWords(first, place);
      return [...words].map(([own, theirs]) => {
        const shared = [...mine].filter((word) => word !== '' && theirs.has(word)).length;
        return { place, own, share: shared / Math.max(1, Math.min(mine.size, theirs.size)) };
      });
    })
    .sort((a, b) => b.share - a.share || a.place - b.place || a.own - b.own)
    .forEach(({ place, own, share }) => {
      if (share > 0 && !pairs.has(place) && free.has(own)) pair(place, own);
    });
  return pairs;
}

function toColumn(name: string, values: readonly string[]): Column {
  const [ids, numbers] = [new Int32Array(values.length), new Map<string, number>([['', 0]])];
  const vocabulary: string[] = [];
  const places = new Map<string, number>();
  const words = values.map((value, row) => {
    let id = numbers.get(value);
    if (id === undefined) numbers.set(value, (id = numbers.size));
    ids[row] = id;
    const found = new Set<number>();
    for (const word of value.split(' ')) {
      if (word === '') continue;
      let at = places.get(word);
      if (at === undefined) {
        at = vocabulary.push(word) - 1;
        places.set(word, at);
      }
      found.add(at);
    }
    return Int32Array.from(found).sort();
  });
  const counts = new Int32Array(numbers.size);
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  const frequency = new Int32Array(vocabulary.length);
  for (const row of words) for (const word of row) frequency[word] = (frequency[word] ?? 0) + 1;
  return { name, kind: toKind(values), values, ids, counts, words, vocabulary, frequency };
}

function toKind(values: readonly string[]): ColumnKind {
  let [filled, codes, words] = [0, 0, 0];
  for (const value of values) {
    if (value === '') continue;
    filled += 1;
    if (/^[\d .:/-]+$/u.test(value)) codes += 1;
    words += value.split(' ').length;
  }
  if (codes > filled * 0.9) return 'code';
  return words > filled * 3 ? 'text' : 'name';
}

/** Small letters and digits without diacritics, one space between words. "7.5" stays one word, "ab-12/c" three. */
function fold(value: string): string {
  return value
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/(?<=\d)[.,](?=\d)/gu, '')
    .replace(/['\u2019]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
