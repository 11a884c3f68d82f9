import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { toDocumentId, type DocumentId } from '#domain/ids';
import { digest, toSha256 } from '#engine/digest';
import { createPagePictures } from '#engine/page-pictures';
import { readerAnswers } from '#engine/pipeline';
import { read } from '#read/read';
import { toNaming } from '#resolve/name';
import { createProject } from '#store/open';
import { storeDocument } from '#store/store-document';
import { toRunId } from '#domain/ids';
import { writePdf } from '../read/write-pdf.ts';

const folder = mkdtempSync(join(tmpdir(), 'espalier-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

const project = createProject(join(folder, 'p.espalier'));
afterAll(() => project.close());
const pictures = createPagePictures(project, {
  view: (name, input) => readerAnswers[name](input, () => undefined),
});
const { signal } = new AbortController();
const pdf = (text: string) => writePdf([{ texts: [{ x: 40, y: 60, text }] }]);

async function add(path: string, bytes: Uint8Array): Promise<DocumentId> {
  const sha256 = toSha256(bytes);
  const reading = await read({ name: path, bytes });
  if (!('document' in reading)) throw new Error(reading.code);
  const id = toDocumentId(sha256);
  storeDocument(
    project,
    {
      source: { path, name: 'a.pdf', root: folder, bytes: bytes.length, modified: 0, sha256 },
      state: 'done',
      code: null,
      detail: null,
      documentId: id,
      document: reading.document,
      sentences: [],
      resolution: { mentions: [], relations: [], clusters: [] },
      run: toRunId(digest, ['test']),
      model: 'none',
    },
    toNaming,
  );
  return id;
}

describe('a page as it looks', () => {
  it('is drawn from the file, and its words have their places', async () => {
    const bytes = pdf('Elsa lives in Graz.');
    const path = join(folder, 'a.pdf');
    writeFileSync(path, bytes);
    const id = await add(path, bytes);
    const drawn = await pictures.draw(id, 1, 2, signal);
    expect(drawn).toMatchObject({ why: null, image: { width: 800, height: 1200 } });
    const [places] = (await pictures.findPlaces(id, [{ start: 0, end: 4 }], signal)) ?? [];
    expect(places).toMatchObject([{ page: 1 }]);
    expect(Math.abs((places?.[0]?.box.left ?? 0) - 40)).toBeLessThan(2);
  });

  it('is drawn from inside containers', async () => {
    const bytes = pdf('Jonas lives in Linz.');
    const inner = zipSync({ 'plans/b.pdf': bytes });
    const outer = join(folder, 'outer.zip');
    writeFileSync(outer, zipSync({ 'inner.zip': inner }));
    const path = `${outer}!/inner.zip!/plans/b.pdf`;
    const id = await add(path, bytes);
    const insert = 'INSERT INTO part (path, container, file) VALUES (?, ?, ?)';
    project.transaction(() => {
      project.run(insert, path, `${outer}!/inner.zip`, outer);
      project.run(insert, `${outer}!/inner.zip`, outer, outer);
    });
    expect(await pictures.draw(id, 1, 1, signal)).toMatchObject({ image: { width: 400 } });
  });

  it('is not drawn from a file that is gone, has changed, or has no such page', async () => {
    const path = join(folder, 'c.pdf');
    const bytes = pdf('Vera lives in Wels.');
    const id = await add(path, bytes);
    expect(await pictures.draw(id, 1, 1, signal)).toEqual({ image: null, why: 'gone' });
    writeFileSync(path, pdf('Vera lives in Steyr.'));
    expect(await pictures.draw(id, 1, 1, signal)).toEqual({ image: null, why: 'changed' });
    writeFileSync(path, bytes);
    expect(await pictures.draw(id, 2, 1, signal)).toEqual({ image: null, why: 'locked' });
    await expect(pictures.draw('d000000000000', 1, 1, signal)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
