import { deflateSync } from 'node:zlib';
import { cutAt, latin1, times, type Bait, type HostileFile } from './hostile-file.ts';

/** Objects as they are, numbered from 1; the table is right, or left out so that a reader must find them itself. */
function writePdf(objects: readonly string[], { table = true, trailer = '' } = {}): Uint8Array {
  let out = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const places = objects.map((body, i) => {
    const at = out.length;
    out += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const at = out.length;
  if (table)
    out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`;
  out += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${table ? at : 0}\n%%EOF\n`;
  return latin1(out);
}

const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const stream = (body: string, more = '') =>
  `<< /Length ${body.length} ${more} >>\nstream\n${body}\nendstream`;
const say = (text: string) => stream(`BT /F 12 Tf 40 700 Td (${text}) Tj ET`);
const page = (more = '') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 800] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R ${more} >>`;
const pages = '<< /Type /Pages /Count 1 /Kids [3 0 R] >>';
const catalog = (more = '') => `<< /Type /Catalog /Pages 2 0 R ${more} >>`;
const text = say('Anna Berg lives in Oslo.');

export function listPdfFiles({ file, url }: Bait): HostileFile[] {
  const one = (name: string, objects: readonly string[], options = {}) => ({
    name: `pdf-${name}.pdf`,
    bytes: writePdf(objects, options),
  });
  const packed = deflateSync(Buffer.alloc(30_000_000, 0x20), { level: 9 }).toString('latin1');
  const whole = writePdf([catalog(), pages, page(), text, font]);
  return [
    one('no-table', [catalog(), pages, page(), text, font], { table: false }),
    one('loop-of-objects', ['2 0 R', '1 0 R', '3 0 R']),
    one('loop-of-pages', [
      catalog(),
      '<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R 3 0 R] >>',
      page(),
      text,
      font,
    ]),
    one('million-pages', [
      catalog(),
      '<< /Type /Pages /Count 1000000 /Kids [3 0 R] >>',
      page(),
      text,
      font,
    ]),
    one('ten-thousand-kids', [
      catalog(),
      `<< /Type /Pages /Count 10000 /Kids [${times('3 0 R ', 10_000)}] >>`,
      page(),
      text,
      font,
    ]),
    one('negative-count', [
      catalog(),
      '<< /Type /Pages /Count -5 /Kids [3 0 R] >>',
      page(),
      text,
      font,
    ]),
    one('huge-page', [catalog(), pages, page().replace('400 800', '1e30 1e30'), text, font]),
    one('empty-page', [catalog(), pages, page().replace('400 800', '0 0'), text, font]),
    one('bomb', [catalog(), pages, page(), stream(packed, '/Filter /FlateDecode'), font]),
    one('bomb-of-bombs', [
      catalog(),
      pages,
      page(),
      stream(
        deflateSync(Buffer.from(packed, 'latin1')).toString('latin1'),
        '/Filter [/FlateDecode /FlateDecode]',
      ),
      font,
    ]),
    one('deep-arrays', [
      catalog(),
      pages,
      page(`/X ${times('[', 50_000)}${times(']', 50_000)}`),
      text,
      font,
    ]),
    one('deep-names', [
      catalog(`/X ${times('<< /A ', 20_000)}1${times(' >>', 20_000)}`),
      pages,
      page(),
      text,
      font,
    ]),
    one('deep-states', [
      catalog(),
      pages,
      page(),
      stream(`${times('q ', 200_000)}BT /F 12 Tf (x) Tj ET`),
      font,
    ]),
    one('locked', [catalog(), pages, page(), text, font], {
      trailer: `/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <${times('00', 32)}> /U <${times('11', 32)}> >> /ID [<00><00>]`,
    }),
    one('locked-oddly', [catalog(), pages, page(), text, font], {
      trailer: '/Encrypt << /Filter /Unknown /V 99 >>',
    }),
    one('runs', [catalog(`/OpenAction << /S /Launch /F (${file}) >>`), pages, page(), text, font]),
    one('calls', [
      catalog(
        `/OpenAction << /S /URI /URI (${url}/uri) >> /AA << /WC << /S /JavaScript /JS (app.launchURL('${url}/js')) >> >>`,
      ),
      pages,
      page(),
      text,
      font,
    ]),
    one('embeds', [
      catalog(
        `/Names << /EmbeddedFiles << /Names [(x) << /Type /Filespec /F (../../${file}) /EF << /F 4 0 R >> >>] >> >>`,
      ),
      pages,
      page(),
      text,
      font,
    ]),
    one('fetches', [
      catalog(),
      pages,
      page(),
      `<< /Length 0 /F << /FS /URL /F (${url}/stream) >> >>\nstream\n\nendstream`,
      font,
    ]),
    one('xfa', [
      catalog('/AcroForm << /XFA 4 0 R /Fields [] >>'),
      pages,
      page(),
      stream(`<xdp><template><x href="${url}/xfa"/></template></xdp>`),
      font,
    ]),
    one('stream-length-lies', [
      catalog(),
      pages,
      page(),
      text.replace(/Length \d+/u, 'Length 999999999'),
      font,
    ]),
    one('stream-length-loops', [
      catalog(),
      pages,
      page(),
      text.replace(/Length \d+/u, 'Length 4 0 R'),
      font,
    ]),
    one('unknown-filter', [
      catalog(),
      pages,
      page(),
      stream('x', '/Filter [/Foo /LZWDecode /DCTDecode]'),
      font,
    ]),
    one('long-string', [catalog(), pages, page(), say(times('Oslo ', 200_000)), font]),
    one('form-in-itself', [
      catalog(),
      pages,
      page('/Resources << /XObject << /A 4 0 R >> >>'),
      stream(
        '/A Do /A Do',
        '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 4 0 R >> >>',
      ),
      font,
    ]),
    { name: 'pdf-twice.pdf', bytes: Buffer.concat([whole, whole]) },
    { name: 'pdf-late-header.pdf', bytes: Buffer.concat([latin1(times('x', 900)), whole]) },
    { name: 'pdf-only-header.pdf', bytes: latin1('%PDF-1.7\n') },
    ...cutAt('pdf.pdf', whole, 12),
  ];
}
