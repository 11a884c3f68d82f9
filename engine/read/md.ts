import type { Nodes, RootContent } from 'mdast';
import { assemble, type Piece } from './assemble.ts';
import { cleanLines, createOffsets } from './characters.ts';
import { toTextBlocks } from './html-blocks.ts';
import { limits } from './limits.ts';
import type { Draft, Likeness, Metadata, TextReader } from './reader.ts';
import { fromOne, quarantined } from './reader.ts';
import { toPlainPieces } from './txt.ts';

/** Markdown, CommonMark with GitHub's tables, task lists and notes. Raw HTML gives its text, never its tags. */
export const md: TextReader = {
  input: 'text',
  format: 'md',
  endings: ['md', 'markdown', 'mdown', 'mkd'],
  judge,
  read: async (source) => {
    if (source.length > limits.markupCharacters)
      return quarantined('too-large', 'The Markdown file is too long.');
    const clean = cleanLines(source);
    const { body, ...described } = splitFrontMatter(clean);
    if (isOvergrown(body)) return { ...assemble(toPlainPieces(body)), pages: [], ...described };
    const { fromMarkdown } = await import('mdast-util-from-markdown');
    const { gfm } = await import('micromark-extension-gfm');
    const { gfmFromMarkdown } = await import('mdast-util-gfm');
    const tree = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    const fromHtml = tree.children.some(isHtml) ? await loadFromHtml() : undefined;
    const toOffset = createOffsets(source, clean);
    const taken = clean.length - body.length;
    const pieces = tree.children
      .flatMap((node) => toPieces(node, 0, fromHtml))
      .map((piece): Piece => {
        const { start, end } = piece.source ?? {};
        return start === undefined || end === undefined
          ? piece
          : { ...piece, source: { start: toOffset(start + taken), end: toOffset(end + taken) } };
      });
    return { ...assemble(pieces), pages: [], ...described };
  },
};

type FromHtml = ((html: string) => Piece[]) | undefined;

async function loadFromHtml(): Promise<FromHtml> {
  const { parseFragment } = await import('parse5');
  return (source) => toTextBlocks(parseFragment(source)).map(({ kind, text }) => ({ kind, text }));
}

/**
 * Whether marks or lines are so many that the parser would need minutes for them, or nest too deep for it: its
 * time grows with the square of a paragraph's brackets and lines. Such a file is read as plain text.
 */
function isOvergrown(text: string): boolean {
  if (/^(?:[ \t]*[>*+-][ \t]?){100}/m.test(text) || /^[ \t]{400}/m.test(text)) return true;
  return text
    .split(/\n[ \t]*\n/)
    .some((part) => part.length > 3000 && (part.match(/[[\]<`*_\n]/g)?.length ?? 0) > 3000);
}

/** Marks that prose rarely has; two kinds of them make a text without a telling name Markdown. */
const marks = [
  /^#{1,6} \S/m,
  /^(?:```|~~~)/m,
  /\[[^\]\n]+\]\([^)\s]+\)/,
  /^\|.*\|\s*\n\|[ :|-]+\|/m,
  /^> \S/m,
  /\*\*\S[^*\n]*\*\*/,
  /^[-*+] \S.*\n[-*+] \S/m,
];

function judge(head: string): Likeness {
  const found = marks.filter((mark) => mark.test(head)).length;
  const isMarked = found >= 2 || /^---\n(?:[\w-]+:.*\n)+---\n/.test(head) || /^# \S/.test(head);
  return isMarked ? 'likely' : 'possible';
}

/** Takes a YAML block off the start; of its fields only plain `key: value` lines are of use here. */
function splitFrontMatter(
  text: string,
): { body: string } & Pick<Draft, 'metadata' | 'metadataFrom'> {
  const found = /^---\n([\s\S]*?)\n(?:---|\.\.\.)(?:\n|$)/.exec(text);
  if (!found || !/^[\w-]+:/m.test(found[1] ?? '')) return { body: text, metadata: {} };
  const field = (name: RegExp) =>
    found[1]?.match(new RegExp(`^(?:${name.source}):[ \\t]*["']?(.+?)["']?[ \\t]*$`, 'im'))?.[1];
  const [title, author, created] = [field(/title/), field(/authors?/), field(/date|created/)];
  const metadata: Metadata = {
    ...(title && { title }),
    ...(author && { author }),
    ...(created && { created }),
  };
  return { body: text.slice(found[0].length), ...fromOne('front matter', metadata) };
}

function isHtml(node: RootContent): boolean {
  return (
    node.type === 'html' || ('children' in node && (node.children as RootContent[]).some(isHtml))
  );
}

/** The blocks of one node; `depth` counts the lists around it. */
function toPieces(node: RootContent, depth: number, fromHtml: FromHtml): Piece[] {
  switch (node.type) {
    case 'heading':
      return [{ kind: 'heading', level: node.depth, text: toText(node), ...toSource(node) }];
    case 'paragraph':
      return [
        depth === 0
          ? { kind: 'paragraph', text: toText(node), ...toSource(node) }
          : { kind: 'item', level: depth, text: toText(node), separator: '\n', ...toSource(node) },
      ];
    case 'list':
      return node.children.flatMap((child) =>
        child.children.flatMap((inner) => toPieces(inner, depth + 1, fromHtml)),
      );
    case 'blockquote':
      return node.children.flatMap((child) => toPieces(child, depth, fromHtml));
    case 'footnoteDefinition':
      return node.children
        .flatMap((child) => toPieces(child, 0, fromHtml))
        .map((piece) => (piece.kind === 'paragraph' ? { ...piece, kind: 'note' } : piece));
    case 'code':
      return [{ kind: 'code', text: node.value, ...toSource(node) }];
    case 'table':
      return node.children.flatMap((row, r) =>
        row.children.map((cell, c): Piece => ({
          kind: 'cell',
          text: toText(cell),
          cell: { table: node.position?.start.offset ?? 0, row: r, column: c, isHead: r === 0 },
          ...toSource(cell),
          separator: c > 0 ? '\t' : r > 0 ? '\n' : '\n\n',
        })),
      );
    case 'html':
      return (fromHtml?.(node.value) ?? []).map((piece) => ({ ...piece, ...toSource(node) }));
    default:
      return [];
  }
}

/** Where the node is written, in units of what was parsed. */
function toSource({ position }: Nodes): Pick<Piece, 'source'> {
  const [start, end] = [position?.start.offset, position?.end.offset];
  return start === undefined || end === undefined ? {} : { source: { start, end } };
}

/** The words of a node: emphasis, links and code give their content; images, note marks and tags give nothing. */
function toText(node: RootContent): string {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return node.value;
    case 'break':
      return '\n';
    case 'html':
      return /^<br\s*\/?>$/i.test(node.value) ? '\n' : '';
    default:
      return 'children' in node ? (node.children as RootContent[]).map(toText).join('') : '';
  }
}
