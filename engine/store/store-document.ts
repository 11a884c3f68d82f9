import type { TripleId } from '#domain/ids';
import { addFacts, createChanges, type Changes } from './changes.ts';
import { applyEntityChanges, dropEntities, type ToNaming } from './entity-changes.ts';
import { toFacts, toHash, type Facts, type StoreInput } from './facts.ts';
import { payIndexDebt } from './indexing.ts';
import { loadGraphFacts } from './load-facts.ts';
import type { Project } from './project.ts';
import { clearRows, deleteDocumentRow, insertRows, upsertDocumentRow } from './rows.ts';
import { applyTallies } from './tallies.ts';
import { applyTripleChanges, settleTriples, weighTriples } from './triple-changes.ts';

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
    const { path } = input.source;
    const before = findDocumentOf(project, path);
    const known = findKnown(project, facts.id, path);
    const isKept = known !== undefined && (known.hash === hash || isPreferred(known, facts, hash));
    const changes = createChanges();
    const key = isKept ? known.key : upsertDocumentRow(project, facts, input, hash);
    linkSource(project, input, key);
    const orphan =
      before !== undefined && before !== key && !hasSource(project, before) ? before : undefined;
    if (orphan !== undefined) takeOut(project, orphan, changes);
    if (!isKept && known) takeOut(project, known.key, changes);
    if (!isKept) addFacts(changes, facts, 1);
    const triples = writeGraph(project, changes, toNaming, isKept ? undefined : { key, facts });
    if (orphan !== undefined) deleteDocumentRow(project, orphan);
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
    const document = findDocumentOf(project, path);
    project.run('DELETE FROM source WHERE path = ?', path);
    return {
      sentences: 0,
      mentions: 0,
      relations: 0,
      triples: dropOrphan(project, document, toNaming),
    };
  });
}

/** Inside a transaction: drops the facts of a document without sources. */
export function dropOrphan(
  project: Project,
  document: number | undefined,
  toNaming: ToNaming,
): StoreDelta['triples'] {
  if (document === undefined || hasSource(project, document))
    return { added: [], removed: [], kept: 0 };
  const changes = createChanges();
  takeOut(project, document, changes);
  const triples = writeGraph(project, changes, toNaming);
  deleteDocumentRow(project, document);
  return triples;
}

export function findDocumentOf(project: Project, path: string): number | undefined {
  const sql = 'SELECT document FROM source WHERE path = ?';
  return project.find<{ document: number | null }>(sql, path)?.document ?? undefined;
}

function takeOut(project: Project, document: number, changes: Changes): void {
  addFacts(changes, loadGraphFacts(project, document), -1);
  clearRows(project, document, changes.debt);
}

function writeGraph(
  project: Project,
  changes: Changes,
  toNaming: ToNaming,
  added?: { readonly key: number; readonly facts: Facts },
): StoreDelta['triples'] {
  const { entities: entityChanges, triples: tripleChanges, debt, tallies } = changes;
  const outcome = weighTriples(project, tripleChanges);
  const work = { project, changes: entityChanges, toNaming, debt, tallies };
  const entities = applyEntityChanges(work, outcome.degrees);
  const triples = applyTripleChanges(project, tripleChanges, outcome, entities);
  if (added) insertRows(project, added.key, added.facts, entities, triples, debt);
  settleTriples(project, tripleChanges, outcome);
  dropEntities(work, entities);
  tallies.cells.push(...outcome.cells);
  applyTallies(project, tallies);
  payIndexDebt(project, debt);
  return { added: outcome.added, removed: outcome.removed, kept: outcome.kept };
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
