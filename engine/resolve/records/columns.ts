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
  return first.header.flatMap((name, place) => {
    if (place === 0) return [];
    const values = tables.flatMap(({ header, rows }) => {
      const at = header.indexOf(name) >= 0 ? header.indexOf(name) : place;
      return rows.map((row) => fold(row[at] ?? ''));
    });
    return values.some((value) => value !== '') ? [toColumn(name, values)] : [];
  });
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
