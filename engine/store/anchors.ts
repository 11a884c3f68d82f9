import type { DocumentId } from '#domain/ids';
import type { Span } from '#domain/document';
import type { Anchor } from '#domain/recorded';
import type { Project } from './project.ts';
import { createTextReader, type TextReader } from './text.ts';

/** UTF-16 units kept on either side of what was read. */
const CONTEXT = 32;

/** Units of its surroundings that must still be there for a changed text to be the same place. */
const LEAST_FIT = 8;

export interface AnchorMaker {
  /** `document` is its key; the span lies in its text. */
  toAnchor(document: number, span: Span): Anchor;
}

export function createAnchorMaker(project: Project): AnchorMaker {
  const read = createTextReader(project);
  const heads = new Map<number, { readonly id: DocumentId; readonly name: string }>();
  const headOf = (document: number) => {
    const known = heads.get(document);
    if (known) return known;
    const found = {
      id: project.get<{ id: DocumentId }>('SELECT id FROM document WHERE key = ?', document).id,
      name: findName(project, document),
    };
    heads.set(document, found);
    return found;
  };
  return {
    toAnchor(document, { start, end }) {
      const { id, name } = headOf(document);
      return {
        document: id,
        name,
        start,
        end,
        text: read(document, start, end),
        before: readBefore(read, document, start),
        after: read(document, end, end + CONTEXT),
      };
    },
  };
}

function readBefore(read: TextReader, document: number, start: number): string {
  return read(document, Math.max(0, start - CONTEXT), start);
}

function findName(project: Project, document: number): string {
  const source = project.find<{ path: string; root: string }>(
    'SELECT path, root FROM source WHERE document = ? ORDER BY path LIMIT 1',
    document,
  );
  return source ? toSourceName(source) : '';
}

/** What a source is called below the folder it was found in: the same on two machines. */
export function toSourceName({
  path,
  root,
}: {
  readonly path: string;
  readonly root: string;
}): string {
  const below = path.startsWith(root) && path.length > root.length ? path.slice(root.length) : path;
  const name = below.replaceAll('\\', '/').replace(/^\/+/u, '');
  return path === root ? name.slice(name.lastIndexOf('/') + 1) : name;
}

/**
 * Every name by which an anchor may know a source: the ends of its path, each after a slash. Which folder was imported says
 * what a source is called; the folder in it or around it may be imported later.
 */
export function toSourceNames(path: string): readonly string[] {
  const parts = path.replaceAll('\\', '/').split('/').filter(Boolean);
  return parts.map((_, at) => `/${parts.slice(at).join('/')}`);
}

/** Where an anchor's text stands in a text: at its old place, or where its surroundings fit best. */
export function locate(anchor: Anchor, text: string): Span | 'text-missing' | 'text-ambiguous' {
  const { start, end, text: quote } = anchor;
  if (text.slice(start, end) === quote && fitAt(anchor, text, start) === fullFit(anchor))
    return { start, end };
  let best: { readonly start: number; readonly fit: number } | undefined;
  let isTied = false;
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    const fit = fitAt(anchor, text, at);
    if (!best || fit > best.fit) [best, isTied] = [{ start: at, fit }, false];
    else if (fit === best.fit) isTied = true;
  }
  // A name that stands once in quite other surroundings may well be another's.
  if (!best || best.fit < Math.min(LEAST_FIT, fullFit(anchor))) return 'text-missing';
  if (isTied) return 'text-ambiguous';
  return { start: best.start, end: best.start + quote.length };
}

const fullFit = ({ before, after }: Anchor): number => before.length + after.length;

/** Units around `at` that are as they were, counted outwards until one differs. */
function fitAt({ before, after, text: quote }: Anchor, text: string, at: number): number {
  let left = 0;
  while (left < before.length && text[at - 1 - left] === before[before.length - 1 - left])
    left += 1;
  let right = 0;
  const end = at + quote.length;
  while (right < after.length && text[end + right] === after[right]) right += 1;
  return left + right;
}
