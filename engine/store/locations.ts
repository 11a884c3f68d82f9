import type { DocumentId } from '#domain/ids';
import type { Project } from './project.ts';

/** Where the bytes of a document lie: a file, and within it the names to follow from container to container. */
export interface Location {
  readonly file: string;
  readonly inside: readonly string[];
}

/** Containers in containers; more is a loop that somebody wrote into the file. */
const DEEPEST = 32;

/** Every place a document's bytes were read from, by path. Empty for a document that the project does not know. */
export function listLocations(project: Project, document: DocumentId): readonly Location[] {
  return project
    .all<{ path: string }>(
      `SELECT s.path FROM source s CROSS JOIN document d ON d.key = s.document WHERE d.id = ? ORDER BY s.path`,
      document,
    )
    .map(({ path }) => toLocation(project, path));
}

function toLocation(project: Project, path: string): Location {
  const inside: string[] = [];
  let at = path;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const container = project.find<{ container: string }>(
      'SELECT container FROM part WHERE path = ?',
      at,
    )?.container;
    if (container === undefined) break;
    inside.unshift(at.slice(container.length + '!/'.length));
    at = container;
  }
  return { file: at, inside };
}
