import type { ExtractionOptions } from '#domain/extraction';
import type { Schema } from '#domain/schema';
import { findHead, openModelFolder, toHeadId } from '#extract/manifest';
import { loadModel, type Model } from '#extract/model';
import { createSessionFactory, type SessionOptions } from './session.ts';

export const DEFAULT_HEADS: readonly string[] = ['news'];

/** Loads encoder and heads of a model folder into this process; only workers and the `extract` command do. */
export function openModel(
  folder: string,
  heads: readonly string[],
  options: SessionOptions = {},
): Promise<Model> {
  return loadModel(folder, heads, createSessionFactory(options));
}

/** What the engine must know of a model without loading it. */
export interface ModelFacts {
  /** `minilm/news@1f2e…`, one a head, joined by `+`: what provenance carries. */
  readonly id: string;
  readonly schemas: readonly Schema[];
  /** With which it is asked. */
  readonly options: ExtractionOptions;
}

/** As provenance carries them, one a head. @throws Failure `model-missing`, `model-altered`, `model-unusable` */
export async function getHeadIds(
  path: string,
  heads: readonly string[],
): Promise<readonly string[]> {
  const { manifest } = await openModelFolder(path);
  return heads.map((head) => toHeadId(manifest, head));
}

/** @throws Failure `model-missing`, `model-altered`: every file is hashed, so a worker never starts on a wrong one. */
export async function getModelFacts(
  path: string,
  heads: readonly string[],
  options: ExtractionOptions = {},
): Promise<ModelFacts> {
  const folder = await openModelFolder(path);
  for (const name of Object.keys(folder.manifest.files)) await folder.read(name);
  const schemas: Schema[] = [];
  for (const head of heads) {
    const { name } = findHead(folder.manifest, head);
    const json = Buffer.from(await folder.read(`${name}/schema.json`)).toString('utf8');
    schemas.push(JSON.parse(json) as Schema);
  }
  return { id: heads.map((head) => toHeadId(folder.manifest, head)).join('+'), schemas, options };
}
