import { sep } from 'node:path';
import { EngineError } from '#contract/errors';
import type { Document, Reading } from '#domain/document';
import { toDocumentId, toRunId, type JobId, type RunId, type TripleId } from '#domain/ids';
import type { ImportCounts, ImportReport } from '#domain/views';
import {
  enqueueSources,
  findSource,
  listSourcesUnder,
  markUnchanged,
  storeFailure,
  type Source,
} from '#store/journal';
import { leaseNext, listQueued } from '#store/leases';
import type { Project } from '#store/project';
import { forgetSource, storeDocument, type StoreDelta } from '#store/store-document';
import { digest } from './digest.ts';
import type { ModelFacts } from './model.ts';
import { logFault } from './log.ts';
import { lineFor, stageVersions, toNaming, type LineResult } from './pipeline.ts';
import type { Meter } from './progress.ts';
import { scan, toName, type FoundFile } from './scan.ts';
import { readBytes } from './source-file.ts';
import { ExtractorLost, type RunningStages } from './stages.ts';

export interface ImportRequest {
  readonly paths: readonly string[];
  /** Read again even what has not changed. */
  readonly force?: boolean;
}

export interface ImportWork {
  readonly project: Project;
  readonly job: JobId;
  readonly request: ImportRequest;
  readonly model: ModelFacts;
  readonly stages: RunningStages;
  readonly meter: Meter;
  readonly signal: AbortSignal;
  /** Told after every source; what was counted so far stands in the journal too, so that a resumed job goes on counting. */
  onStep(tally: Tally): void;
}

/** What an import has done so far; kept in the journal between two lives of the engine. */
export interface Tally {
  /** False while the folder is still being walked: then a resumed job walks it again. */
  scanned: boolean;
  documents: { -readonly [Count in keyof ImportCounts]: number };
  sentences: number;
  mentions: number;
  relations: number;
  added: number;
  removed: number;
}

export function createTally(): Tally {
  const documents = {
    done: 0,
    partial: 0,
    skipped: 0,
    quarantined: 0,
    unchanged: 0,
    changed: 0,
    removed: 0,
  };
  return {
    scanned: false,
    documents,
    sentences: 0,
    mentions: 0,
    relations: 0,
    added: 0,
    removed: 0,
  };
}

/**
 * Scans, then takes source after source down the line, each into the store in one transaction. What it is asked to do
 * twice it does once: a source whose bytes, reader, model and options are the same is left as it is.
 * @throws EngineError `path-missing`, `cancelled`, `worker-failed`; Failure `disk-full`. What was stored before stays.
 */
export async function runImport(work: ImportWork, tally: Tally): Promise<void> {
  const { project, job, meter, stages, signal } = work;
  if (tally.scanned) countQueued(work);
  else await enqueue(work, tally);
  meter.phase('reading');
  const lane = async () => {
    for (let source = leaseNext(project, job); source; source = leaseNext(project, job)) {
      // A thousand unchanged files are no work that could be cancelled, so it is asked before each.
      if (signal.aborted) throw new EngineError('cancelled', 'The import');
      meter.began(source.name);
      await takeDown(work, source, tally);
      meter.finished(source.name, source.bytes);
      work.onStep(tally);
    }
  };
  // One lane more than there are extractors, so that the next file is read while the last is extracted.
  const lanes = Array.from({ length: stages.width }, lane);
  await Promise.all(lanes).catch(async (error: unknown) => {
    await Promise.allSettled(lanes);
    throw error;
  });
}

async function enqueue(work: ImportWork, tally: Tally): Promise<void> {
  const { project, job, request, signal, meter } = work;
  const files = await scan(request.paths, signal);
  forgetGone(work, files, tally);
  enqueueSources(
    project,
    job,
    files.map((file) => toSource(project, file)),
  );
  tally.scanned = true;
  meter.total(files.length, sumBytes(files));
  work.onStep(tally);
}

/** A resumed job shows what is left of it. */
function countQueued({ project, job, meter }: ImportWork): void {
  const left = listQueued(project, job, Number.MAX_SAFE_INTEGER);
  meter.total(left.length, sumBytes(left));
}

const sumBytes = (files: readonly { readonly bytes: number }[]) =>
  files.reduce((sum, file) => sum + file.bytes, 0);

/** What a folder held before and does not hold now leaves with its facts; what lies in a closed folder stays. */
function forgetGone(
  { project, request }: ImportWork,
  files: readonly FoundFile[],
  tally: Tally,
): void {
  const there = new Set(files.map((file) => file.path));
  const closed = files.filter((file) => file.isClosedFolder).map((file) => file.path + sep);
  const roots = new Set([...files.map((file) => file.root), ...request.paths]);
  for (const root of roots)
    for (const { path } of listSourcesUnder(project, root)) {
      if (there.has(path) || closed.some((folder) => path.startsWith(folder))) continue;
      count(tally, forgetSource(project, path, toNaming));
      tally.documents.removed += 1;
    }
}

/** A file asked for by itself stays under the folder it was first found in, so that the next scan of that folder sees it. */
function toSource(project: Project, file: FoundFile) {
  const known = file.root === file.path ? findSource(project, file.path) : undefined;
  return { ...file, name: toName(file.path), root: known?.root ?? file.root };
}

/** The options that decide what comes out; a source read with another run is read again. */
export function toRun(model: ModelFacts): RunId {
  return toRunId(digest, [...stageVersions, model.id]);
}

async function takeDown(work: ImportWork, source: Source, tally: Tally): Promise<void> {
  const { project, request, model, stages, signal, meter } = work;
  const { path, name, root, modified } = source;
  const run = toRun(model);
  const read = await readBytes(path);
  const fail = (
    state: 'skipped' | 'quarantined',
    code: Parameters<typeof storeFailure>[1]['code'],
    detail: string,
    sha256: string | null,
  ) => {
    count(tally, storeFailure(project, { path, state, code, detail, sha256, run }, toNaming));
    tally.documents[state] += 1;
  };
  if (!read.ok)
    return fail(
      read.code === 'unreadable-file' ? 'quarantined' : 'skipped',
      read.code,
      read.detail,
      null,
    );

  const { bytes, sha256 } = read;
  const same = source.settled !== null && source.sha256 === sha256 && source.run === run;
  if (same && !request.force) {
    markUnchanged(project, path);
    tally.documents.unchanged += 1;
    return;
  }
  if (source.settled !== null && source.sha256 !== sha256) tally.documents.changed += 1;

  const line = await runLine();
  if (!line) return fail('quarantined', 'extractor-crashed', '', sha256);
  const { reading, sentences, resolution } = line;
  if (!('document' in reading)) return fail(reading.state, reading.code, reading.detail, sha256);
  const delta = store(reading, sentences, resolution);
  if (!delta) return fail('quarantined', 'extractor-crashed', '', sha256);
  count(tally, delta);
  tally.documents[reading.state] += 1;

  function store(
    { document, ...end }: Extract<Reading, { document: Document }>,
    found: LineResult['sentences'],
    resolved: LineResult['resolution'],
  ): StoreDelta | undefined {
    try {
      return storeDocument(
        project,
        {
          source: { path, name, root, modified, bytes: bytes.length, sha256 },
          state: end.state,
          code: end.state === 'partial' ? end.code : null,
          detail: end.state === 'partial' ? end.detail : null,
          documentId: toDocumentId(sha256),
          document,
          sentences: found,
          resolution: resolved,
          run,
          model: model.id,
        },
        toNaming,
      );
    } catch (error) {
      // A stage broke its promise on this document: a fault of ours, which must not stop the other documents.
      if (!(error instanceof RangeError)) throw error;
      logFault(error);
      return undefined;
    }
  }

  async function runLine(): Promise<LineResult | undefined> {
    try {
      return await lineFor({ name, bytes }, stages, { signal, about: path }, (done) =>
        meter.sentences(done),
      );
    } catch (error) {
      if (error instanceof ExtractorLost) return undefined;
      throw error;
    }
  }
}

/** Triples that this import took away so far: one that another document brings back was neither removed nor added. */
const takenAway = new WeakMap<Tally, Set<TripleId>>();

function count(tally: Tally, { sentences, mentions, relations, triples }: StoreDelta): void {
  tally.sentences += sentences;
  tally.mentions += mentions;
  tally.relations += relations;
  const gone = takenAway.get(tally) ?? new Set<TripleId>();
  takenAway.set(tally, gone);
  for (const id of triples.removed) gone.add(id);
  tally.removed += triples.removed.length;
  for (const id of triples.added)
    if (gone.delete(id)) tally.removed -= 1;
    else tally.added += 1;
}

export function toImportReport(
  tally: Tally,
  totals: { readonly entities: number; readonly triples: number },
  seconds: number,
): ImportReport {
  return {
    documents: tally.documents,
    sentences: tally.sentences,
    mentions: tally.mentions,
    relations: tally.relations,
    entities: totals.entities,
    triples: {
      total: totals.triples,
      added: tally.added,
      removed: tally.removed,
      kept: totals.triples - tally.added,
    },
    seconds: Math.round(seconds * 1000) / 1000,
  };
}
