import type { SurfaceForm } from '#domain/graph';
import type { DocumentId, EntityId } from '#domain/ids';
import type { Neighbour } from '#domain/linking';
import { loadFacts } from './load-facts.ts';
import type { Project } from './project.ts';

/** A home as one document knows it. */
export interface HomeInDocument {
  readonly home: EntityId;
  readonly document: DocumentId;
  readonly type: string;
  /** Key of the home. */
  readonly form: string;
  readonly spellings: readonly SurfaceForm[];
  readonly neighbours: readonly Neighbour[];
}

/** Documents that linking has not seen as they are, and those it saw that are gone; in order of id. */
export function listUnlinkedDocuments(project: Project): readonly DocumentId[] {
  return project
    .all<{ id: DocumentId }>(
      `SELECT d.id FROM document d LEFT JOIN linked_document l ON l.document = d.id WHERE l.hash IS NULL OR l.hash <> d.hash
       UNION SELECT l.document FROM linked_document l WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.id = l.document)
       ORDER BY 1`,
    )
    .map(({ id }) => id);
}

/** Takes over what a document says of its homes, or that it is gone. Inside a transaction. Gives every home it touches. */
export function takeHomesOf(project: Project, document: DocumentId): ReadonlySet<EntityId> {
  const touched = new Set(
    project
      .all<{ home: EntityId }>('SELECT home FROM document_home WHERE document = ?', document)
      .map(({ home }) => home),
  );
  project.run('DELETE FROM document_home WHERE document = ?', document);
  const row = project.find<{ key: number; hash: string }>(
    'SELECT key, hash FROM document WHERE id = ?',
    document,
  );
  if (!row) {
    project.run('DELETE FROM linked_document WHERE document = ?', document);
    return touched;
  }
  for (const { home, type, form, spellings, neighbours } of toHomes(project, row.key, document)) {
    touched.add(home);
    project.run(
      'INSERT INTO document_home (home, document, type, form, spellings, neighbours) VALUES (?, ?, ?, ?, ?, ?)',
      home,
      document,
      type,
      form,
      JSON.stringify(spellings),
      JSON.stringify(neighbours),
    );
  }
  project.run(
    'INSERT INTO linked_document (document, hash) VALUES (?1, ?2) ON CONFLICT (document) DO UPDATE SET hash = ?2',
    document,
    row.hash,
  );
  return touched;
}

function toHomes(project: Project, key: number, document: DocumentId): readonly HomeInDocument[] {
  const { mentions, relations } = loadFacts(project, key);
  const homes = new Map<
    EntityId,
    { type: string; form: string; spellings: Map<string, number>; neighbours: Neighbour[] }
  >();
  for (const { entity, type, form, text } of mentions) {
    const home = homes.get(entity) ?? {
      type,
      form,
      spellings: new Map<string, number>(),
      neighbours: [],
    };
    homes.set(entity, home);
    home.spellings.set(text, (home.spellings.get(text) ?? 0) + 1);
  }
  for (const { subject, object, type: predicate } of relations) {
    homes.get(subject)?.neighbours.push({ predicate, isSubject: true, other: object });
    homes.get(object)?.neighbours.push({ predicate, isSubject: false, other: subject });
  }
  return [...homes].map(([home, { spellings, ...rest }]) => ({
    home,
    document,
    ...rest,
    spellings: [...spellings].map(([text, count]) => ({ text, count })),
  }));
}

/** A home as the first documents (by id) that name it know it; at most so many. */
export function listHomeDocuments(
  project: Project,
  home: EntityId,
  limit: number,
): readonly HomeInDocument[] {
  return project
    .all<
      Omit<HomeInDocument, 'spellings' | 'neighbours'> & { spellings: string; neighbours: string }
    >(
      'SELECT home, document, type, form, spellings, neighbours FROM document_home WHERE home = ? ORDER BY document LIMIT ?',
      home,
      limit,
    )
    .map((row) => ({
      ...row,
      spellings: JSON.parse(row.spellings) as SurfaceForm[],
      neighbours: JSON.parse(row.neighbours) as Neighbour[],
    }));
}

/** The homes that a document names, at most so many, in order of id. */
export function listHomesIn(
  project: Project,
  document: DocumentId,
  limit: number,
): readonly { readonly home: EntityId; readonly type: string; readonly form: string }[] {
  return project.all(
    'SELECT home, type, form FROM document_home WHERE document = ? ORDER BY home LIMIT ?',
    document,
    limit,
  );
}
