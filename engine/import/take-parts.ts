import { EngineError } from '#contract/errors';
import type { ReaderCalls } from '#contract/workers';
import type { RefusedPart } from '#domain/document';
import { storeFailure } from '#store/journal';
import { beginPart, forgetWithParts, listPartPaths } from '#store/parts';
import { toSha256 } from '../digest.ts';
import type { ImportWork } from './import-work.ts';
import { toNaming } from '../pipeline.ts';
import { toName } from './scan.ts';
import { passwordsFor, type Taken } from './taken.ts';
import { countDelta, type Tally } from './tally.ts';

type Batch = ReaderCalls['source.readParts']['output'];

/** Containers in containers, down to here. */
const MAX_DEPTH = 10;

/**
 * Takes what lies in a source down the line, part by part, as documents of their own at `container!/name`; parts that it
 * does not hold any more leave with their facts. `take` is the way of every source; `password` opened the container itself.
 */
export async function takeParts(
  work: ImportWork,
  container: Taken,
  tally: Tally,
  take: (part: Taken) => Promise<void>,
  password?: string,
): Promise<void> {
  const { project, signal, stages } = work;
  const left = new Set(listPartPaths(project, container.path));
  let next: number | undefined = 0;
  while (next !== undefined) {
    const batch: Batch = await openBatch(next);
    for (const refused of batch.refused) refuse(refused);
    const waiting = [...batch.parts];
    // As many at once as there are workers for.
    const lane = async () => {
      for (let part = waiting.shift(); part; part = waiting.shift()) {
        if (signal.aborted) throw new EngineError('cancelled', 'The import');
        await takePart(part.name, part.bytes);
      }
    };
    const lanes = Array.from({ length: stages.width }, lane);
    await Promise.all(lanes).catch(async (error: unknown) => {
      await Promise.allSettled(lanes);
      throw error;
    });
    next = batch.next;
  }
  forgetAll(work, tally, left);

  async function openBatch(from: number): Promise<Batch> {
    const { name, bytes, path } = container;
    const ask = async (given: string | undefined): Promise<Batch> =>
      (await stages.ask(
        'source.readParts',
        { name, bytes, from, ...(given === undefined ? {} : { password: given }) },
        { signal, about: path },
      )) ?? { parts: [], refused: [] };
    let best = await ask(password);
    for (const given of passwordsFor(work, container)) {
      if (!best.refused.some(({ code }) => code === 'needs-password')) break;
      const batch = await ask(given);
      if (batch.refused.length < best.refused.length) best = batch;
    }
    return best;
  }

  function begin(name: string, bytes: number) {
    const path = `${container.path}!/${name}`;
    left.delete(path);
    const { root, modified, place } = container;
    const part = { path, name: toName(name), root, modified, bytes };
    const known = beginPart(
      project,
      work.job,
      {
        ...part,
        container: container.path,
        file: place.file,
      },
      toNaming,
    );
    return { ...part, known };
  }

  async function takePart(name: string, bytes: Uint8Array): Promise<void> {
    const part = begin(name, bytes.length);
    const { place } = container;
    if (place.depth >= MAX_DEPTH) return end(part.path, 'skipped', 'too-deep', '');
    await take({
      ...part,
      bytes,
      sha256: toSha256(bytes),
      place: { container: container.path, file: place.file, depth: place.depth + 1 },
    });
  }

  function refuse({ name, state, code, detail }: RefusedPart): void {
    end(begin(name, 0).path, state, code, detail);
  }

  function end(
    path: string,
    state: RefusedPart['state'],
    code: RefusedPart['code'],
    detail: string,
  ): void {
    const failure = { path, state, code, detail, sha256: null, run: null };
    countDelta(tally, storeFailure(project, failure, toNaming));
    tally.documents[state] += 1;
    tally.documents.inside += 1;
  }
}

/** It holds nothing, or cannot be opened any more. */
export function forgetParts(work: ImportWork, { path }: Taken, tally: Tally): void {
  forgetAll(work, tally, listPartPaths(work.project, path));
}

function forgetAll({ project }: ImportWork, tally: Tally, paths: Iterable<string>): void {
  for (const path of paths)
    for (const { delta } of forgetWithParts(project, path, toNaming)) {
      countDelta(tally, delta);
      tally.documents.removed += 1;
    }
}
