import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '#domain/failure';

/** Version of the model folder's form; a folder of another form is refused as unusable. */
export const FORMAT = 1;

export interface Manifest {
  readonly format: number;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Word pieces of one pass, both special pieces counted; a longer sentence is read window by window. */
  readonly maxPieces: number;
  readonly heads: readonly { readonly name: string; readonly decoder: string }[];
  /** By path inside the folder, `/` between names; every file but the manifest itself. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

/** A model folder whose files are read through their hashes. */
export interface ModelFolder {
  readonly manifest: Manifest;
  /** Bytes of one file. @throws Failure `model-missing` where it is not there, `model-altered` where its hash differs. */
  read(path: string): Promise<Uint8Array>;
}

const toHash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Failure('model-missing', path, cause);
  }
}

function toManifest(text: string, path: string): Manifest {
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<Manifest> | null;
  } catch (cause) {
    throw new Failure('model-altered', path, cause);
  }
  const complete =
    typeof manifest?.name === 'string' &&
    typeof manifest.maxPieces === 'number' &&
    Array.isArray(manifest.heads) &&
    typeof manifest.files === 'object';
  if (!complete) throw new Failure('model-altered', path);
  if (manifest?.format !== FORMAT) throw new Failure('model-unusable', path);
  return manifest as Manifest;
}

/** Opens a model folder. @throws Failure `model-missing`, `model-altered` or `model-unusable` (a form of another version). */
export async function openModelFolder(folder: string): Promise<ModelFolder> {
  const path = join(folder, 'manifest.json');
  const manifest = toManifest(Buffer.from(await readBytes(path)).toString('utf8'), path);
  return {
    manifest,
    async read(name) {
      const full = join(folder, ...name.split('/'));
      const expected = manifest.files[name];
      if (!expected) throw new Failure('model-missing', full);
      const bytes = await readBytes(full);
      if (toHash(bytes) !== expected.sha256) throw new Failure('model-altered', full);
      return bytes;
    },
  };
}

/** Hash of what decides a head's results, 64 hexadecimal digits: encoder, tokenizer, head, schema, calibration. */
export function toHeadHash(manifest: Manifest, head: string): string {
  const parts = ['encoder.onnx', 'tokenizer.json', `${head}/head.onnx`, `${head}/schema.json`];
  const lines = [...parts, `${head}/calibration.json`].map(
    (path) => `${path} ${manifest.files[path]?.sha256 ?? ''}\n`,
  );
  return toHash(lines.join(''));
}
