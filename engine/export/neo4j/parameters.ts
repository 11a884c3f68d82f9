import neo4j from 'neo4j-driver';
import type { Row } from './rows.ts';
import type { Properties } from './stamp.ts';

/** JavaScript has one kind of number, Neo4j two; these are whole. */
const WHOLE: ReadonlySet<string> = new Set([
  'mentions',
  'start',
  'end',
  'page',
  'support',
  'documents',
  'subjectStart',
  'subjectEnd',
  'objectStart',
  'objectEnd',
]);

export function isWhole(name: string): boolean {
  return WHOLE.has(name);
}

/** A row as `$rows` of a statement has it. */
export function toParameters({
  uid,
  stamp,
  properties,
  links,
}: Row): Readonly<Record<string, unknown>> {
  return { uid, properties: { ...toTyped(properties), stamp }, links: toTypedLinks(links) };
}

function toTypedLinks(links: Row['links']): Readonly<Record<string, unknown>> {
  if (!('evidence' in links)) return links;
  return { ...links, evidence: links['evidence']?.map((proof) => toTyped(proof as Properties)) };
}

function toTyped(properties: Properties): Readonly<Record<string, unknown>> {
  const typed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties))
    typed[name] = WHOLE.has(name) && typeof value === 'number' ? neo4j.int(value) : value;
  return typed;
}
