import { hash } from 'node:crypto';
import type { Links, Properties, Value } from './rows.ts';

/** Raise it when rows of an older Espalier must be written anew: stamps of another edition tell nothing about drift. */
const EDITION = 'b';

/**
 * What a row of ours carries beside its values: digests of its properties and of what it is joined to, as they were
 * written. The database's own values give the same digests for as long as nobody else changed them, so drift shows
 * without a second copy of the graph anywhere.
 */
export function toStamp(label: string | null, properties: Properties, links: Links): string {
  return `${EDITION}.${toOwnDigest(label, properties)}.${toLinksDigest(links)}`;
}

/** Written by another edition of Espalier (the first one's had no dots). */
export function isOtherEdition(stamp: string): boolean {
  return /^(?:[a-z]\.[0-9a-f]{16}\.[0-9a-f]{16}|[0-9a-f]{20})$/u.test(stamp) && !isOurs(stamp);
}

function isOurs(stamp: string): boolean {
  return stamp.startsWith(`${EDITION}.`);
}

/** Whether the properties are the same, whatever the row is joined to. */
export function isSameOwn(one: string, other: string): boolean {
  return one.slice(0, one.lastIndexOf('.')) === other.slice(0, other.lastIndexOf('.'));
}

/** Absent properties and null are the same. */
function toOwnDigest(label: string | null, properties: Properties): string {
  return digest(JSON.stringify([label, toEntries(properties)]));
}

/** The order of neighbours means nothing. */
function toLinksDigest(links: Links): string {
  const sorted = toEntries(links).map(([name, values]) => [
    name,
    (values as readonly Value[]).map((value) => JSON.stringify(value)).toSorted(),
  ]);
  return digest(JSON.stringify(sorted));
}

function toEntries(properties: Properties | Links): readonly (readonly [string, Value])[] {
  return Object.entries(properties)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [name, toPlain(value as Value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** As the database gives it back: it has no lone surrogates, and its maps have no order. */
function toPlain(value: Value): Value {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return (value as readonly Value[]).map(toPlain);
  if (typeof value === 'object' && value !== null) return toEntries(value as Properties) as Value;
  return value;
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}
