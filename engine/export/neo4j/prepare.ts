import { Failure } from '#domain/failure';
import type { Database } from './database.ts';
import { layers } from './layers.ts';
import { isName, toQuoted } from './names.ts';
import { isAtLeast, type Server } from './server.ts';

/** Node labels on whose `uid` a uniqueness constraint stands before the first write. */
const LABELS = [...layers.flatMap(({ shelf }) => shelf ?? []), 'EspalierProject'];

/**
 * Looks whether rules that others declared stand in the way of ours, before anything is written: a property of ours that
 * must be unique, of another type, or one that must be there and that we do not have. Gives the labels and types whose uid
 * is unique already.
 * @throws Failure `neo4j-conflict`, with the name of the constraint
 */
export async function checkConstraints(
  database: Database,
  types: readonly string[],
): Promise<ReadonlySet<string>> {
  const unique = new Set<string>();
  const cypher = 'SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties';
  for (const { name, type, labelsOrTypes, properties } of await database.read(cypher, {}, 10_000)) {
    const on = Array.isArray(labelsOrTypes) ? labelsOrTypes.map(String) : [];
    const about = Array.isArray(properties) ? properties.map(String) : [];
    const ours = layers.filter(({ shelf }) =>
      shelf ? on.includes(shelf) : on.some((one) => types.includes(one)),
    );
    const isUnique = /UNIQUENESS/u.test(String(type));
    if (about.join() === 'uid' && isUnique) {
      for (const one of on) unique.add(one);
      continue;
    }
    const isInTheWay = ours.some(({ keys }) =>
      isUnique
        ? about.some((property) => keys.includes(property))
        : about.some((property) => property !== 'uid'),
    );
    if (isInTheWay)
      throw new Failure(
        'neo4j-conflict',
        `the constraint ${toShown(name)} on ${on.map(toShown).join(', ')}`,
      );
  }
  return unique;
}

export async function prepareNodes(database: Database, unique: ReadonlySet<string>): Promise<void> {
  const missing = LABELS.filter((label) => !unique.has(label));
  for (const label of missing)
    await database.declare(
      `CREATE CONSTRAINT IF NOT EXISTS FOR (n:${toQuoted(label)}) REQUIRE n.uid IS UNIQUE`,
    );
  if (missing.length > 0) await database.declare('CALL db.awaitIndexes(300)');
}

/** Remembers the types it has seen. The type is on the project's node before the first relationship of it is written. */
export function createTypePreparer(
  database: Database,
  known: readonly string[],
  unique: ReadonlySet<string>,
): (type: string) => Promise<void> {
  const prepared = new Set<string>();
  const listed = new Set(known);
  return async (type) => {
    if (prepared.has(type)) return;
    if (!unique.has(type)) {
      await database.declare(toTypeConstraint(database.server, type));
      await database.declare('CALL db.awaitIndexes(300)');
    }
    if (!listed.has(type))
      await database.write(
        `MATCH (p:EspalierProject {uid: $project})
SET p.types = [type IN coalesce(p.types, []) WHERE type <> $type] + $type RETURN count(p) AS done`,
        { type },
      );
    listed.add(type);
    prepared.add(type);
  };
}

/** Unique relationships came with 5.7; before, an index at least keeps the comparison fast. */
function toTypeConstraint(server: Server, type: string): string {
  const pattern = `()-[n:${toQuoted(type)}]-()`;
  return isAtLeast(server, [5, 7])
    ? `CREATE CONSTRAINT IF NOT EXISTS FOR ${pattern} REQUIRE n.uid IS UNIQUE`
    : `CREATE INDEX IF NOT EXISTS FOR ${pattern} ON (n.uid)`;
}

/** Chosen by whoever owns the database. */
function toShown(name: unknown): string {
  const text = String(name);
  return isName(text) ? text : text.replace(/[^\w .-]/gu, '').slice(0, 60);
}
