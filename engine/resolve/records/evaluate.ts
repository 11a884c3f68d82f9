import type { Figure } from '../score.ts';
import { matchRecords } from './match.ts';
import type { Table } from './table.ts';

export interface RecordsEvaluation {
  readonly pairwise: Figure;
  readonly records: number;
  readonly seconds: number;
}

/** Tables or a truth of which no figure can come; the message says why. */
export class UnfitRecords extends Error {}

/**
 * Matches without a label, then compares with the truth: a table of pairs of keys, or, where none is given, the names of
 * Febrl's records, of which `rec-12-org` and `rec-12-dup-0` are one person.
 * @throws UnfitRecords
 */
export function evaluateMatches(
  tables: readonly Table[],
  truth: Table | undefined,
): RecordsEvaluation {
  if (tables.some(({ rows }) => rows.length === 0)) throw new UnfitRecords('a table has no rows');
  const keys = tables.flatMap(({ rows }, place) => rows.map((row) => `${place} ${row[0]}`));
  const wanted = truth ? toPairs(truth, tables.length, new Set(keys)) : toFebrlPairs(keys);
  const started = performance.now();
  const matches = matchRecords(tables);
  const seconds = (performance.now() - started) / 1000;
  const found =
    tables.length > 1 ? matches.map(({ left, right }) => [left, right] as const) : close(matches);
  const hits = found.filter(
    ([left, right]) =>
      wanted.has(`${keys[left]}\n${keys[right]}`) || wanted.has(`${keys[right]}\n${keys[left]}`),
  ).length;
  const precision = found.length === 0 ? 1 : hits / found.length;
  const recall = wanted.size === 0 ? 1 : hits / wanted.size;
  const f1 = hits === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return {
    pairwise: { precision, recall, f1 },
    records: keys.length,
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

/** The columns of the truth may stand the other way round than the tables: that order counts in which more pairs exist. */
function toPairs(truth: Table, tables: number, keys: ReadonlySet<string>): ReadonlySet<string> {
  const second = tables > 1 ? 1 : 0;
  // Some truths list pairs that are none too, and say which.
  const says = truth.header.findIndex((name) =>
    /^(?:label|match|is[ _]?match|gold|same)$/iu.test(name),
  );
  const rows = truth.rows.filter(
    (row) => says < 2 || !/^(?:0|0\.0|false|no)$/iu.test(row[says] ?? ''),
  );
  const read = (one: number, other: number) =>
    rows.map((row) => [`0 ${row[one]}`, `${second} ${row[other]}`] as const);
  const count = (pairs: ReturnType<typeof read>) =>
    pairs.filter(([left, right]) => keys.has(left) && keys.has(right)).length;
  const orders = [read(0, 1), read(1, 0)];
  const [given = 0, turned = 0] = orders.map(count);
  if (given === 0 && turned === 0)
    throw new UnfitRecords('no pair of the truth names two records of the tables');
  return new Set(orders[turned > given ? 1 : 0]?.map((pair) => pair.join('\n')));
}

function toFebrlPairs(keys: readonly string[]): ReadonlySet<string> {
  const people = new Map<string, string[]>();
  for (const key of keys) {
    const person = /rec-\d+/u.exec(key)?.[0];
    if (person !== undefined) people.set(person, [...(people.get(person) ?? []), key]);
  }
  if (people.size === 0)
    throw new UnfitRecords(
      'there is no table of true pairs, and the records are not named as Febrl names them',
    );
  return new Set(
    [...people.values()].flatMap((own) =>
      own.flatMap((left, at) => own.slice(at + 1).map((right) => `${left}\n${right}`)),
    ),
  );
}

/** Whoever is one with another is one with all of the other's: pairs of each connected part. */
function close(
  matches: readonly { readonly left: number; readonly right: number }[],
): readonly (readonly [number, number])[] {
  const of = new Map<number, Set<number>>();
  for (const { left, right } of matches) {
    const [a, b] = [of.get(left) ?? new Set([left]), of.get(right) ?? new Set([right])];
    const whole = new Set([...a, ...b]);
    for (const row of whole) of.set(row, whole);
  }
  return [...new Set(of.values())].flatMap((part) => {
    const rows = [...part].sort((a, b) => a - b);
    return rows.flatMap((left, at) => rows.slice(at + 1).map((right) => [left, right] as const));
  });
}
