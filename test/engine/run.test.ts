import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getModelFacts } from '#engine/model';
import { toRun } from '#engine/import/taken';

const shipped = fileURLToPath(new URL('../../models/minilm', import.meta.url));
const toSha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const text = toSha256('Mary Smith works for Acme 🛫.');
let folder: string;
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'run-')), 'minilm');
  cpSync(shipped, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Changes a file of the folder and says so in the manifest, as a new version of the model would. */
function alter(path: string) {
  const bytes = Buffer.concat([readFileSync(join(folder, path)), Buffer.from('\n')]);
  writeFileSync(join(folder, path), bytes);
  edit(({ files }) => (files[path] = { sha256: toSha256(bytes), bytes: bytes.length }));
}

interface Written {
  maxPieces: number;
  heads: { decoder: string }[];
  files: Record<string, { sha256: string; bytes: number }>;
}

function edit(change: (manifest: Written) => void) {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Written;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

describe('a run', () => {
  it('is the same for the same model, options and text', async () => {
    const [one, two] = [
      await getModelFacts(shipped, ['news']),
      await getModelFacts(folder, ['news']),
    ];
    expect(toRun(one, text)).toBe(toRun(two, text));
    expect(toRun(one, text)).toMatch(/^r[0-9a-f]{24}$/);
  });

  it('is another for another text, other options, or anything of the model that counts', async () => {
    const facts = await getModelFacts(folder, ['news']);
    const seen = new Set([toRun(facts, text), toRun(facts, toSha256('Mary Smith left Acme 🛫.'))]);
    seen.add(
      toRun({ ...facts, options: { off: { entityTypes: ['Loc'], relationTypes: [] } } }, text),
    );
    for (const path of [
      'encoder.onnx',
      'tokenizer.json',
      'news/head.onnx',
      'news/schema.json',
      'news/calibration.json',
    ]) {
      alter(path);
      seen.add(toRun(await getModelFacts(folder, ['news']), text));
    }
    edit((manifest) => (manifest.maxPieces = 128));
    seen.add(toRun(await getModelFacts(folder, ['news']), text));
    edit(({ heads: [news] }) => news && (news.decoder = 'spert'));
    seen.add(toRun(await getModelFacts(folder, ['news']), text));
    expect(seen.size).toBe(10);
    alter('news/card.md');
    expect(seen).toContain(toRun(await getModelFacts(folder, ['news']), text));
  });
});
