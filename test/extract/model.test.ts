import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSessionFactory } from '#engine/session';
import type { Manifest } from '#extract/forms';
import { listHeads, loadModel } from '#extract/model';
import type { CreateSession } from '#extract/tensor';

const shipped = join(dirname(fileURLToPath(import.meta.url)), '../../models/minilm');
const createSession = createSessionFactory();
let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'model-')), 'minilm');
  cpSync(shipped, folder, { recursive: true });
});
afterEach(() => {
  rmSync(dirname(folder), { recursive: true });
});

const alter = (path: string) => {
  const bytes = readFileSync(join(folder, path));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(folder, path), bytes);
};

describe('loadModel', () => {
  it.each([
    'encoder.onnx',
    'tokenizer.json',
    'news/head.onnx',
    'news/schema.json',
    'news/calibration.json',
  ])('refuses a folder where one bit of %s is other', async (path) => {
    alter(path);
    await expect(loadModel(folder, ['news'], createSession)).rejects.toMatchObject({
      code: 'model-altered',
    });
  });

  it.each(['manifest.json', 'encoder.onnx', 'news/head.onnx'])(
    'says that %s is missing',
    async (path) => {
      rmSync(join(folder, path));
      await expect(loadModel(folder, [], createSession)).rejects.toMatchObject({
        code: 'model-missing',
        subject: join(folder, path),
      });
    },
  );

  it('says that a head is missing', async () => {
    await expect(loadModel(folder, ['none'], createSession)).rejects.toMatchObject({
      code: 'model-missing',
      subject: 'minilm/none',
    });
  });

  it.each(['not json', '[]', 'null', '{"format":1}'])(
    'takes a manifest of %s for altered',
    async (text) => {
      writeFileSync(join(folder, 'manifest.json'), text);
      await expect(loadModel(folder, [], createSession)).rejects.toMatchObject({
        code: 'model-altered',
      });
    },
  );

  it('refuses a form of another version', async () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as object;
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, format: 2 }));
    await expect(loadModel(folder, [], createSession)).rejects.toMatchObject({
      code: 'model-unusable',
    });
  });

  it('calls a graph that the runtime refuses unusable, and closes what was opened', async () => {
    let open = 0;
    const counting: CreateSession = async (graph, name) => {
      const session = await createSession(
        name.endsWith('encoder.onnx') ? graph.slice(0, 1000) : graph,
        name,
      );
      open++;
      return {
        ...session,
        close: async () => {
          open--;
          await session.close();
        },
      };
    };
    await expect(loadModel(folder, [], counting)).rejects.toMatchObject({ code: 'model-unusable' });
    expect(open).toBe(0);
  });

  it('names a head by model, head and hash, whatever the folder is called', async () => {
    const model = await loadModel(folder, ['news'], createSession);
    const [row] = await listHeads(folder);
    expect(model.heads[0]?.id).toBe(`minilm/news@${row?.hash.slice(0, 12)}`);
    expect(row?.relationTypes.every(({ phrase }) => phrase.length > 0)).toBe(true);
    await model.close();
  });

  it('tells from which scores facts are right how often, where that was measured', async () => {
    const path = join(folder, 'news/calibration.json');
    const calibration = JSON.parse(readFileSync(path, 'utf8')) as object;
    const shares = { '0.95': null, '0.9': 0.8, '0.8': 0.5 };
    const json = JSON.stringify({ ...calibration, shares });
    writeFileSync(path, json);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    const sha256 = createHash('sha256').update(json).digest('hex');
    const files = {
      ...manifest.files,
      'news/calibration.json': { sha256, bytes: json.length },
    };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, files }));
    const [row] = await listHeads(folder);
    expect(row?.sure).toEqual([
      { share: 0.8, score: 0.5 },
      { share: 0.9, score: 0.8 },
    ]);
  });
});

describe('createSessionFactory', () => {
  it('refuses a provider that is not here, with its own words as the cause', async () => {
    const factory = createSessionFactory({
      provider: process.platform === 'win32' ? 'coreml' : 'dml',
    });
    const graph = readFileSync(join(folder, 'news/head.onnx'));
    const refusal = await factory(graph, 'head').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'model-unusable', subject: 'head' });
    expect(String((refusal as Error).cause)).toContain('backend not found');
  });

  it('calls a graph that no provider takes unusable', async () => {
    await expect(createSession(new Uint8Array(100), 'nothing')).rejects.toMatchObject({
      code: 'model-unusable',
      subject: 'nothing',
    });
  });
});
