import type { Page, PageBox, Span } from '#domain/document';
import type { Project } from './project.ts';

/** Where spans of documents lie on their pages. A document is meant by its key. */
export interface Layouts {
  /** A box for each line that the span touches, in the order of the text; undefined where it has none. */
  findBoxes(document: number, span: Span): readonly PageBox[] | undefined;
  /** How the text of a span came to be: `ocr` where it was recognised on the picture of a page. */
  findOrigin(document: number, span: Span): 'ocr' | undefined;
}

/** Places held at once, some 100 bytes each. */
const HELD = 500_000;
const none: readonly Page[] = [];

/** Reads the layout of each document once. One a query: what it holds is thrown away with it. */
export function createLayouts(project: Project): Layouts {
  const loaded = new Map<number, readonly Page[]>();
  let weight = 0;

  function load(document: number): readonly Page[] {
    const known = loaded.get(document);
    if (known) return known;
    const sql = 'SELECT pages FROM layout WHERE document = ?';
    const text = project.find<{ pages: string }>(sql, document)?.pages ?? '[]';
    const pages = text === '[]' ? none : (JSON.parse(text) as readonly Page[]);
    weight += pages.reduce((sum, { places }) => sum + (places?.length ?? 0), 0);
    // Those without pages cost nothing to hold; of the others all go at once, which is rare.
    if (weight > HELD) {
      for (const [key, kept] of loaded) if (kept !== none) loaded.delete(key);
      weight = 0;
    }
    loaded.set(document, pages);
    return pages;
  }

  const listPages = (document: number, { start, end }: Span) =>
    load(document).filter((page) => page.start < end && start < page.end);

  return {
    findBoxes(document, span) {
      const boxes = listPages(document, span).flatMap((page) => toBoxes(page, span));
      return boxes.length > 0 ? boxes : undefined;
    },
    findOrigin: (document, span) =>
      listPages(document, span).some(({ origin }) => origin === 'ocr') ? 'ocr' : undefined,
  };
}

/** Of a recognised page all words are kept, of others the mentions, which may overlap one another. */
function toBoxes({ number, places = [], origin }: Page, span: Span): PageBox[] {
  return places
    .filter(([start, end]) =>
      origin === 'ocr'
        ? start < span.end && span.start < end
        : start === span.start && end === span.end,
    )
    .map(([, , left, top, width, height]) => ({ page: number, box: { left, top, width, height } }));
}
