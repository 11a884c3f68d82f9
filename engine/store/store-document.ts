import type { DocumentId, EntityId, TripleId } from '#domain/ids';
import { toSourceNames } from './anchors.ts';
import { createChanges, type Changes } from './changes.ts';
import { getCuration, holdCuration } from './curation.ts';
import type { ToNaming } from './entity-changes.ts';
import { toFacts, toHash, type Facts, type StoreInput } from './facts.ts';
import { loadShown } from './load-shown.ts';
import type { Project } from './project.ts';
import { rebind } from './rebind.ts';
import { countShown, findGiven } from './reread.ts';
import { clearRows, deleteDocumentRow, insertText, upsertDocumentRow } from './rows.ts';
import { toBaseOf, toShown, type Shown } from './shown.ts';
import { writeGraph } from './write-graph.ts';
import { insertMention, insertRelation } from './write-shown.ts';

/** What one transaction did to the graph. The ids are of triples that came to exist or ceased to. */
export interface StoreDelta {
  /** Of the stored document; zero where its facts were already there. */
  readonly sentences: number;
  readonly mentions: number;
  readonly relations: number;
  readonly triples: {
    readonly added: readonly TripleId[];
    readonly removed: readonly TripleId[];
    /** Triples of this document that were there before. */
    readonly kept: number;
  };
}

interface Known {
  readonly key: number;
  readonly hash: string;
  readonly run: string;
  readonly format: string;
  /** Other sources with the same content. */
  readonly others: number;
}

/**
 * Writes a document, its facts and the mark on its source in one transaction: after a crash all of it is there or none.
 * What the source said before goes, unless another source says the same. Content that is there already is only linked.
 * @throws Failure `disk-full`, `project-damaged`; RangeError where a stage broke its promise
 */
export function storeDocument(project: Project, input: StoreInput, toNaming: ToNaming): StoreDelta {
  const facts = toFacts(input);
  const hash = toHash(facts);
  return project.transaction(() => {
    holdCuration(project);
    const { path } = input.source;
    const before = findDocumentOf(project, path);
    const known = findKnown(project, facts.id, path);
    const isKept = known !== undefined && (known.hash === hash || isPreferred(known, facts, hash));
    const work = startWork(project);
    const key = isKept ? known.key : upsertDocumentRow(project, facts, input, hash);
    linkSource(project, input, key);
    const orphan =
      before !== undefined && before !== key && !hasSource(project, before) ? before : undefined;
    if (orphan !== undefined) takeOut(work, orphan);
    if (!isKept && known) takeOut(work, known.key);
    const shown = isKept ? undefined : putIn(work, facts);
    const written = write(work, toNaming, shown && { key, facts, shown });
    if (orphan !== undefined) deleteDocumentRow(project, orphan);
    const triples = settle(work, written, toNaming, isKept ? [] : [key], [
      facts.id,
      ...toSourceNames(input.source.path),
    ]);
    if (isKept) return { sentences: 0, mentions: 0, relations: 0, triples };
    const { sentences, mentions, relations } = facts;
    return {
      sentences: sentences.length,
      mentions: mentions.length,
      relations: relations.length,
      triples,
    };
  });
}

/** Takes a source and, unless another source has the same content, its facts out of the project. */
export function forgetSource(project: Project, path: string, toNaming: ToNaming): StoreDelta {
  return project.transaction(() => {
    holdCuration(project);
    const document = findDocumentOf(project, path);
    project.run('DELETE FROM source WHERE path = ?', path);
    return {
      sentences: 0,
      mentions: 0,
      relations: 0,
      triples: dropOrphan(project, document, path, toNaming),
    };
  });
}

/**
 * Inside a transaction, after a source came to speak of something else: drops the facts of the document it spoke of, if it
 * has no other source, and lets decisions that were read under a name of the source find their footing.
 */
export function dropOrphan(
  project: Project,
  document: number | undefined,
  path: string,
  toNaming: ToNaming,
): StoreDelta['triples'] {
  const names = toSourceNames(path);
  const work = startWork(project);
  const nothing = { added: [], removed: [], kept: 0 };
  if (document === undefined || hasSource(project, document))
    return settle(work, nothing, toNaming, [], names);
  takeOut(work, document);
  const written = write(work, toNaming);
  deleteDocumentRow(project, document);
  return settle(work, written, toNaming, [], names);
}

export function findDocumentOf(project: Project, path: string): number | undefined {
  const sql = 'SELECT document FROM source WHERE path = ?';
  return project.find<{ document: number | null }>(sql, path)?.document ?? undefined;
}

/** What goes and comes with the documents of one transaction. */
interface Work {
  readonly project: Project;
  readonly changes: Changes;
  /** Homes of mentions that went or came. */
  readonly homes: Set<EntityId>;
  /** Ids of documents whose rows changed, and names of sources. */
  readonly documents: Set<DocumentId | string>;
}

function startWork(project: Project): Work {
  return { project, changes: createChanges(), homes: new Set(), documents: new Set() };
}

function takeOut({ project, changes, homes, documents }: Work, document: number): void {
  const shown = loadShown(project, document);
  for (const { home } of shown.mentions) homes.add(home);
  const sql = 'SELECT id FROM document WHERE key = ?';
  documents.add(project.get<{ id: DocumentId }>(sql, document).id);
  countShown(changes, shown, -1);
  clearRows(project, document, changes.debt);
}

/** As links and decisions on entities and facts have it; decisions on places of this text come once its rows are there. */
function putIn({ project, changes, homes }: Work, facts: Facts): Shown {
  for (const { entity } of facts.mentions) homes.add(entity);
  const { standing } = getCuration(project);
  const shown = toShown(toBaseOf(facts), undefined, standing, () => '');
  countShown(changes, shown, 1);
  return shown;
}

function write(
  { project, changes }: Work,
  toNaming: ToNaming,
  added?: { readonly key: number; readonly facts: Facts; readonly shown: Shown },
): StoreDelta['triples'] {
  const { standing } = getCuration(project);
  const given = (id: EntityId) => findGiven(standing, id);
  return writeGraph(project, changes, { toNaming, given }, (keys) => {
    if (!added) return;
    const { key, facts, shown } = added;
    insertText(project, key, facts, changes.debt);
    for (const mention of shown.mentions) insertMention(project, key, mention, keys);
    for (const relation of shown.relations) insertRelation(project, key, relation, keys);
  });
}

/** Lets decisions find their footing in the new texts, in the transaction of the document. */
function settle(
  { project, homes, documents }: Work,
  written: StoreDelta['triples'],
  toNaming: ToNaming,
  stored: readonly number[],
  names: readonly (DocumentId | string)[],
): StoreDelta['triples'] {
  const rebound = rebind(project, homes, [...documents, ...names], stored, toNaming);
  return rebound ? addDeltas(written, rebound) : written;
}

/** What came and went again in one transaction did neither. */
function addDeltas(
  first: StoreDelta['triples'],
  then: StoreDelta['triples'],
): StoreDelta['triples'] {
  const [added, removed] = [new Set(first.added), new Set(first.removed)];
  for (const id of then.removed) if (!added.delete(id)) removed.add(id);
  for (const id of then.added) if (!removed.delete(id)) added.add(id);
  return { added: [...added], removed: [...removed], kept: first.kept };
}

/**
 * The same bytes under two names can be read in two ways ("a.txt", "a.md"). Which reading stands must not depend on the
 * order of import, so among readings of one run the first format by name stands, then the lower hash.
 */
function isPreferred(known: Known, facts: Facts, hash: string): boolean {
  if (known.others === 0 || known.run !== facts.run) return false;
  return known.format === facts.format ? known.hash < hash : known.format < facts.format;
}

function findKnown(project: Project, id: string, path: string): Known | undefined {
  return project.find<Known>(
    `SELECT key, hash, run, format,
       (SELECT count(*) FROM source WHERE document = document.key AND path <> ?) AS others
     FROM document WHERE id = ?`,
    path,
    id,
  );
}

function hasSource(project: Project, document: number): boolean {
  return project.find('SELECT 1 FROM source WHERE document = ? LIMIT 1', document) !== undefined;
}

function linkSource(project: Project, input: StoreInput, document: number): void {
  const { path, name, root, bytes, modified, sha256 } = input.source;
  project.run(
    `INSERT INTO source (path, name, root, bytes, modified, sha256, state, settled, code, detail, document, run)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10, ?11)
     ON CONFLICT (path) DO UPDATE SET name = ?2, root = ?3, bytes = ?4, modified = ?5, sha256 = ?6, state = ?7,
       settled = ?7, code = ?8, detail = ?9, document = ?10, run = ?11, deaths = 0, holder = NULL, lease = NULL`,
    path,
    name,
    root,
    bytes,
    modified,
    sha256,
    input.state,
    input.code,
    input.detail,
    document,
    input.run,
  );
}
