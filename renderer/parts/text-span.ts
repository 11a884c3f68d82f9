import type { Span } from '#domain/document';

/** Attribute of an element whose text is a stretch of a document: the offset of its first unit. */
const START = 'data-start';

/**
 * What a person selected inside `within`, as a span of the document in UTF-16 units, without white space at its ends;
 * undefined where nothing is selected, or where the selection does not begin and end in text that carries offsets.
 */
export function toSpan(selection: Selection | null, within: Element): Span | undefined {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  if (!within.contains(range.commonAncestorContainer)) return undefined;
  const start = toOffset(range.startContainer, range.startOffset);
  const end = toOffset(range.endContainer, range.endOffset);
  if (start === undefined || end === undefined) return undefined;
  const text = range.toString();
  const before = text.length - text.trimStart().length;
  const after = text.length - text.trimEnd().length;
  return end - after > start + before ? { start: start + before, end: end - after } : undefined;
}

function toOffset(node: Node, offset: number): number | undefined {
  const element = node instanceof Element ? node : node.parentElement;
  const origin = element?.closest(`[${START}]`);
  if (!origin) return undefined;
  const before = document.createRange();
  before.selectNodeContents(origin);
  before.setEnd(node, offset);
  return Number(origin.getAttribute(START)) + before.toString().length;
}
