import type { SurfaceForm } from '#domain/graph';
import type { DocumentId, EntityId } from '#domain/ids';
import type { Neighbour } from '#domain/linking';
import { loadGraphFacts } from './load-facts.ts';
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

/**
 * Homes of a project that were judged in another way than `way` are all new to linking again; what it made of them stands
 * until it has seen them. Gives whether that was so.
 */
export function renewHomes(project: Project, way: number): boolean {
  const sql = "SELECT value FROM counter WHERE name = 'judged'";
  if (project.find<{ value: number }>(sql)?.value === way) return false;
  project.transaction(() => {
    project.run("UPDATE linked_document SET hash = ''");
    project.run("UPDATE known_entity SET state = 'new' WHERE state = 'linked'");
    project.run(
      "INSERT INTO counter (name, value) VALUES ('judged', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1",
      way,
    );
  });
  return true;
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

/**
 * Takes over what a document says of its homes, or that it is gone. Inside a transaction. Gives the homes that it is one
 * of the first `limit` documents (by id) of, before or after: all others read as they did, however often they are named.
 */
export function takeHomesOf(
  project: Project,
  document: DocumentId,
  limit: number,
): ReadonlySet<EntityId> {
  const named = new Set(
    project
      .all<{ home: EntityId }>('SELECT home FROM document_home WHERE document = ?', document)
      .map(({ home }) => home),
  );
  project.run('DELETE FROM document_home WHERE document = ?', document);
  const row = project.find<{ key: number; hash: string }>(
    'SELECT key, hash FROM document WHERE id = ?',
    document,
  );
  if (row)
    for (const { home, type, form, spellings, neighbours } of toHomes(project, row.key, document)) {
      named.add(home);
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
  if (row)
    project.run(
      'INSERT INTO linked_document (document, hash) VALUES (?1, ?2) ON CONFLICT (document) DO UPDATE SET hash = ?2',
      document,
      row.hash,
    );
  else project.run('DELETE FROM linked_document WHERE document = ?', document);
  const isOneOfFirst = (home: EntityId) =>
    project.get<{ before: number }>(
      `SELECT count(*) AS before FROM (SELECT 1 FROM document_home WHERE home = ? AND document < ? LIMIT ?)`,
      home,
      document,
      limit,
    ).before < limit;
  return new Set([...named].filter(isOneOfFirst));
}

function toHomes(project: Project, key: number, document: DocumentId): readonly HomeInDocument[] {
  const { mentions, relations } = loadGraphFacts(project, key);
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

/** What the first documents (by id) that name a home call it; at most so many. Of each its type and key are the same. */
export function listHomeNames(
  project: Project,
  home: EntityId,
  limit: number,
): readonly Pick<HomeInDocument, 'type' | 'form' | 'spellings'>[] {
  // One row for all of them: a row of its own for each document costs more than what stands in it.
  const found = project.get<{ type: string | null; form: string | null; spellings: string | null }>(
    `SELECT type, form, '[' || group_concat(spellings) || ']' AS spellings
     FROM (SELECT type, form, spellings FROM document_home WHERE home = ? ORDER BY document LIMIT ?)`,
    home,
    limit,
  );
  const { type, form, spellings } = found;
  if (type === null || form === null || spellings === null) return [];
  return (JSON.parse(spellings) as SurfaceForm[][]).map((each) => ({
    type,
    form,
    spellings: each,
  }));
}

/** What the same documents say of it beside its name, in order of id. */
export function listHomeNeighbours(
  project: Project,
  home: EntityId,
  limit: number,
): readonly Pick<HomeInDocument, 'document' | 'neighbours'>[] {
  return project
    .all<{ document: DocumentId; neighbours: string }>(
      'SELECT document, neighbours FROM document_home WHERE home = ? ORDER BY document LIMIT ?',
      home,
      limit,
    )
    .map(({ document, neighbours }) => ({
      document,
      neighbours: JSON.parse(neighbours) as Neighbour[],
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
