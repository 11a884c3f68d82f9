import type { ProjectSummary } from '#domain/views';

/**
 * What the log says of an operation, for the page: predicates as they read ("works for"), and without the labels of
 * types, which tell namesakes apart in a file but are no words.
 */
export function toSaid(
  says: string,
  project: Pick<ProjectSummary, 'entityTypes' | 'predicates'> | null | undefined,
): string {
  let said = says;
  for (const { predicate, phrase } of project?.predicates ?? [])
    said = said.replace(` — ${predicate} — `, ` ${phrase} `);
  for (const { type } of project?.entityTypes ?? []) said = said.replaceAll(` (${type})`, '');
  return said;
}
