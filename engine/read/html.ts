import { assemble } from './assemble.ts';
import { findMainContent } from './html-main.ts';
import { toPiece, toTextBlocks } from './html-blocks.ts';
import { findMetadata } from './html-metadata.ts';
import { limits } from './limits.ts';
import type { Likeness, TextReader } from './reader.ts';
import { quarantined } from './reader.ts';

/**
 * Web pages. The text always comes from parse5's tree, whose nodes know their place in the source; Readability
 * only says which of them are the page's content, everything else becomes `frame`. Nothing is run or fetched.
 */
export const html: TextReader = {
  input: 'text',
  format: 'html',
  endings: ['html', 'htm', 'xhtml'],
  judge,
  read: async (source) => {
    if (source.length > limits.markupCharacters)
      return quarantined('too-large', 'The web page is too long.');
    const { parse } = await import('parse5');
    const tree = parse(source, { sourceCodeLocationInfo: true, scriptingEnabled: false });
    const described = findMetadata(tree);
    const blocks = toTextBlocks(tree);
    const pieces = (await findMainContent(tree, blocks, described.metadata.title)).map(toPiece);
    const page = tree.childNodes.find((node) => node.nodeName === 'html');
    const declared =
      page && 'attrs' in page ? page.attrs.find(({ name }) => name === 'lang')?.value : undefined;
    return {
      ...assemble(pieces),
      pages: [],
      ...described,
      ...(declared && { declaredLanguage: declared }),
    };
  },
};

function judge(head: string): Likeness {
  const start = head.replace(/^(?:\s+|<!--[\s\S]*?-->|<\?xml[^>]*\?>)+/, '');
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(start)) return 'certain';
  if (
    /^<(?:p|div|h[1-6]|table|ul|ol|article|section|main|center|title|meta|span|a)\b[^>]*>/i.test(
      start,
    ) &&
    /<\/\w+>/.test(head)
  )
    return 'likely';
  // HTML lets most tags go unclosed, and a page may begin with bare words: then the name decides.
  return /<(?:p|div|br|b|i|h[1-6]|table|li|td|a|img|span|center)\b[^<>]{0,500}>/i.test(head)
    ? 'possible'
    : 'no';
}
