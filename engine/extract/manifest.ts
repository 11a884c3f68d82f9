import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '#domain/failure';
import type { HeadFigures } from '#domain/heads';

import { isManifest } from './forms.ts';
import type { HeadEntry, Manifest } from './forms.ts';

/** Version of the model folder's form; a folder of another form is refused as unusable. */
export const FORMAT = 1;

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
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw new Failure('model-altered', path, cause);
  }
  // First: what another version's manifest holds is not for this one to judge.
  const { format } = (manifest ?? {}) as { readonly format?: unknown };
  if (typeof format === 'number' && format !== FORMAT) throw new Failure('model-unusable', path);
  if (!isManifest(manifest)) throw new Failure('model-altered', path);
  return manifest;
}

/** Names that stay inside a folder: a manifest may come from anyone. */
const isInside = (path: string) =>
  path.split('/').every((part) => /^[\p{L}\p{N}_-][\p{L}\p{N}._-]*$/u.test(part));

/** Opens a model folder. @throws Failure `model-missing`, `model-altered` or `model-unusable` (a form of another version). */
export async function openModelFolder(folder: string): Promise<ModelFolder> {
  const path = join(folder, 'manifest.json');
  const manifest = toManifest(Buffer.from(await readBytes(path)).toString('utf8'), path);
  return {
    manifest,
    async read(name) {
      const full = join(folder, ...name.split('/'));
      const expected = manifest.files[name];
      if (!expected || !isInside(name)) throw new Failure('model-missing', full);
      const bytes = await readBytes(full);
      if (toHash(bytes) !== expected.sha256) throw new Failure('model-altered', full);
      return bytes;
    },
  };
}

/**
 * `news`, or `news/spert` for another system over the same encoder.
 * @throws Failure `model-missing`
 */
export function findHead({ name, heads }: Manifest, wanted: string): HeadEntry {
  const [head, decoder] = wanted.split('/');
  const entry = heads.find(
    (one) => one.name === head && (decoder === undefined || one.decoder === decoder),
  );
  if (!entry) throw new Failure('model-missing', `${name}/${wanted}`);
  return entry;
}

/** The figures of an entry, where they are such: a manifest may come from anyone. */
export function toFigures({ figures }: HeadEntry): HeadFigures | undefined {
  if (typeof figures !== 'object' || typeof figures.test !== 'string') return undefined;
  const { test, sentences, ner, re, strict } = figures;
  const isShare = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1;
  if (!Number.isSafeInteger(sentences) || ![ner, re, strict].every(isShare)) return undefined;
  return { test: test.slice(0, 100), sentences, ner, re, strict };
}

export const toFolder = ({ name, folder }: HeadEntry): string => folder ?? name;

/**
 * Hash of what decides a head's results, 64 hexadecimal digits: encoder, tokenizer, head, schema, calibration; and what only the
 * manifest says, which is no file of its own: how long a pass is, and which decoder reads the graph.
 */
export function toHeadHash(manifest: Manifest, entry: HeadEntry): string {
  const folder = toFolder(entry);
  const parts = [
    'encoder.onnx',
    'tokenizer.json',
    `${folder}/head.onnx`,
    `${entry.name}/schema.json`,
    `${folder}/calibration.json`,
  ];
  const lines = parts.map((path) => `${path} ${manifest.files[path]?.sha256 ?? ''}\n`);
  lines.push(`maxPieces ${manifest.maxPieces}\n`, `decoder ${entry.decoder}\n`);
  return toHash(lines.join(''));
}

/** What provenance and run ids carry: `minilm/news@1f2e…`, with the first 12 digits of the head's hash. */
export function toHeadId(manifest: Manifest, wanted: string): string {
  const entry = findHead(manifest, wanted);
  return `${manifest.name}/${wanted}@${toHeadHash(manifest, entry).slice(0, 12)}`;
}
