import type { DefaultTreeAdapterTypes } from 'parse5';
import { assemble, type Piece } from './assemble.ts';
import { decode } from './charset.ts';
import { cleanRunning } from './characters.ts';
import { toPiece, toTextBlocks } from './html-blocks.ts';
import { limits } from './limits.ts';
import type { BytesReader, Metadata, Outcome, Source } from './reader.ts';
import { fromOne, quarantined } from './reader.ts';
import { measureArchive } from './zip.ts';

/** Electronic books (EPUB 2 and 3): the chapters in the order of the book's spine, read as web pages are. */
export const epub: BytesReader = {
  input: 'bytes',
  format: 'epub',
  mimes: ['application/epub+zip'],
  read: readEpub,
};

const isText = (name: string) => /\.(?:x?html?|xml|opf)$/i.test(name);

async function readEpub({ bytes }: Source): Promise<Outcome> {
  const { tooLarge } = await measureArchive(bytes, isText);
  if (tooLarge !== undefined) return quarantined('too-large', tooLarge);
  const { unzipSync } = await import('fflate');
  const parts = unzipSync(bytes, {
    filter: ({ name, originalSize }) => isText(name) && originalSize <= limits.partBytes,
  });
  const { parse } = await import('parse5');
  const load = async (path: string) => {
    const part = parts[path];
    if (part === undefined) return undefined;
    const { text, toOffset } = expandEmpty((await decode(part)).text);
    const tree = parse(text, { scriptingEnabled: false, sourceCodeLocationInfo: true });
    return { tree, toOffset };
  };
  const container = await load('META-INF/container.xml');
  const path =
    container && findAll(container.tree, 'rootfile').map((file) => get(file, 'full-path'))[0];
  const book = path ? (await load(path))?.tree : undefined;
  if (!path || !book) return quarantined('broken-file', 'The book does not say where its text is.');
  const chapters = listChapters(book, path);
  const pieces: Piece[] = [];
  const missing: string[] = [];
  let tables = 0;
  for (const chapter of chapters) {
    const loaded = await load(chapter);
    if (!loaded) missing.push(chapter);
    else {
      const { tree, toOffset } = loaded;
      for (const block of toTextBlocks(tree)) {
        const piece = toPiece(block);
        const { start = 0, end = 0 } = piece.source ?? {};
        const source = { part: chapter, start: toOffset(start), end: toOffset(end) };
        // Tables count from the start of each chapter.
        const cell = piece.cell && { ...piece.cell, table: tables + piece.cell.table };
        pieces.push({ ...piece, ...(piece.source && { source }), ...(cell && { cell }) });
      }
      tables += 100_000;
    }
  }
  if (missing.length === chapters.length)
    return quarantined('broken-file', 'No chapter of the book can be found.');
  const [declared] = findAll(book, 'language');
  return {
    ...assemble(pieces),
    pages: [],
    ...fromOne('package metadata', toMetadata(book)),
    ...(declared !== undefined && { declaredLanguage: toText(declared).trim() }),
    ...(missing.length > 0 && {
      damage: { code: 'broken-file', detail: `Missing: ${missing.slice(0, 5).join(', ')}.` },
    }),
  };
}

/**
 * XML closes an empty element in itself; to a parser of HTML `<item/>` and `<title/>` would stay open. `toOffset` gives the
 * offset before of an offset after.
 */
function expandEmpty(xml: string): { text: string; toOffset: (offset: number) => number } {
  /** Ends of what was replaced, after, and by how much longer all is from there on. */
  const ends: { readonly at: number; readonly longer: number }[] = [];
  let longer = 0;
  const text = xml.replace(
    /<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/>/g,
    (whole, name: string, attributes: string, at: number) => {
      if (/^(?:br|img|hr|meta|link|input|col)$/i.test(name)) return whole;
      const expanded = `<${name}${attributes}></${name}>`;
      const end = at + longer + expanded.length;
      longer += expanded.length - whole.length;
      ends.push({ at: end, longer });
      return expanded;
    },
  );
  const toOffset = (offset: number) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.at ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset - (ends[low - 1]?.longer ?? 0);
  };
  return { text, toOffset };
}

type Parent = DefaultTreeAdapterTypes.ParentNode;

/** Elements of a local name, in order, whatever prefix stands before it. */
function findAll(parent: Parent, name: string): DefaultTreeAdapterTypes.Element[] {
  return parent.childNodes.flatMap((node) => {
    if (!('tagName' in node)) return [];
    const inner = findAll(node, name);
    return node.tagName.replace(/^.*:/, '') === name ? [node, ...inner] : inner;
  });
}

function get(element: DefaultTreeAdapterTypes.Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

/** Paths inside the archive; names are only looked up, never written to a disk. */
function listChapters(book: Parent, path: string): string[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const items = new Map(findAll(book, 'item').map((item) => [get(item, 'id'), get(item, 'href')]));
  const paths = findAll(book, 'itemref')
    .map((reference) => items.get(get(reference, 'idref')))
    .filter((href) => href !== undefined)
    .map((href) => resolve(folder, href.replace(/[#?].*$/, '')));
  // Each once: a spine that names one chapter a thousand times would make megabytes of kilobytes.
  return [...new Set(paths)];
}

function resolve(folder: string, href: string): string {
  const steps: string[] = [];
  for (const step of (folder + decodePath(href)).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

function decodePath(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}

function toMetadata(book: Parent): Metadata {
  const first = (name: string) =>
    cleanRunning(
      findAll(book, name)
        .map((element) => toText(element))
        .find((text) => text.trim() !== '') ?? '',
    );
  const [title, author, created] = [first('title'), first('creator'), first('date')];
  return { ...(title && { title }), ...(author && { author }), ...(created && { created }) };
}

function toText(element: DefaultTreeAdapterTypes.Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}
