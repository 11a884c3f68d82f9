/**
 * The key of a name that means somebody in its own document only: the normalised name, a line break (which no normalised
 * name holds) and the beginning of the document's digest.
 */
export function toLocalKey(name: string, scope: string): string {
  return `${name}\n${scope.slice(0, 16)}`;
}

/** Before the name in the key of a reference that points nowhere: it is a home, and never another one. */
export const NOBODY = '\t';

export function fromLocalKey(key: string): { readonly name: string; readonly scope?: string } {
  const [name = '', scope] = key.split('\n');
  return scope === undefined ? { name } : { name, scope };
}
