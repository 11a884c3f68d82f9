import type { DocumentId, EntityId } from '#domain/ids';
import type { Profile } from '#domain/linking';
import { digest } from '#engine/digest';
import { MOST_BESIDE, MOST_DOCUMENTS, toProfile } from '#resolve/profiles';
import { listHomeDocuments, listHomesIn } from '#store/home-documents';
import { openProject } from '#store/open';

/** The homes of a project as linking compares them. */
export function readHomes(path: string): readonly Profile[] {
  const project = openProject(path);
  try {
    const homes = project.all<{ home: EntityId }>(
      'SELECT DISTINCT home FROM document_home ORDER BY home',
    );
    const inDocument = new Map<DocumentId, ReturnType<typeof listHomesIn>>();
    return homes.flatMap(({ home }) => {
      const records = listHomeDocuments(project, home, MOST_DOCUMENTS).map((record) => {
        const beside =
          inDocument.get(record.document) ?? listHomesIn(project, record.document, MOST_BESIDE);
        inDocument.set(record.document, beside);
        return { ...record, beside };
      });
      return toProfile(home, records, digest) ?? [];
    });
  } finally {
    project.close();
  }
}
