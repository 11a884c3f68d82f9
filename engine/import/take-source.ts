import { EngineError } from '#contract/errors';
import type { Document, DocumentCode, Reading } from '#domain/document';
import { Failure } from '#domain/failure';
import { toDocumentId } from '#domain/ids';
import { findTwin, linkTwin, markUnchanged, storeFailure } from '#store/journal';
import { listPartsWithin } from '#store/parts';
import { keepChange, listFactsOf, toChange } from '#store/source-changes';
import { storeDocument, type StoreDelta } from '#store/store-document';
import { dropBatches, keepBatches } from '#store/unfinished';
import type { ImportWork } from './import-work.ts';
import { logFault } from '../log.ts';
import { lineFor, toNaming, type LineResult } from '../pipeline.ts';
import { ExtractorLost } from '../workers/extractors.ts';
import { forgetParts, takeParts } from './take-parts.ts';
import { passwordsFor, toRun, type Taken } from './taken.ts';
import { countDelta, type Tally } from './tally.ts';

/** Deaths of the engine itself after which a source is set aside: once in company, twice alone. */
const DEATHS = 3;

/** Takes bytes down the line and into the store; every way it can end is a state of its source. */
export async function takeSource(work: ImportWork, taken: Taken, tally: Tally): Promise<void> {
  const { project, job, request, model } = work;
  const { path, sha256, known, place } = taken;
  const run = toRun(model, sha256);
  if (place.container !== null) tally.documents.inside += 1;
  const settled = known && known.settled !== null ? known : undefined;
  if ((known?.deaths ?? 0) >= DEATHS) return fail('quarantined', 'engine-crashed', '');
  const isSame = settled?.sha256 === sha256 && settled.run === run;
  const isLocked = passwordsFor(work, taken).length > 0 && hasLocked(work, taken);
  // Pages that were pictures can be read once a recogniser is installed.
  const isScan =
    settled?.code === 'no-text-layer' && (await work.stages.findRecogniser()) !== undefined;
  if (isSame && !request.force && !isLocked && !isScan) return leave();
  if (settled && settled.sha256 !== sha256) tally.documents.changed += 1;

  const twin = request.force ? undefined : findTwin(project, path, toDocumentId(sha256), run);
  // The ending of its name may decide how it is read, and what lies in a container lies there under other names.
  if (twin && !isSame && toEnding(twin.path) === toEnding(path) && !holdsParts(twin.path)) {
    const said = settled && listFactsOf(project, path);
    countDelta(tally, linkTwin(project, path, twin, toNaming));
    if (twin.settled) tally.documents[twin.settled] += 1;
    const says = listFactsOf(project, path);
    const change = toChange(said ?? says, says);
    keepChange(project, { path, job, kind: 'same', other: twin.path, ...change });
    return;
  }

  const line = await openLine();
  if (!line) return fail('quarantined', 'extractor-crashed', '');
  const { reading, password } = line;
  // It was opened with a password once, which is not kept; its content is what it was.
  if (isLockedNow(reading) && settled?.document && settled.sha256 === sha256) return leave();
  if ((reading.state === 'done' || reading.state === 'partial') && (reading.parts ?? 0) > 0)
    await takeParts(work, taken, tally, (part) => takeSource(work, part, tally), password);
  else forgetParts(work, taken, tally);
  if (!('document' in reading)) return fail(reading.state, reading.code, reading.detail);

  const before = settled || !tally.isFirst ? listFactsOf(project, path) : [];
  const delta = store(reading, line);
  if (!delta) return fail('quarantined', 'extractor-crashed', '');
  dropBatches(project, sha256);
  countDelta(tally, delta);
  tally.documents[reading.state] += 1;
  if (!settled && tally.isFirst) return;
  const change = toChange(before, listFactsOf(project, path));
  keepChange(project, { path, job, kind: settled ? 'changed' : 'added', other: null, ...change });

  function holdsParts(of: string): boolean {
    return listPartsWithin(project, of).length > 0;
  }

  /** Nothing is to be done, for it and for all that lies in it. */
  function leave(): void {
    markUnchanged(project, path);
    const inside = listPartsWithin(project, path).length;
    tally.documents.unchanged += 1 + inside;
    tally.documents.inside += inside;
  }

  function fail(state: 'skipped' | 'quarantined', code: DocumentCode, detail: string): void {
    const said = settled?.document ? listFactsOf(project, path) : [];
    countDelta(tally, storeFailure(project, { path, state, code, detail, sha256, run }, toNaming));
    dropBatches(project, sha256);
    tally.documents[state] += 1;
    if (settled?.document)
      keepChange(project, { path, job, kind: 'changed', other: null, ...toChange(said, []) });
  }

  /** Reads and extracts, with one password after the other where it asks for one. */
  async function openLine(): Promise<(LineResult & { readonly password?: string }) | undefined> {
    const first = await runLine();
    const passwords = passwordsFor(work, taken);
    if (!first || !isLockedNow(first.reading) || passwords.length === 0) return first;
    for (const password of passwords) {
      const line = await runLine(password);
      if (!line || !isLockedNow(line.reading)) return line && { ...line, password };
    }
    const { reading } = first;
    if ('document' in reading) return first;
    return { ...first, reading: { ...reading, detail: 'The password given does not open it.' } };
  }

  async function runLine(password?: string): Promise<LineResult | undefined> {
    const { name, bytes } = taken;
    const source = { name, bytes, ...(password === undefined ? {} : { password }) };
    try {
      return await lineFor(
        source,
        work.stages,
        { signal: work.signal, about: path, alone: (known?.deaths ?? 0) > 0 },
        (done) => work.meter.sentences(done),
        keepBatches(project, sha256, run),
        model.options,
      );
    } catch (error) {
      if (!(error instanceof ExtractorLost)) tellFault(error);
      return undefined;
    }
  }

  function store(
    { document, ...end }: Extract<Reading, { document: Document }>,
    { sentences, resolution }: LineResult,
  ): StoreDelta | undefined {
    const { name, root, modified, bytes } = taken;
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
          sentences,
          resolution,
          run,
          model: model.id,
        },
        toNaming,
      );
    } catch (error) {
      tellFault(error);
      return undefined;
    }
  }
}

/**
 * A stage broke its promise on one document: a fault of ours, which must not stop the other documents. What has a code (the disk
 * is full, somebody cancelled) is no such fault and goes on.
 */
function tellFault(error: unknown): void {
  if (error instanceof EngineError || error instanceof Failure) throw error;
  logFault(error);
}

/** Whether it, or something in it, could not be opened before. */
function hasLocked({ project }: ImportWork, { path, known }: Taken): boolean {
  return (
    known?.code === 'needs-password' ||
    listPartsWithin(project, path).some(({ code }) => code === 'needs-password')
  );
}

/** Wholly, or in part: an archive may hold locked files beside others. */
function isLockedNow(reading: Reading): boolean {
  return reading.state !== 'done' && reading.code === 'needs-password';
}

function toEnding(path: string): string {
  return /\.([^./\\]+)$/u.exec(path)?.[1]?.toLowerCase() ?? '';
}
