import type { DefaultTreeAdapterTypes } from 'parse5';
import { cleanRunning } from './characters.ts';
import type { TextBlock } from './html-blocks.ts';

/** Prose: long enough to be a sentence, and ending like one. Menus, tables and by-lines are neither. */
const leastProse = 60;
/** If Readability leaves out more than this share of the page's prose, it has mistaken the page. */
const leastKept = 0.6;
/** The attribute by which an element is known again after Readability has rebuilt the page. */
const mark = 'data-at';

/**
 * Marks as `frame` every block outside the page's main content. Readability decides, on a copy of the tree
 * without scripts, built by linkedom, in which each element carries its source offset; where it finds nothing,
 * or drops prose, only the frames that the page declares itself are believed.
 */
export async function findMainContent(
  tree: DefaultTreeAdapterTypes.Document,
  blocks: readonly TextBlock[],
  title: string | undefined,
): Promise<readonly TextBlock[]> {
  const prose = blocks.filter(isProse);
  if (prose.length < 2 || !blocks.some((block) => !isProse(block))) return blocks;
  const main = await readMain(tree);
  if (!main) return blocks;
  const isMain = (block: TextBlock) =>
    (block.element && main.places.has(String(block.element.sourceCodeLocation?.startOffset))) ||
    (block.text.trim().length >= 25 && main.text.includes(cleanRunning(block.text)));
  const kept = prose.filter(isMain);
  if (countUnits(kept) < leastKept * countUnits(prose)) return blocks;
  const titleText = cleanRunning(title ?? '');
  return blocks.map((block) =>
    block.kind === 'frame' ||
    isMain(block) ||
    (block.kind === 'heading' && block.level === 1 && isTitle(block, titleText))
      ? block
      : toFrame(block),
  );
}

function isProse(block: TextBlock): boolean {
  const text = block.text.trim();
  return (
    block.kind !== 'frame' &&
    block.kind !== 'code' &&
    text.length >= leastProse &&
    /[.!?…。！？]["'”’»)\]]*$/.test(text)
  );
}

function countUnits(blocks: readonly TextBlock[]): number {
  return blocks.reduce((sum, block) => sum + block.text.length, 0);
}

/** Readability takes the article's heading away, because it reports it as the title. */
function isTitle(block: TextBlock, title: string): boolean {
  const text = cleanRunning(block.text);
  return text !== '' && (title.includes(text) || text.includes(title));
}

function toFrame({ text, element, separator, source }: TextBlock): TextBlock {
  return {
    kind: 'frame',
    text,
    element,
    ...(separator === undefined ? {} : { separator }),
    ...(source && { source }),
  };
}

async function readMain(
  tree: DefaultTreeAdapterTypes.Document,
): Promise<{ places: Set<string>; text: string } | undefined> {
  const { serialize } = await import('parse5');
  const { parseHTML } = await import('linkedom');
  const { Readability } = await import('@mozilla/readability');
  annotate(tree);
  const { document } = parseHTML(serialize(tree));
  try {
    const article = new Readability(document, {
      serializer: (node) => node,
      maxElemsToParse: 100_000,
    }).parse();
    if (!article?.textContent) return undefined;
    const places = new Set<string>();
    collectPlaces(article.content, places);
    return { places, text: cleanRunning(article.textContent) };
  } catch {
    // Too large or too odd for it: the page's own word on its frame will do.
    return undefined;
  }
}

interface DomElement {
  getAttribute(name: string): string | null;
  readonly children: Iterable<DomElement>;
}

function collectPlaces(element: DomElement, places: Set<string>): void {
  const place = element.getAttribute(mark);
  if (place !== null) places.add(place);
  for (const child of element.children) collectPlaces(child, places);
}

/** Writes each element's source offset into it and cuts out what must not reach another parser. */
function annotate(parent: DefaultTreeAdapterTypes.ParentNode): void {
  parent.childNodes = parent.childNodes.filter(
    (node) =>
      !/^(?:script|style|noscript|template|iframe|object|embed|svg|math|#comment)$/.test(
        node.nodeName,
      ),
  );
  for (const node of parent.childNodes) {
    if (!('tagName' in node)) continue;
    node.attrs = node.attrs.filter(({ name }) => !name.startsWith('on') && name !== mark);
    node.attrs.push({ name: mark, value: String(node.sourceCodeLocation?.startOffset) });
    annotate(node);
  }
}
