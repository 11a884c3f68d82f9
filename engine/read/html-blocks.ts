import type { DefaultTreeAdapterTypes } from 'parse5';
import type { BlockKind, Span } from '#domain/document';
import type { Piece } from './assemble.ts';
import { createTablePlaces } from './html-tables.ts';

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** A run of text of one block, and the element that holds it. */
export interface TextBlock extends Piece {
  readonly element: Element | undefined;
}

/** Without its element, which must not outlive the tree. */
export function toPiece({ element: _, ...piece }: TextBlock): Piece {
  return piece;
}

/** Never text for a reader: code, data, embedded documents, form fields. */
const dropped = new Set(
  'script style noscript template iframe object embed svg math canvas audio video textarea select option datalist head title noframes map'.split(
    ' ',
  ),
);
/** Everything that is not one of these runs on in its line. */
const blockTags = new Set(
  'html body address article aside blockquote center details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table caption tbody thead tfoot tr td th ul'.split(
    ' ',
  ),
);
/** A cell that holds one of these is a place on the page, not a value. */
const structured = new Set(
  'table ul ol dl h1 h2 h3 h4 h5 h6 form article section blockquote pre'.split(' '),
);
/** The page's furniture by its own word. */
const frameTags = new Set(['nav', 'footer', 'aside', 'button', 'menu', 'dialog']);
const frameRoles = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'complementary',
  'search',
  'menu',
  'menubar',
  'dialog',
  'toolbar',
]);

/** What widespread software calls its furniture, as a whole word of `class` or `id`. */
const frameNames = new Set(
  'toc mw-editsection mw-jump-link noprint navbox catlinks breadcrumb breadcrumbs cookie-banner cookie-notice share-buttons social-share skip-link'.split(
    ' ',
  ),
);

/** parse5 nests as deep as it is told to. What lies deeper than this keeps its words and loses its structure. */
const deepest = 2000;

interface Around {
  readonly kind: BlockKind;
  readonly level?: number;
  readonly depth: number;
  readonly element: Element | undefined;
  readonly isFrame: boolean;
  readonly separator?: '\n' | '\t';
  /** The table's cell that it all stands in. */
  readonly cell?: Element;
}

/** The tree's text as blocks in the order of the source. Frames are those the page itself declares. */
export function toTextBlocks(root: DefaultTreeAdapterTypes.ParentNode): TextBlock[] {
  const blocks: TextBlock[] = [];
  const placeOf = createTablePlaces();
  let text = '';
  /** Where the text that is open is written in the source. */
  let source: Span | undefined;
  let breaks = 0;
  const close = (around: Around) => {
    if (text.trim() !== '') {
      const { kind, level, element, isFrame, separator, cell } = around;
      const place = cell && kind === 'cell' && !isFrame ? placeOf(cell) : undefined;
      blocks.push({
        kind: isFrame ? 'frame' : kind,
        text,
        element,
        ...(level === undefined || isFrame ? {} : { level }),
        ...(separator === undefined ? {} : { separator }),
        ...(place && { cell: place }),
        ...(source && { source }),
      });
    }
    text = '';
    source = undefined;
    breaks = 0;
  };
  const visit = (node: Node, around: Around, nesting: number): void => {
    if (node.nodeName === '#text') {
      const value = (node as DefaultTreeAdapterTypes.TextNode).value;
      if (value.trim() !== '') {
        breaks = 0;
        const place = (node as DefaultTreeAdapterTypes.TextNode).sourceCodeLocation;
        if (place) source = { start: source?.start ?? place.startOffset, end: place.endOffset };
      }
      text += value;
      return;
    }
    if (!('childNodes' in node)) return;
    if (nesting > deepest) {
      for (const inside of listTexts(node)) {
        visit(inside, around, nesting);
        close(around);
      }
      return;
    }
    if (!('tagName' in node)) {
      for (const child of node.childNodes) visit(child, around, nesting + 1);
      return;
    }
    const { tagName } = node;
    if (dropped.has(tagName)) return;
    if (tagName === 'br') {
      text += '\n';
      if (++breaks === 2 && around.kind !== 'code') close(around);
      return;
    }
    if (!blockTags.has(tagName)) {
      const inner = isFrame(node) && !around.isFrame ? { ...around, isFrame: true } : around;
      if (inner !== around) close(around);
      for (const child of node.childNodes) visit(child, inner, nesting + 1);
      if (inner !== around) close(inner);
      return;
    }
    close(around);
    const inner = enter(node, around);
    for (const child of node.childNodes) visit(child, inner, nesting + 1);
    close(inner);
  };
  const outside: Around = { kind: 'paragraph', depth: 0, element: undefined, isFrame: false };
  visit(root, outside, 0);
  close(outside);
  return blocks;
}

/** The texts under a node of any depth, in order, without recursion. */
function listTexts(under: Node): Node[] {
  const texts: Node[] = [];
  const open = [under];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.nodeName === '#text') texts.push(node);
    else if ('childNodes' in node && !dropped.has(node.nodeName))
      for (let i = node.childNodes.length - 1; i >= 0; i--) open.push(node.childNodes[i] as Node);
  }
  return texts;
}

function enter(element: Element, around: Around): Around {
  const { tagName } = element;
  const base: Around = {
    kind: around.kind === 'heading' || around.kind === 'code' ? 'paragraph' : around.kind,
    ...(around.level === undefined || around.kind === 'heading' ? {} : { level: around.level }),
    depth: around.depth,
    element,
    isFrame: around.isFrame || isFrame(element),
    // A paragraph inside a cell is a part of that cell.
    ...(around.kind === 'cell' && around.separator ? { separator: around.separator } : {}),
    ...(around.kind === 'cell' && around.cell ? { cell: around.cell } : {}),
  };
  if (/^h[1-6]$/.test(tagName)) return { ...base, kind: 'heading', level: Number(tagName[1]) };
  switch (tagName) {
    case 'ul':
    case 'ol':
      return { ...base, depth: around.depth + 1 };
    case 'li':
      return { ...base, kind: 'item', level: Math.max(1, around.depth), separator: '\n' };
    case 'dt':
    case 'dd':
      return { ...base, kind: 'item', level: tagName === 'dt' ? 1 : 2, separator: '\n' };
    case 'pre':
      return { ...base, kind: 'code' };
    case 'caption':
    case 'figcaption':
      return { ...base, kind: 'caption' };
    case 'td':
    case 'th':
      return isLayout(element)
        ? { ...base, kind: 'paragraph' }
        : { ...base, kind: 'cell', cell: element, separator: isFirstCell(element) ? '\n' : '\t' };
    default:
      return base;
  }
}

function isFirstCell(cell: Element): boolean {
  const cells = cell.parentNode?.childNodes.filter(
    (node) => node.nodeName === 'td' || node.nodeName === 'th',
  );
  return cells?.[0] === cell;
}

/**
 * Old pages are laid out with tables: a cell that holds lists, headings or other tables, several paragraphs, or a
 * column of prose is no cell of data.
 */
function isLayout(cell: Element): boolean {
  let length = 0;
  let paragraphs = 0;
  const hasStructure = (node: Element): boolean =>
    node.childNodes.some((child) => {
      if (child.nodeName === '#text')
        length += (child as DefaultTreeAdapterTypes.TextNode).value.trim().length;
      if (!('tagName' in child)) return false;
      if (child.tagName === 'p' || child.tagName === 'div') paragraphs++;
      return structured.has(child.tagName) || hasStructure(child);
    });
  return hasStructure(cell) || length > 400 || (paragraphs > 3 && length > 150);
}

function isFrame(element: Element): boolean {
  if (frameTags.has(element.tagName)) return true;
  for (const { name, value } of element.attrs) {
    if (name === 'role' && frameRoles.has(value)) return true;
    if (
      (name === 'class' || name === 'id') &&
      value.split(/\s+/).some((word) => frameNames.has(word))
    )
      return true;
    if (name === 'hidden' || (name === 'aria-hidden' && value === 'true')) return true;
    if (name === 'style' && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(value)) return true;
  }
  return false;
}
