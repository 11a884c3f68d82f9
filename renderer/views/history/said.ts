import type { ProjectSummary } from '#domain/views';
import { toTypeName } from '../../words/schema.ts';

/** What the log says of an operation, with the model's labels of types as a person reads them. */
export function toSaid(
  says: string,
  project: Pick<ProjectSummary, 'entityTypes'> | null | undefined,
): string {
  let said = says;
  for (const { type } of project?.entityTypes ?? []) {
    const word = toTypeName(type);
    said = said.replaceAll(` (${type})`, ` (${word})`);
    if (said.endsWith(` is of type ${type}`)) said = said.slice(0, -type.length) + word;
  }
  return said;
}
