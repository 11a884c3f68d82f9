import type { Places, ReaderCalls } from '#contract/workers';
import type { Page, Span } from '#domain/document';
import { toDocumentId, type DocumentId } from '#domain/ids';
import type { PagePicture } from '#domain/views';
import { getDocument } from '#store/documents';
import { listLocations, type Location } from '#store/locations';
import type { Project } from '#store/project';
import { toSha256 } from './digest.ts';
import { readBytes } from './import/source-file.ts';
import type { RunningStages } from './workers/stages.ts';

/** Shows documents as they look. The bytes are those the document was read from, or there is no picture. */
export interface PagePictures {
  /** The page counted from 1, `scale` pixels a point. @throws Failure `not-found` */
  draw(
    document: DocumentId,
    page: number,
    scale: number,
    signal: AbortSignal,
  ): Promise<PagePicture>;
  /** Where spans of the document's text stand, a box for each line; null where that cannot be told now. */
  findPlaces(
    document: DocumentId,
    spans: readonly Span[],
    signal: AbortSignal,
  ): Promise<readonly Places[] | null>;
}

/** Bytes above this are read anew for each page. */
const HELD = 64 * 2 ** 20;

type Bytes = { readonly bytes: Uint8Array } | { readonly why: 'gone' | 'changed' };

/** One for each open project; holds the bytes of the document that was looked at last, since a reader turns pages. */
export function createPagePictures(
  project: Project,
  stages: Pick<RunningStages, 'view'>,
): PagePictures {
  let last: { readonly id: DocumentId; readonly bytes: Uint8Array } | undefined;

  async function load(id: DocumentId, signal: AbortSignal): Promise<Bytes> {
    // An id is a digest of the bytes: what is held is right for ever.
    if (last?.id === id) return last;
    let why: 'gone' | 'changed' = 'gone';
    for (const location of listLocations(project, id)) {
      const bytes = await follow(location, signal);
      if (!bytes) continue;
      if (toDocumentId(toSha256(bytes)) === id) {
        if (bytes.length <= HELD) last = { id, bytes };
        return { bytes };
      }
      why = 'changed';
    }
    return { why };
  }

  async function follow(
    { file, inside }: Location,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const read = await readBytes(file);
    let bytes = read.ok ? read.bytes : undefined;
    for (const name of inside) bytes = bytes && (await takeOut(bytes, name, signal));
    return bytes;
  }

  async function takeOut(
    bytes: Uint8Array,
    name: string,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    for (let from: number | undefined = 0; from !== undefined;) {
      const batch: ReaderCalls['source.readParts']['output'] | null = await stages.view(
        'source.readParts',
        { name: '', bytes, from },
        { signal },
      );
      const found = batch?.parts.find((part) => part.name === name);
      if (found) return found.bytes;
      from = batch?.next;
    }
    return undefined;
  }

  return {
    async draw(document, page, scale, signal) {
      const { row } = getDocument(project, document);
      const loaded = await load(document, signal);
      if ('why' in loaded) return { image: null, why: loaded.why };
      const drawing = { name: row.path, bytes: loaded.bytes, page, scale };
      const image = await stages.view('source.drawPage', drawing, { signal });
      // It was read once, so it is whole: what cannot be opened now wants its password, which is not kept.
      return image ? { image, why: null } : { image: null, why: 'locked' };
    },
    async findPlaces(document, spans, signal) {
      const { row, pages } = getDocument(project, document);
      if (pages.length === 0) return null;
      // Laid out anew without what was recognised, the text would have other offsets.
      if (pages.some(({ origin }) => origin === 'ocr'))
        return spans.map((span) => findWords(pages, span));
      const loaded = await load(document, signal);
      if ('why' in loaded) return null;
      return stages.view(
        'source.findPlaces',
        { name: row.path, bytes: loaded.bytes, spans },
        { signal },
      );
    },
  };
}

function findWords(pages: readonly Page[], span: Span): Places {
  return pages.flatMap(({ number, places = [], start, end }) =>
    start >= span.end || end <= span.start
      ? []
      : places
          .filter(([from, to]) => from < span.end && span.start < to)
          .map(([, , left, top, width, height]) => ({
            page: number,
            box: { left, top, width, height },
          })),
  );
}
