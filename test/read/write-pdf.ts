/** One line of text on a page: place of its start in points from the top left, size in points. */
export interface PdfText {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly bold?: boolean;
  readonly text: string;
}

export interface PdfPage {
  readonly texts: readonly PdfText[];
  /** Quarter turns clockwise as a viewer shows the page. */
  readonly turns?: number;
}

const width = 400;
const height = 600;

/** A minimal PDF 1.4 of Latin text in Helvetica: enough to build pages whose layout a test knows exactly. */
export function writePdf(
  pages: readonly PdfPage[],
  info: Readonly<Record<string, string>> = {},
): Uint8Array {
  const bodies: string[] = [];
  const add = (body: string) => bodies.push(body);
  const fontAt = 3;
  const infoAt = 5;
  const pageAt = (index: number) => 6 + 2 * index;
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${pageAt(i)} 0 R`).join(' ')}] >>`,
  );
  for (const font of ['Helvetica', 'Helvetica-Bold'])
    add(`<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`);
  add(
    `<< ${Object.entries(info)
      .map(([key, value]) => `/${key} (${escape(value)})`)
      .join(' ')} >>`,
  );
  pages.forEach(({ texts, turns = 0 }, i) => {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Rotate ${turns * 90} /Contents ${pageAt(i) + 1} 0 R ` +
        `/Resources << /Font << /R ${fontAt} 0 R /B ${fontAt + 1} 0 R >> >> >>`,
    );
    const content = texts
      .map(
        ({ x, y, size = 10, bold, text }) =>
          `BT /${bold ? 'B' : 'R'} ${size} Tf ${x} ${height - y} Td (${escape(text)}) Tj ET`,
      )
      .join('\n');
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  });
  let file = '%PDF-1.4\n';
  const offsets = bodies.map((body, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const xref = file.length;
  file += `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n`;
  file += offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  file += `trailer << /Size ${bodies.length + 1} /Root 1 0 R /Info ${infoAt} 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

function escape(text: string): string {
  return text.replace(/[\\()]/g, (character) => `\\${character}`);
}
