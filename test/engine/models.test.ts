import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findModel, installModel, listModelHeads, removeModel } from '#engine/models';
import { findPlaces } from '#engine/places';

const shipped = join(findPlaces().models, 'minilm');
let base: string;
let own: string;
let places: { models: string; data: string };

/** A person's own model: the shipped one under another name, whose hashes still hold. */
function makeOwn(name: string): string {
  const folder = join(base, 'trained');
  rmSync(folder, { recursive: true, force: true });
  cpSync(shipped, folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as object;
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, name }));
  return folder;
}

/** A manifest as somebody wrote it. */
interface Written {
  format: number;
  maxPieces: number;
  heads: unknown[];
  files: Record<string, { sha256: string; bytes: number } | null> | null;
}

/** Another text in a file, whose hash the manifest has. */
function write({ files }: Written, path: string, text: string): void {
  writeFileSync(join(own, path), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (files) files[path] = { sha256, bytes: text.length };
}

const unusable: [string, string, (manifest: Written) => void][] = [
  ['no head', 'bad-input', (m) => (m.heads = [])],
  ['a head that is none', 'model-altered', (m) => (m.heads = [null])],
  ['a head nobody can ask for', 'model-altered', (m) => (m.heads[0] = { name: 'a/b' })],
  ['a system of a later day', 'bad-input', (m) => (m.heads[0] = { name: 'news', decoder: 'pfn' })],
  ['no files', 'model-altered', (m) => (m.files = null)],
  ['a file without a hash', 'model-altered', (m) => (m.files = { ...m.files, x: null })],
  ['passes of no word', 'model-altered', (m) => (m.maxPieces = 2)],
  ['another form', 'model-unusable', (m) => ((m.format = 2), (m.files = null))],
  ['another calibration', 'model-unusable', (m) => write(m, 'biomedical/calibration.json', 'null')],
  ['a graph that is none', 'model-unusable', (m) => write(m, 'science/head.onnx', 'no graph')],
  ['another schema', 'model-unusable', (m) => write(m, 'news/schema.json', '[]')],
];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'models-'));
  places = { models: findPlaces().models, data: join(base, 'data') };
  own = makeOwn('mine');
});
afterEach(() => rmSync(base, { recursive: true }));

const installed = () => join(places.data, 'models');
const listOwn = async () =>
  (await listModelHeads(places))
    .filter(({ model }) => model !== 'minilm')
    .map(({ model, head }) => `${model}/${head}`);

/** The shipped heads under another model's name: each system over a head counts. */
const toOwn = async (name: string) =>
  (await listModelHeads(places))
    .filter(({ model }) => model === 'minilm')
    .map(({ head }) => `${name}/${head}`);

describe('install', () => {
  it('copies a model, lists it, finds it by name and removes it', async () => {
    expect(await installModel(places, own)).toBe('mine');
    expect(await listOwn()).toEqual(await toOwn('mine'));
    expect(await findModel(places, ['news'], 'mine')).toEqual({
      folder: join(installed(), 'mine'),
      heads: ['news'],
    });
    await removeModel(places, 'mine');
    expect(await listOwn()).toEqual([]);
  });

  it('replaces a model of the same name and leaves nothing beside it', async () => {
    await installModel(places, own);
    await installModel(places, own);
    expect(readdirSync(installed())).toEqual(['mine']);
  });

  it('keeps what was there when the new one is not what its manifest tells of', async () => {
    await installModel(places, own);
    writeFileSync(join(own, 'news', 'head.onnx'), 'other');
    await expect(installModel(places, own)).rejects.toMatchObject({ code: 'model-altered' });
    expect(await listOwn()).toEqual(await toOwn('mine'));
    expect(readdirSync(installed())).toEqual(['mine']);
  });

  it.each(['minilm', 'spert', '../out', '.hidden', 'a/b', ''])(
    'refuses the name %j',
    async (name) => {
      await expect(installModel(places, makeOwn(name))).rejects.toMatchObject({
        code: 'bad-input',
      });
      expect(existsSync(join(base, 'out'))).toBe(false);
    },
  );

  it.each(['../../evil.txt', '/etc/passwd', 'news/../../evil.txt'])(
    'writes no file called %s',
    async (path) => {
      const file = join(own, 'manifest.json');
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as { files: Record<string, unknown> };
      manifest.files[path] = manifest.files['encoder.onnx'];
      writeFileSync(file, JSON.stringify(manifest));
      await expect(installModel(places, own)).rejects.toMatchObject({ code: 'model-missing' });
      expect(existsSync(join(base, 'evil.txt'))).toBe(false);
      expect(await listOwn()).toEqual([]);
    },
  );

  it('takes a head that lies in a folder of its own', async () => {
    const file = join(own, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Written & { heads: object[] };
    const moved = Object.entries(manifest.files ?? {}).filter(([path]) =>
      /^news\/[^/]+\.(?:onnx|json)$/u.test(path),
    );
    for (const [path, entry] of moved) {
      const to = path.replace('news/', 'news/second/');
      cpSync(join(own, path), join(own, to));
      if (manifest.files) manifest.files[to] = entry;
    }
    manifest.heads[0] = { ...manifest.heads[0], folder: 'news/second' };
    writeFileSync(file, JSON.stringify(manifest));
    expect(await installModel(places, own)).toBe('mine');
  });

  it('is stopped while it tries the model, and leaves what was there and nothing else', async () => {
    await installModel(places, own);
    const [mine] = readdirSync(installed());
    utimesSync(join(installed(), mine ?? ''), 1, 1);
    const stop = new AbortController();
    const again = installModel(places, own, stop.signal);
    await expect
      .poll(() => readdirSync(installed()).find((name) => name.startsWith('.')))
      .toBeDefined();
    stop.abort();
    await expect(again).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(installed())).toEqual(['mine']);
    expect(statSync(join(installed(), 'mine')).mtimeMs).toBe(1000);
  });

  it('clears what installations that were killed left behind', async () => {
    for (const name of ['.old', '.new']) mkdirSync(join(installed(), name), { recursive: true });
    utimesSync(join(installed(), '.old'), 1, 1);
    await installModel(places, own);
    expect(readdirSync(installed()).toSorted()).toEqual(['.new', 'mine']);
  });

  it('keeps the model it has rather than one that could not be used', async () => {
    await installModel(places, own);
    const file = join(own, 'manifest.json');
    const good = readFileSync(file, 'utf8');
    for (const [what, code, change] of unusable) {
      const manifest = JSON.parse(good) as Written;
      change(manifest);
      writeFileSync(file, JSON.stringify(manifest));
      const error: unknown = await installModel(places, own).catch((reason: unknown) => reason);
      expect({ what, error }).toMatchObject({ what, error: { code } });
      for (const path of ['biomedical/calibration.json', 'news/schema.json', 'science/head.onnx'])
        cpSync(join(shipped, path), join(own, path));
    }
    expect(await listOwn()).toEqual(await toOwn('mine'));
  });

  it('lists the others when one of the installed is broken', async () => {
    await installModel(places, own);
    const file = join(installed(), 'mine', 'manifest.json');
    for (const text of [
      '{',
      JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), heads: [null] }),
    ]) {
      writeFileSync(file, text);
      expect(await listOwn()).toEqual([]);
    }
  });
});

describe('what --model means', () => {
  it('is the shipped model when nothing is said', async () => {
    expect(await findModel(places, ['news'])).toEqual({ folder: shipped, heads: ['news'] });
  });
  it('may be a folder', async () => {
    expect((await findModel(places, ['news'], own)).folder).toBe(own);
  });
  it('may be one of the systems of the shipped model', async () => {
    expect(await findModel(places, ['news'], 'tablert-cnn')).toEqual({
      folder: shipped,
      heads: ['news/tablert-cnn'],
    });
  });
  it('is missing otherwise', async () => {
    await expect(findModel(places, ['news'], 'nowhere')).rejects.toMatchObject({
      code: 'model-missing',
    });
  });
});

it('says so when there is no such model to remove', async () => {
  await expect(removeModel(places, 'mine')).rejects.toMatchObject({ code: 'bad-input' });
});

it('never removes the model that ships', async () => {
  await expect(removeModel(places, 'minilm')).rejects.toMatchObject({ code: 'bad-input' });
});
