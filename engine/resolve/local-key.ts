/**
 * The key of a name that means somebody in its own document only: the normalised name, a line break (which no normalised
 * name holds) and the beginning of the document's digest.
 */
export function toLocalKey(name: string, scope: string): string {
  return `${name.trim()}\n${scope.slice(0, 16)}`;
}

export function fromLocalKey(key: string): { readonly name: string; readonly scope?: string } {
  const [name = '', scope] = key.split('\n');
  return scope === undefined ? { name } : { name, scope };
}
