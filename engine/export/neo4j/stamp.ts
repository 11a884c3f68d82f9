import { hash } from 'node:crypto';

export type Value = string | number | boolean | null | readonly Value[] | Properties;
export interface Properties {
  readonly [name: string]: Value;
}
/** By the kind of neighbour: their uids, or for evidence what its relationships say. */
export interface Links {
  readonly [name: string]: readonly Value[];
}

/** Raise it when rows of an older Espalier must be written anew: stamps of another edition tell nothing about drift. */
const EDITION = 'c';

const OTHER_EDITION = /^(?:[abd-z]\.[0-9a-f.]+|[0-9a-f]{20})$/u;
const WIDTH = 8;

/** Follow from the uid. */
const FIXED: ReadonlySet<string> = new Set(['project', 'id']);

/**
 * What a row of ours carries beside its values: a digest of each property, in the order of their names, and one of what it
 * is joined to, as they were written. The database's own values give the same digests for as long as nobody else changed
 * them, so what others did shows property by property, without a second copy of the graph anywhere.
 */
export function toStamp(label: string | null, properties: Properties, links: Links): string {
  const digests = listNames(Object.keys(properties)).map((name) =>
    digest(properties[name] ?? null),
  );
  return `${EDITION}.${digest(label)}${digests.join('')}.${digestLinks(links)}`;
}

/** Written by another edition of Espalier (the first one's had no dots). */
export function isOtherEdition(stamp: string): boolean {
  return OTHER_EDITION.test(stamp);
}

export interface Altered {
  /** Properties whose value is another than the stamp says; `label` for the label. All of them where there is no stamp. */
  readonly names: readonly string[];
  readonly isRejoined: boolean;
}

/** What somebody changed since the stamp was written. `names`: all properties of such a row. */
export function findAltered(
  stamp: string,
  names: readonly string[],
  label: string | null,
  properties: Properties,
  links: Links,
): Altered {
  const [edition, own = '', joined] = stamp.split('.');
  const values = [label, ...listNames(names).map((name) => properties[name] ?? null)];
  const all = ['label', ...listNames(names)];
  const isAltered = (at: number): boolean =>
    edition !== EDITION || own.slice(at * WIDTH, (at + 1) * WIDTH) !== digest(values[at] as Value);
  return {
    names: all.filter((_, at) => isAltered(at)),
    isRejoined: edition !== EDITION || joined !== digestLinks(links),
  };
}

/** As the database gives it back: it has no lone surrogates, and its maps have no order. */
export function toPlain(value: Value): Value {
  if (typeof value === 'string') return value.toWellFormed();
  // Bulk import knows no empty list.
  if (Array.isArray(value))
    return value.length === 0 ? null : (value as readonly Value[]).map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value as Properties)
    .filter(([, item]) => item !== null && item !== undefined)
    .map(([name, item]) => [name, toPlain(item)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function listNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => !FIXED.has(name)).toSorted();
}

/** The order of neighbours means nothing. */
function digestLinks(links: Links): string {
  const names = Object.keys(links).toSorted();
  return digest(
    names.map((name) => [
      name,
      ...(links[name] ?? []).map((value) => JSON.stringify(toPlain(value))).toSorted(),
    ]),
  );
}

function digest(value: Value): string {
  return hash('sha256', JSON.stringify(toPlain(value)), 'hex').slice(0, WIDTH);
}
