import type { SQLInputValue } from 'node:sqlite';
import type { FactSelection } from '#domain/curation';
import { listDecided } from './decided-facts.ts';
import { fold } from './fold.ts';
import type { Project } from './project.ts';
import { toLike, toNameQuery } from './words.ts';

export interface Conditions {
  /** Constant SQL over `triple t`, with a `?` for every value; `1` where nothing narrows. */
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
  /** Few rows are left, found by key: sort them rather than walk an index until enough fit. */
  readonly isNarrow: boolean;
  /** Needs no more than predicate, types and score, which stand together in one index. */
  readonly isCovered: boolean;
}

/** Entities up to which a name narrows; "son" is in half of them, and a walk finds a page of its facts sooner. */
const FEW = 5000;

type Condition = readonly [sql: string, ...values: SQLInputValue[]];

/** Everything but predicates and types: those are told apart by `countCells`. */
export function toConditions(project: Project, filter: FactSelection): Conditions {
  const named = toQuery(project, filter);
  const narrow = [
    toEntity(filter),
    toDocument(filter),
    named?.isNarrow ? named.condition : undefined,
    filter.state === 'undecided' ? undefined : toState(project, filter),
  ];
  const broad = named?.isNarrow === false ? named.condition : undefined;
  const undecided = filter.state === 'undecided' ? toState(project, filter) : undefined;
  const minScore: Condition | undefined = filter.minScore
    ? ['t.score >= ?', filter.minScore]
    : undefined;
  const given = [...narrow, broad, undecided, minScore].filter(isGiven);
  const isNarrow = narrow.some(isGiven);
  return { ...join(given), isNarrow, isCovered: !isNarrow && !broad && !undecided };
}

/** All of the filter. */
export function toAllConditions(project: Project, filter: FactSelection): Conditions {
  const { sql, values, ...rest } = toConditions(project, filter);
  const lists: Condition[] = [
    ...toList('t.predicate', filter.predicates),
    ...toList('t.subject_type', filter.subjectTypes),
    ...toList('t.object_type', filter.objectTypes),
  ];
  return { ...join([[sql, ...values], ...lists]), ...rest };
}

function toList(column: string, names: readonly string[] | undefined): Condition[] {
  if (!names) return [];
  // One value can use an index that is also in the order asked for; a list cannot.
  if (names.length === 1) return [[`${column} = ?`, names[0] ?? '']];
  return [[`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(names)]];
}

function toEntity({ entity }: FactSelection): Condition | undefined {
  const key = '(SELECT key FROM entity WHERE id = ?)';
  return entity === undefined
    ? undefined
    : [
        `t.key IN (SELECT key FROM triple WHERE subject = ${key}
           UNION ALL SELECT key FROM triple WHERE object = ${key})`,
        entity,
        entity,
      ];
}

function toDocument({ document }: FactSelection): Condition | undefined {
  return document === undefined
    ? undefined
    : [
        't.key IN (SELECT triple FROM relation WHERE document = (SELECT key FROM document WHERE id = ?))',
        document,
      ];
}

/** Decided facts are few beside the others: they are known by their ids. */
function toState(project: Project, { state }: FactSelection): Condition | undefined {
  if (state === undefined) return undefined;
  const decided = [...listDecided(project)];
  const ids = decided.flatMap(([id, fact]) =>
    state === 'undecided' || fact.state === state ? [id] : [],
  );
  if (state === 'undecided')
    return ids.length === 0
      ? undefined
      : [
          't.key NOT IN (SELECT key FROM triple WHERE id IN (SELECT value FROM json_each(?)))',
          JSON.stringify(ids),
        ];
  return [
    't.key IN (SELECT key FROM triple WHERE id IN (SELECT value FROM json_each(?)))',
    JSON.stringify(ids),
  ];
}

function toQuery(
  project: Project,
  { query }: FactSelection,
): { readonly condition: Condition; readonly isNarrow: boolean } | undefined {
  const folded = fold(query?.trim() ?? '');
  if (folded === '') return undefined;
  const [named, name] = toNamed(folded);
  const like = listPredicatesLike(project, folded);
  const predicates = JSON.stringify(like);
  const { entities } = project.remember(`named ${folded}`, () =>
    project.get<{ entities: number }>(
      `SELECT count(*) AS entities FROM (${named} LIMIT ${FEW})`,
      name,
    ),
  );
  const isNarrow = entities < FEW && like.length === 0;
  const condition: Condition = isNarrow
    ? [
        `t.key IN (SELECT key FROM triple WHERE subject IN (${named})
           UNION ALL SELECT key FROM triple WHERE object IN (${named}))`,
        name,
        name,
      ]
    : [
        `(+t.subject IN (${named}) OR +t.object IN (${named})
           OR t.predicate IN (SELECT value FROM json_each(?)))`,
        name,
        name,
        predicates,
      ];
  return { condition, isNarrow };
}

/** Keys of the entities whose name or an alias holds the folded text: a statement with one value. */
export function toNamed(folded: string): readonly [sql: string, value: string] {
  const phrase = toNameQuery(folded);
  return phrase === undefined
    ? [`SELECT key FROM entity WHERE folded LIKE ? ESCAPE '\\'`, toLike(folded)]
    : ['SELECT rowid FROM entity_names WHERE entity_names MATCH ?', phrase];
}

function listPredicatesLike(project: Project, folded: string): readonly string[] {
  return listPredicates(project)
    .filter(
      ({ predicate, phrase }) =>
        fold(predicate).includes(folded) || fold(phrase ?? '').includes(folded),
    )
    .map(({ predicate }) => predicate);
}

function listPredicates(
  project: Project,
): readonly { readonly predicate: string; readonly phrase: string | null }[] {
  return project.all(
    `SELECT DISTINCT cell.predicate, phrase FROM cell LEFT JOIN phrase ON phrase.predicate = cell.predicate`,
  );
}

function join(conditions: readonly Condition[]): Pick<Conditions, 'sql' | 'values'> {
  const given = conditions.filter(([sql]) => sql !== '1');
  return {
    sql: given.length > 0 ? given.map(([sql]) => sql).join(' AND ') : '1',
    values: given.flatMap(([, ...values]) => values),
  };
}

function isGiven(condition: Condition | undefined): condition is Condition {
  return condition !== undefined;
}
