import { strToU8, zipSync } from 'fflate';
import type { Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/**
 * Markdown → the bytes of a Word document (ECMA-376, transitional) with real headings, lists, tables and footnotes.
 * The same source gives the same bytes everywhere: dates are fixed and the archive's times are local fields, not instants.
 */
export function toDocx(markdown: string, title: string): Uint8Array {
  const root = fromMarkdown(markdown, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  const notes = root.children.filter((node) => node.type === 'footnoteDefinition');
  const order = notes.map((note) => note.identifier);
  const body = root.children.map((node) => toBlock(node, order)).join('');
  const footnotes = notes.map((note, at) => toFootnote(note.children, at + 1, order)).join('');
  const parts: Record<string, string> = {
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': PACKAGE_RELATIONS,
    'docProps/core.xml': `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escape(title)}</dc:title><dc:creator>Espalier samples</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T12:00:00Z</dcterms:created></cp:coreProperties>`,
    'word/_rels/document.xml.rels': DOCUMENT_RELATIONS,
    'word/styles.xml': STYLES,
    'word/numbering.xml': NUMBERING,
    'word/footnotes.xml': `<w:footnotes ${W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>${footnotes}</w:footnotes>`,
    'word/document.xml': `<w:document ${W}><w:body>${body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>`,
  };
  const mtime = new Date(2026, 0, 1, 12);
  return zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, xml]) => [
        name,
        [strToU8(HEADER + xml), { mtime, level: 9 }],
      ]),
    ),
  );
}

function toBlock(node: RootContent, notes: readonly string[]): string {
  switch (node.type) {
    case 'heading':
      return paragraph(node.children, notes, `<w:pStyle w:val="Heading${node.depth}"/>`);
    case 'paragraph':
      return paragraph(node.children, notes);
    case 'list': {
      const numbering = `<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="${node.ordered ? 2 : 1}"/></w:numPr>`;
      return node.children
        .flatMap((item) => item.children)
        .map((child) => paragraph(phrasing(child), notes, numbering))
        .join('');
    }
    case 'table': {
      const rows = node.children.map(
        (row) =>
          `<w:tr>${row.children.map((cell) => `<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>${paragraph(cell.children, notes)}</w:tc>`).join('')}</w:tr>`,
      );
      return `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>${rows.join('')}</w:tbl><w:p/>`;
    }
    case 'footnoteDefinition':
      return '';
    default:
      throw new Error(`A sample uses "${node.type}", which the Word writer does not know.`);
  }
}

function toFootnote(children: Root['children'], id: number, notes: readonly string[]): string {
  const mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>';
  const text = children.map((child) => runs(phrasing(child), notes)).join('');
  return `<w:footnote w:id="${id}"><w:p>${mark}${run(' ', '')}${text}</w:p></w:footnote>`;
}

function phrasing(node: Nodes): readonly PhrasingContent[] {
  if (node.type !== 'paragraph')
    throw new Error(`A sample nests "${node.type}" where words belong.`);
  return node.children;
}

function paragraph(
  nodes: readonly PhrasingContent[],
  notes: readonly string[],
  style = '',
): string {
  return `<w:p>${style && `<w:pPr>${style}</w:pPr>`}${runs(nodes, notes)}</w:p>`;
}

function runs(nodes: readonly PhrasingContent[], notes: readonly string[], look = ''): string {
  return nodes
    .map((node): string => {
      if (node.type === 'text') return run(node.value, look);
      if (node.type === 'emphasis') return runs(node.children, notes, `${look}<w:i/>`);
      if (node.type === 'strong') return runs(node.children, notes, `<w:b/>${look}`);
      if (node.type === 'footnoteReference') return reference(notes.indexOf(node.identifier) + 1);
      throw new Error(`A sample uses "${node.type}", which the Word writer does not know.`);
    })
    .join('');
}

function reference(id: number): string {
  return `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="${id}"/></w:r>`;
}

function run(text: string, look: string): string {
  const words = escape(text.replaceAll('\n', ' '));
  return `<w:r>${look && `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${words}</w:t></w:r>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';
const PARTS = ['styles', 'numbering', 'footnotes'];

const CONTENT_TYPES = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${WORD}.document.main+xml"/>${PARTS.map((part) => `<Override PartName="/word/${part}.xml" ContentType="${WORD}.${part}+xml"/>`).join('')}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`;
const PACKAGE_RELATIONS = `<Relationships ${RELATIONS}><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`;
const DOCUMENT_RELATIONS = `<Relationships ${RELATIONS}>${PARTS.map((part, at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${part}" Target="${part}.xml"/>`).join('')}</Relationships>`;
const LEVELS = [
  ['1', 'bullet', '•'],
  ['2', 'decimal', '%1.'],
] as const;
const NUMBERING = `<w:numbering ${W}>${LEVELS.map(([id, format, text]) => `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>`).join('')}${LEVELS.map(([id]) => `<w:num w:numId="${id}"><w:abstractNumId w:val="${id}"/></w:num>`).join('')}</w:numbering>`;
const STYLES = `<w:styles ${W}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="120"/></w:pPr></w:style>${[1, 2, 3].map((level) => `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="${38 - 6 * level}"/></w:rPr></w:style>`).join('')}<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/></w:style><w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style><w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`).join('')}</w:tblBorders></w:tblPr></w:style></w:styles>`;
