import { basename } from 'node:path';
import { Failure } from '#domain/failure';
import { toDocumentId } from '#domain/ids';
import { isGraphFile, loadRecords } from '#export/rdf/load';
import {
  rebuildDocuments,
  rebuildLog,
  rebuildSchemas,
  type RebuiltDocument,
} from '#export/rdf/rebuild';
import type { Project } from '#store/project';
import { listSchemas, storeSchema } from '#store/schemas';
import { storeDocument, type StoreDelta } from '#store/store-document';
import type { ImportWork } from './import-work.ts';
import { toNaming } from '../pipeline.ts';
import { replayText } from '../curation-file.ts';
import { countDelta, type Tally } from './tally.ts';

/**
 * Takes the graphs among what is to be imported; gives the work that is left. What was stored before a stop stays, and is
 * there already when the work goes on.
 */
export async function takeGraphs(work: ImportWork, tally: Tally): Promise<ImportWork> {
  const paths: string[] = [];
  for (const path of work.request.paths) {
    if (tally.scanned || work.request.under || !(await isGraphFile(path))) {
      paths.push(path);
      continue;
    }
    await importGraph({
      ...work,
      path,
      onDocument(delta, state) {
        countDelta(tally, delta);
        tally.documents[state] += 1;
        work.onStep(tally);
      },
    });
  }
  return { ...work, request: { ...work.request, paths } };
}

export interface GraphImport {
  readonly project: Project;
  /** An RDF file of ours, written with texts. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Told after every document; `state` is the one it ended in when it was read. */
  onDocument(delta: StoreDelta, state: 'done' | 'partial'): void;
}

/**
 * Makes the documents and facts of an RDF export part of the project, each as if it had been read here: one transaction
 * a document. The files themselves are not needed, and later imports of their folder find them unchanged.
 * @throws Failure `export-refused`, `path-unreadable`, `disk-full`; the signal's reason
 */
export async function importGraph({
  project,
  path,
  signal,
  onDocument,
}: GraphImport): Promise<void> {
  const records = await loadRecords(path, signal);
  const known = new Set(listSchemas(project).map(({ name }) => name));
  for (const schema of rebuildSchemas(records, path))
    if (!known.has(schema.name)) storeSchema(project, schema);
  for (const rebuilt of rebuildDocuments(records, path)) {
    // A turn for whoever wants to stop it.
    await new Promise(setImmediate);
    signal.throwIfAborted();
    if (rebuilt.id !== toDocumentId(rebuilt.sha256))
      throw new Failure('export-refused', `${path} has a document that is not what its id says`);
    for (const source of rebuilt.paths)
      onDocument(store(project, path, rebuilt, source), rebuilt.state);
  }
  const log = rebuildLog(records);
  if (log.length > 0) replayText(project, log.join('\n'));
}

function store(project: Project, root: string, rebuilt: RebuiltDocument, path: string): StoreDelta {
  const { sha256, bytes, state, code, detail, id, run, model, sentences, resolution } = rebuilt;
  const { format, text, blocks, pages, metadata, language } = rebuilt;
  const document = {
    ...{ format, text, blocks, pages, metadata },
    ...(language === undefined ? {} : { language }),
  };
  return storeDocument(
    project,
    {
      source: { path, name: basename(path), root, bytes, modified: 0, sha256 },
      ...{ state, code, detail, documentId: id, document, sentences, resolution, run, model },
    },
    toNaming,
  );
}
