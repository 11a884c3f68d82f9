import type { Page, PageBox, Span } from '#domain/document';
import type { Project } from './project.ts';

/** Where spans of documents lie on their pages. A document is meant by its key. */
export interface Layouts {
  /** A box for each line that the span touches, in the order of the text; undefined where it has none. */
  findBoxes(document: number, span: Span): readonly PageBox[] | undefined;
  /** How the text of a span came to be: `ocr` where it was recognised on the picture of a page. */
  findOrigin(document: number, span: Span): 'ocr' | undefined;
}

/** Places held at once, some 200 bytes each. */
const HELD = 300_000;

/** A document's pages as they are looked up. */
interface Loaded {
  readonly pages: readonly Page[];
  /**
   * Boxes of mentions by their span. Not by page: a paragraph that goes on over a page's end is one piece of text, so a name
   * may stand on another page than the text around it.
   */
  readonly boxes: ReadonlyMap<string, readonly PageBox[]>;
}

const none: Loaded = { pages: [], boxes: new Map() };

const toKey = (start: number, end: number) => `${start}:${end}`;

/** Reads the layout of each document once. One a query: what it holds is thrown away with it. */
export function createLayouts(project: Project): Layouts {
  const loaded = new Map<number, Loaded>();
  let weight = 0;

  function load(document: number): Loaded {
    const known = loaded.get(document);
    if (known) return known;
    const sql = 'SELECT pages FROM layout WHERE document = ?';
    const text = project.find<{ pages: string }>(sql, document)?.pages ?? '[]';
    const layout = text === '[]' ? none : toLoaded(JSON.parse(text) as readonly Page[]);
    weight += layout.pages.reduce((sum, { places }) => sum + (places?.length ?? 0), 0);
    // Those without pages cost nothing to hold; of the others all go at once, which is rare.
    if (weight > HELD) {
      for (const [key, kept] of loaded) if (kept !== none) loaded.delete(key);
      weight = 0;
    }
    loaded.set(document, layout);
    return layout;
  }

  const listRecognised = (document: number, { start, end }: Span) =>
    load(document).pages.filter(
      (page) => page.origin === 'ocr' && page.start < end && start < page.end,
    );

  return {
    findBoxes(document, span) {
      const boxes =
        load(document).boxes.get(toKey(span.start, span.end)) ??
        listRecognised(document, span).flatMap((page) => toWordBoxes(page, span));
      return boxes.length > 0 ? boxes : undefined;
    },
    findOrigin: (document, span) => (listRecognised(document, span).length > 0 ? 'ocr' : undefined),
  };
}

function toLoaded(pages: readonly Page[]): Loaded {
  const boxes = new Map<string, PageBox[]>();
  for (const { number, places = [], origin } of pages) {
    if (origin === 'ocr') continue;
    for (const [start, end, left, top, width, height] of places) {
      const key = toKey(start, end);
      const listed = boxes.get(key) ?? [];
      boxes.set(key, listed);
      listed.push({ page: number, box: { left, top, width, height } });
    }
  }
  return { pages, boxes };
}

/** Of a recognised page every word is kept. */
function toWordBoxes({ number, places = [] }: Page, span: Span): PageBox[] {
  return places
    .filter(([start, end]) => start < span.end && span.start < end)
    .map(([, , left, top, width, height]) => ({ page: number, box: { left, top, width, height } }));
}
