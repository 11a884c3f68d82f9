/**
 * A label or relationship type of the schema's closed vocabulary. Letters, digits, `_`, `-`, `.` and spaces only: a
 * backslash would be read as a Unicode escape by Neo4j 4 even between backticks.
 */
export function isName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_ .-]{0,99}$/u.test(name);
}

/** Cypher cannot take labels and types as parameters before 5.26, so they are the one thing put into its text. */
export function toQuoted(name: string): string {
  if (!isName(name)) throw new RangeError('not a name of the schema');
  return `\`${name.replaceAll('`', '``')}\``;
}
