import type { DocumentId, EntityId } from '#domain/ids';
import type { Profile } from '#domain/linking';
import { digest } from '#engine/digest';
import {
  type Companion,
  MOST_BESIDE,
  MOST_DOCUMENTS,
  toCompanion,
  toProfile,
} from '#resolve/profiles';
import { listHomeNames, listHomeNeighbours, listHomesIn } from '#store/home-documents';
import { openProject } from '#store/open';

/** The homes of a project as linking compares them. */
export function readHomes(path: string): readonly Profile[] {
  const project = openProject(path);
  try {
    const homes = project.all<{ home: EntityId }>(
      'SELECT DISTINCT home FROM document_home ORDER BY home',
    );
    const inDocument = new Map<DocumentId, readonly Companion[]>();
    return homes.flatMap(({ home }) => {
      const names = listHomeNames(project, home, MOST_DOCUMENTS);
      const surroundings = listHomeNeighbours(project, home, MOST_DOCUMENTS).map((record) => {
        const beside =
          inDocument.get(record.document) ??
          listHomesIn(project, record.document, MOST_BESIDE).map((each) =>
            toCompanion(digest, each),
          );
        inDocument.set(record.document, beside);
        return { ...record, beside };
      });
      return toProfile(home, names, () => surroundings) ?? [];
    });
  } finally {
    project.close();
  }
}
