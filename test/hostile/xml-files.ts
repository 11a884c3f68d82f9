import { times, utf8, type Bait, type HostileFile } from './hostile-file.ts';
import { writeZip } from './zip.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
const rooms = {
  docx: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  odt: 'urn:oasis:names:tc:opendocument:xmlns:text:1.0',
  epub: 'http://www.w3.org/1999/xhtml',
} as const;
type Kind = keyof typeof rooms;

/** The text of a document as its part says it. */
function toBody(kind: Kind, inside: string): string {
  if (kind === 'docx')
    return `<w:document xmlns:w="${rooms.docx}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body><w:p><w:r><w:t>${inside}</w:t></w:r></w:p></w:body></w:document>`;
  if (kind === 'odt')
    return `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="${rooms.odt}"><office:body><office:text><text:p>${inside}</text:p></office:text></office:body></office:document-content>`;
  return `<html xmlns="${rooms.epub}"><head><title>T</title></head><body><p>${inside}</p></body></html>`;
}

/** An office document or a book around one part of XML. */
function pack(kind: Kind, xml: string | Uint8Array, rels = ''): Uint8Array {
  const data = typeof xml === 'string' ? utf8(xml) : xml;
  const part = (name: string, content: string) => ({ name, data: utf8(content) });
  if (kind === 'docx')
    return writeZip([
      part(
        '[Content_Types].xml',
        `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      ),
      part(
        '_rels/.rels',
        `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
      part(
        'word/_rels/document.xml.rels',
        `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rels}</Relationships>`,
      ),
      { name: 'word/document.xml', data },
    ]);
  if (kind === 'odt')
    return writeZip([
      { ...part('mimetype', 'application/vnd.oasis.opendocument.text'), stored: true },
      part(
        'META-INF/manifest.xml',
        `${declaration}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`,
      ),
      { name: 'content.xml', data },
    ]);
  return writeZip([
    { ...part('mimetype', 'application/epub+zip'), stored: true },
    part(
      'META-INF/container.xml',
      `${declaration}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    ),
    part(
      'p.opf',
      `${declaration}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="x" href="../../../../etc/passwd" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="x"/></spine></package>`,
    ),
    { name: 'a.xhtml', data },
  ]);
}

/** Ten levels of ten: some 10 GB of "lol" (Billion laughs). */
function laughs(): string {
  const levels = Array.from(
    { length: 10 },
    (_, i) => `<!ENTITY l${i + 1} "${times(`&l${i};`, 10)}">`,
  );
  return `<!DOCTYPE x [<!ENTITY l0 "lol">${levels.join('')}]>`;
}

export function listXmlFiles({ file, url }: Bait): HostileFile[] {
  const outside = `<!DOCTYPE x [<!ENTITY e SYSTEM "file://${file}"><!ENTITY % p SYSTEM "${url}/dtd"> %p; <!ENTITY h SYSTEM "${url}/entity">]>`;
  const relation = (type: string, target: string) =>
    `<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/>`;
  return (['docx', 'odt', 'epub'] as const).flatMap((kind) => {
    const one = (name: string, xml: string | Uint8Array, rels = '') => ({
      name: `xml-${name}.${kind}`,
      bytes: pack(kind, xml, rels),
    });
    const body = toBody(kind, 'Anna Berg lives in Oslo.');
    return [
      one('laughs', `${declaration}${laughs()}${toBody(kind, '&l9;')}`),
      one('outside', `${declaration}${outside}${toBody(kind, '&e; &h;')}`),
      one('deep', declaration + toBody(kind, `${times('<a>', 200_000)}x${times('</a>', 200_000)}`)),
      one(
        'attributes',
        declaration +
          toBody(kind, `<a ${Array.from({ length: 100_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`),
      ),
      one('latin-as-utf8', Buffer.from(declaration + toBody(kind, 'Århus \xff\xfe'), 'latin1')),
      one('two-boms', utf8(`\ufeff\ufeff${declaration}${body}`)),
      one('utf16', Buffer.from(`\ufeff${declaration}${body}`, 'utf16le')),
      one('instructions', `${declaration}${times('<?a b?>', 100_000)}${body}`),
      one('comments', declaration + toBody(kind, times('<!-- - -->', 100_000))),
      one('cdata', declaration + toBody(kind, `<![CDATA[${times(']]', 100_000)}`)),
      one('not-closed', declaration + toBody(kind, 'x').slice(0, -30)),
      one('long-text', declaration + toBody(kind, times('Oslo ', 400_000))),
      one(
        'script',
        declaration +
          toBody(kind, `<script>fetch("${url}/script")</script><img src="${url}/image"/>`),
      ),
      one(
        'template',
        declaration + body,
        relation('attachedTemplate', `${url}/template`) +
          relation('image', `${url}/image`) +
          relation('hyperlink', 'javascript:alert(1)'),
      ),
    ];
  });
}
