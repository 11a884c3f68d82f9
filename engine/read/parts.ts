import type { Part, RefusedPart } from '#domain/document';
import { detect } from './detect.ts';
import { isRefusal, type LazyPart, quarantined, type Source } from './reader.ts';

/** A container's parts from one position on. */
export interface PartBatch {
  readonly parts: readonly Part[];
  /** Parts of this batch that cannot be taken out. */
  readonly refused: readonly RefusedPart[];
  /** Position of the first part that is not in this batch; absent where there are no more. */
  readonly next?: number;
}

/** How much one batch may hold: at least one part, then as many as fit. */
export interface BatchSize {
  readonly parts: number;
  readonly bytes: number;
}

const usualBatch: BatchSize = { parts: 256, bytes: 32 * 1024 * 1024 };

/**
 * The files inside a source (members of a zip or tar archive, messages of a mailbox, attachments), in their order there, from
 * position `from` on, in batches that fit in memory. `Reading.parts` counts them. A source without parts gives none, and so
 * does one that cannot be opened: `read` says why. The same bytes always give the same parts under the same names. Never throws.
 */
export async function readParts(
  source: Source,
  from = 0,
  size: BatchSize = usualBatch,
): Promise<PartBatch> {
  const parts: Part[] = [];
  const refused: RefusedPart[] = [];
  let bytes = 0;
  let position = 0;
  try {
    for await (const part of listParts(source, from)) {
      if (position++ < from) continue;
      const count = parts.length + refused.length;
      if (count > 0 && (count >= size.parts || bytes + part.size > size.bytes))
        return { parts, refused, next: from + count };
      const content = await load(part);
      const { name, mediaType } = part;
      if (isRefusal(content)) refused.push({ name, ...content });
      else {
        bytes += content.length;
        parts.push({ name, bytes: content, ...(mediaType === undefined ? {} : { mediaType }) });
      }
    }
  } catch {
    // The container is damaged from here on; its own reading says so.
  }
  return { parts, refused };
}

async function* listParts(source: Source, from: number): AsyncGenerator<LazyPart> {
  const detected = await detect(source);
  if (isRefusal(detected) || 'text' in detected || !detected.reader.eachPart) return;
  yield* detected.reader.eachPart({ ...source, bytes: detected.bytes }, from);
}

async function load(part: LazyPart): Promise<Awaited<ReturnType<LazyPart['load']>>> {
  try {
    return await part.load();
  } catch {
    return quarantined('broken-file', 'It cannot be unpacked: the archive is damaged here.');
  }
}
