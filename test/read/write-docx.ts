import { zipSync, strToU8 } from 'fflate';

const names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

/** A paragraph of WordprocessingML; `style` is the id of a style, `extra` goes into its run. */
export function paragraph(text: string, style?: string, extra = ''): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${escape(text)}</w:t>${extra}</w:r></w:p>`;
}

export function table(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('');
  return `<w:tbl>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join('')}</w:tbl>`;
}

/** A Word document around a body; every part is optional but the body. */
export function writeDocx(body: string, parts: Readonly<Record<string, string>> = {}): Uint8Array {
  const heading = (level: number) =>
    `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`;
  const files: Record<string, string> = {
    '[Content_Types].xml':
      `<?xml version="1.0"?><Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
      `<Override PartName="/word/document.xml" ContentType="${main}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${main}.styles+xml"/><Override PartName="/word/footnotes.xml" ContentType="${main}.footnotes+xml"/></Types>`,
    '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${relations}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<?xml version="1.0"?><w:document ${names}><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': `<?xml version="1.0"?><Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${relations}/styles" Target="styles.xml"/><Relationship Id="r2" Type="${relations}/footnotes" Target="footnotes.xml"/></Relationships>`,
    'word/styles.xml': `<?xml version="1.0"?><w:styles ${names}>${[1, 2].map(heading).join('')}</w:styles>`,
    'word/footnotes.xml': `<?xml version="1.0"?><w:footnotes ${names}/>`,
    ...parts,
  };
  // A fixed date keeps the bytes the same from run to run.
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
    { mtime: '2020-01-01' },
  );
}

export function footnotes(texts: readonly string[]): string {
  const notes = texts
    .map((text, i) => `<w:footnote w:id="${i + 1}">${paragraph(text)}</w:footnote>`)
    .join('');
  return `<?xml version="1.0"?><w:footnotes ${names}>${notes}</w:footnotes>`;
}

function escape(text: string): string {
  return text.replace(/[<&>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
