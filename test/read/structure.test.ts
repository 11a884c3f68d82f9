import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Document } from '#domain/document';
import { read } from '#read/read';
import { checkDocument } from './check-document.ts';

async function readText(name: string, text: string | Uint8Array): Promise<Document> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const reading = await read({ name, bytes });
  if (!('document' in reading)) throw new Error(reading.code);
  checkDocument(reading.document);
  return reading.document;
}

/** Each cell with the words of the cells that head it: `row / column: text`. */
function listCells({ text, blocks }: Document): string[] {
  const textAt = (at: number | undefined) => {
    const block = blocks[at ?? -1];
    return block ? text.slice(block.start, block.end) : '';
  };
  return blocks.flatMap((block, at) =>
    block.cell
      ? [`${textAt(block.cell.rowHead)} / ${textAt(block.cell.columnHead)}: ${textAt(at)}`]
      : [],
  );
}

describe('a cell knows what heads its row and its column', () => {
  const expected = [
    ' / : Port',
    ' / : Founded',
    ' / : Harbour 🌉',
    ' / Port: Graz',
    'Graz / Founded: 1128',
    'Graz / Harbour 🌉: Elsa Brandt',
    ' / Port: Linz',
    'Linz / Founded: 799',
    'Linz / Harbour 🌉: Jonas Weil',
  ];

  it('in Markdown', async () => {
    const text =
      '# Ports\n\n| Port | Founded | Harbour 🌉 |\n| --- | --- | --- |\n| Graz | 1128 | Elsa Brandt |\n| Linz | 799 | Jonas Weil |\n';
    const cells = listCells(await readText('a.md', text));
    // Only the first row is marked there.
    expect(cells).toEqual(expected.map((cell) => cell.replace(/^(?:Graz|Linz) \/ /, ' / ')));
  });

  it('in a table of values', async () => {
    const text = 'Port,Founded,Harbour 🌉\nGraz,1128,Elsa Brandt\nLinz,799,Jonas Weil\n';
    expect(listCells(await readText('a.csv', text))).toEqual(expected);
  });

  it('on a web page, where cells span', async () => {
    const text = `<!doctype html><title>t</title><table>
      <tr><th>Port</th><th colspan="2">Founded</th></tr>
      <tr><th rowspan="2">Graz</th><td>1128</td><td>by a duke</td></tr>
      <tr><td>1164</td><td>as a market</td></tr></table>`;
    const document = await readText('a.html', text);
    expect(listCells(document)).toEqual([
      ' / : Port',
      ' / : Founded',
      ' / Port: Graz',
      'Graz / Founded: 1128',
      'Graz / : by a duke',
      ' / Founded: 1164',
      ' / : as a market',
    ]);
    expect(document.blocks.map(({ cell }) => [cell?.row, cell?.column])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]);
  });

  it('and has none where a table has no headings', async () => {
    expect(listCells(await readText('a.csv', '1,2\n3,4\n'))).toEqual([
      ' / : 1',
      ' / : 2',
      ' / : 3',
      ' / : 4',
    ]);
  });
});

describe('a quote of a table', () => {
  const cells = async (text: string) => {
    const { text: read, blocks } = await readText('a.csv', text);
    return blocks.map(({ start, end }) => read.slice(start, end));
  };

  it('holds separators, line ends and itself doubled; one that does not close is a character', async () => {
    const text = 'a,b\n"Lund, Ida","said ""no""\nand left 🌉"\n"Graz" am Mur,5" long\n"open,x\n';
    expect(await cells(text)).toEqual([
      ...['a', 'b', 'Lund, Ida', 'said "no" and left 🌉', '"Graz" am Mur', '5" long'],
      ...['"open', 'x'],
    ]);
  });

  it('costs little when thousands of them never close', async () => {
    const started = process.cpuUsage().user;
    expect(await cells(`a,b\n${'"x""y\n'.repeat(20_000)}`)).not.toEqual([]);
    expect(process.cpuUsage().user - started).toBeLessThan(10e6);
  });
});

describe('a block knows where it is written', () => {
  const plain = (text: string) =>
    text
      .replace(/<[^>]*>|[*_#`>-]/g, '')
      .replace(/\s+/g, ' ')
      .trim();

  it('on a web page', async () => {
    const text = `<!doctype html>\n<title>t</title>\n<h1>The 🌉 of Graz</h1>\n<p>Elsa <b>Brandt</b> lives\n here.</p><ul><li>one<li>two</ul>`;
    const { blocks, text: fixed } = await readText('a.html', text);
    expect(blocks).toHaveLength(4);
    for (const { start, end, source } of blocks)
      expect(plain(text.slice(source?.start, source?.end))).toBe(fixed.slice(start, end));
  });

  it.each(['\n', '\r\n'])('in Markdown with line ends %j', async (end) => {
    const text =
      `---\ntitle: A walk\n---\n# The 🌉\u200b of Graz\n\nElsa *Brandt* lives\nhere.\n\n- one\n- two\n`.replaceAll(
        '\n',
        end,
      );
    const { blocks, text: fixed, metadataFrom } = await readText('a.md', text);
    expect(blocks).toHaveLength(4);
    for (const block of blocks)
      expect(plain(text.slice(block.source?.start, block.source?.end)).replace('\u200b', '')).toBe(
        fixed.slice(block.start, block.end),
      );
    expect(metadataFrom).toEqual({ title: 'front matter' });
  });

  it('in the chapter of a book', async () => {
    const chapter =
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><a id="x"/><h1>One 🌉</h1><p>Elsa<span class="n"/> lives in Graz.</p></body></html>';
    const part = (text: string, level: 0 | 6 = 6) =>
      [strToU8(text), { level }] as [Uint8Array, { level: 0 | 6 }];
    const book = zipSync({
      mimetype: part('application/epub+zip', 0),
      'META-INF/container.xml': part(
        '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
      ),
      'book.opf': part(
        '<package><metadata><dc:title>Walks</dc:title></metadata><manifest><item id="a" href="text/one.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>',
      ),
      'text/one.xhtml': part(chapter),
    });
    const document = await readText('a.epub', book);
    expect(document.metadataFrom).toEqual({ title: 'package metadata' });
    expect(document.blocks).toHaveLength(2);
    for (const { start, end, source } of document.blocks) {
      expect(source?.part).toBe('text/one.xhtml');
      expect(plain(chapter.slice(source?.start, source?.end))).toBe(
        document.text.slice(start, end),
      );
    }
  });
});

it('metadata say where they were found', async () => {
  const text =
    '<!doctype html><meta property="og:title" content="Walks"><meta name="author" content="Elsa Brandt"><p>Graz.</p>';
  expect((await readText('a.html', text)).metadataFrom).toEqual({
    title: 'meta og:title',
    author: 'meta author',
  });
});
