import { toOptionsKey } from '#domain/extraction';
import { toRunId, type RunId } from '#domain/ids';
import type { Source } from '#store/journal';
import { digest } from '../digest.ts';
import type { ImportWork } from './import-work.ts';
import type { ModelFacts } from '../model.ts';
import { stageVersions } from '../pipeline.ts';

/** Bytes on their way down the line: a file, or a part of one. */
export interface Taken {
  readonly path: string;
  readonly name: string;
  readonly root: string;
  readonly modified: number;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** What the journal knew of it. */
  readonly known: Source | undefined;
  readonly place: {
    /** The source it lies in; null for a file of the disk. */
    readonly container: string | null;
    /** The file of the disk it lies in, or is. */
    readonly file: string;
    /** Containers around it. */
    readonly depth: number;
  };
}

/**
 * All that decides what comes out: the stages, the model with its heads and their schemas (their hashes are in its id), the
 * options, and the text by the bytes it is read from. A source read with another run is read again.
 */
export function toRun(model: Pick<ModelFacts, 'id' | 'options'>, sha256: string): RunId {
  return toRunId(digest, [...stageVersions, model.id, toOptionsKey(model.options), sha256]);
}

/** What might open it, or what lies in it. */
export function passwordsFor({ passwords }: ImportWork, { place }: Taken): readonly string[] {
  return passwords?.listFor(place.file) ?? [];
}
