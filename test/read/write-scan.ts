import { deflateSync, inflateSync } from 'node:zlib';
import { drawPage } from '#read/pdf-image';

/** A PDF of one page that is nothing but the picture of the first page of another one, as a scanner makes it. */
export async function toScan(bytes: Uint8Array, scale = 3): Promise<Uint8Array> {
  const drawn = await drawPage({ name: 'a.pdf', bytes }, 1, scale);
  if (!drawn) throw new Error('the page cannot be drawn');
  const { width, height, png } = drawn;
  const pixels = deflateSync(toRows(png, width, height));
  const [pageWidth, pageHeight] = [width / scale, height / scale];
  const content = `q ${pageWidth} 0 0 ${pageHeight} 0 0 cm /I Do Q`;
  const bodies = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageWidth} ${pageHeight}] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /Length ${pixels.length} >>\nstream\n${pixels.toString('latin1')}\nendstream`,
  ];
  let file = '%PDF-1.4\n';
  const offsets = bodies.map((body, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const list = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${list}`;
  const trailer = `trailer\n<< /Size ${bodies.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + table + trailer, 'latin1');
}

/** The pixels of a PNG as `drawPage` writes it: one IDAT chunk, each row after a filter byte of 0. */
function toRows(png: Uint8Array, width: number, height: number): Buffer {
  const buffer = Buffer.from(png);
  const at = buffer.indexOf('IDAT');
  const rows = inflateSync(buffer.subarray(at + 4, at + 4 + buffer.readUInt32BE(at - 4)));
  const stride = 3 * width;
  return Buffer.concat(
    Array.from({ length: height }, (_, y) =>
      rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)),
    ),
  );
}
